using System.Security.Cryptography;
using Telenode.Core;

namespace Telenode.SimBoard;

/// <summary>The random port from the system's generator: for keys and nonces, which a simulation's seed must not give away.</summary>
public sealed class SystemRandom : IRandom
{
    /// <inheritdoc/>
    public void Fill(byte[] buffer, int offset, int count) => RandomNumberGenerator.Fill(buffer.AsSpan(offset, count));
}
