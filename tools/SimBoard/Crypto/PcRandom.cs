using System.Security.Cryptography;
using Telenode.Core;

namespace Telenode.SimBoard.Crypto;

/// <summary>Unpredictable bytes from the PC's system.</summary>
public sealed class PcRandom : IRandom
{
    /// <inheritdoc/>
    public void Fill(byte[] buffer, int offset, int count) => RandomNumberGenerator.Fill(buffer.AsSpan(offset, count));
}
