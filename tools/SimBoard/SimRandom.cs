using Telenode.Core;

namespace Telenode.SimBoard;

/// <summary>The random port from a seed: the same run twice.</summary>
public sealed class SimRandom(int seed) : IRandom
{
    private readonly Random _random = new(seed);

    /// <inheritdoc/>
    public void Fill(byte[] buffer, int offset, int count) => _random.NextBytes(buffer.AsSpan(offset, count));
}
