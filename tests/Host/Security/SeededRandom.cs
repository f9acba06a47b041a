using Telenode.Core;

namespace Telenode.Tests.Host.Security;

/// <summary>Random bytes that a seed repeats.</summary>
internal sealed class SeededRandom(int seed) : IRandom
{
    private readonly Random _random = new(seed);

    public void Fill(byte[] buffer, int offset, int count) => _random.NextBytes(buffer.AsSpan(offset, count));
}
