using Telenode.Core;

namespace Telenode.Tests.Host.Security;

/// <summary>No cryptography at all: key streams and tags are zeros, so that plaintext is ciphertext and whatever ends in zeros verifies.
/// For what comes after decryption, and for counting heap bytes that are ours.</summary>
internal sealed class NullCrypto : ICrypto, IAes
{
    public IAes CreateAes() => this;

    public void HmacSha256(byte[] key, int keyOffset, int keyCount, byte[] data, int offset, int count, byte[] mac, int macOffset)
        => mac.AsSpan(macOffset, 32).Clear();

    public void SetKey(byte[] key, int offset, int count)
    {
    }

    public void ClearKey()
    {
    }

    public void EncryptBlocks(byte[] buffer, int offset, int count) => buffer.AsSpan(offset, count).Clear();

    public void ChainBlocks(byte[] buffer, int offset, int count, byte[] chain) => chain.AsSpan().Clear();
}
