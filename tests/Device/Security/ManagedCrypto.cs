using Telenode.Core;
using Telenode.Security;

namespace Telenode.Tests.Security;

/// <summary>The cryptography ports in managed code, for the simulator, which has none of its own; counts what is asked of it.</summary>
internal sealed class ManagedCrypto : ICrypto
{
    private readonly Sha256 _hash = new Sha256();
    private readonly byte[] _pad = new byte[64];
    private readonly byte[] _inner = new byte[32];

    /// <summary>HMAC computations since construction.</summary>
    public int HmacCount { get; private set; }

    public IAes CreateAes() => new ManagedAes();

    public void HmacSha256(byte[] key, int keyOffset, int keyCount, byte[] data, int offset, int count, byte[] mac, int macOffset)
    {
        HmacCount++;
        System.Array.Clear(_pad, 0, 64);
        if (keyCount > 64)
        {
            _hash.Update(key, keyOffset, keyCount);
            _hash.Finish(_pad, 0);
        }
        else
        {
            System.Array.Copy(key, keyOffset, _pad, 0, keyCount);
        }

        Flip(0x36);
        _hash.Update(_pad, 0, 64);
        _hash.Update(data, offset, count);
        _hash.Finish(_inner, 0);
        Flip(0x36 ^ 0x5c);
        _hash.Update(_pad, 0, 64);
        _hash.Update(_inner, 0, 32);
        _hash.Finish(mac, macOffset);
    }

    private void Flip(int bits)
    {
        for (int i = 0; i < 64; i++)
        {
            _pad[i] ^= (byte)bits;
        }
    }
}
