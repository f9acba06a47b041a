using System.Security.Cryptography;
using Telenode.Core;

namespace Telenode.SimBoard.Crypto;

/// <summary>The platform's cryptography on the PC: System.Security.Cryptography.</summary>
public sealed class PcCrypto : ICrypto
{
    /// <inheritdoc/>
    public IAes CreateAes() => new PcAes();

    /// <inheritdoc/>
    public void HmacSha256(byte[] key, int keyOffset, int keyCount, byte[] data, int offset, int count, byte[] mac, int macOffset)
    {
        Span<byte> result = stackalloc byte[32];
        HMACSHA256.HashData(key.AsSpan(keyOffset, keyCount), data.AsSpan(offset, count), result);
        result.CopyTo(mac.AsSpan(macOffset, 32));
        CryptographicOperations.ZeroMemory(result);
    }
}
