using Telenode.Core;
using Telenode.SimBoard.Crypto;

namespace Telenode.Tests.Host.Security;

/// <summary>The PC's cryptography, counting what is asked of it.</summary>
internal sealed class CountingCrypto : ICrypto
{
    private readonly PcCrypto _inner = new();

    public int Hmacs { get; private set; }

    public int AesCalls { get; private set; }

    public int AesBlocks { get; private set; }

    public IAes CreateAes() => new CountingAes(this, _inner.CreateAes());

    public void HmacSha256(byte[] key, int keyOffset, int keyCount, byte[] data, int offset, int count, byte[] mac, int macOffset)
    {
        Hmacs++;
        _inner.HmacSha256(key, keyOffset, keyCount, data, offset, count, mac, macOffset);
    }

    public void Reset() => Hmacs = AesCalls = AesBlocks = 0;

    private sealed class CountingAes(CountingCrypto owner, IAes inner) : IAes
    {
        public void SetKey(byte[] key, int offset, int count) => inner.SetKey(key, offset, count);

        public void ClearKey() => inner.ClearKey();

        public void EncryptBlocks(byte[] buffer, int offset, int count)
        {
            owner.AesCalls++;
            owner.AesBlocks += count / 16;
            inner.EncryptBlocks(buffer, offset, count);
        }

        public void ChainBlocks(byte[] buffer, int offset, int count, byte[] chain)
        {
            owner.AesCalls++;
            owner.AesBlocks += count / 16;
            inner.ChainBlocks(buffer, offset, count, chain);
        }
    }
}
