using System;

namespace Telenode.Security;

/// <summary>SHA-256 (FIPS 180-4), fed in parts; the state can be copied, so that a transcript is hashed on after a look at its hash.</summary>
/// <remarks>The platform has no plain SHA-256, only HMAC. Nothing is allocated after construction.</remarks>
public sealed class Sha256
{
    /// <summary>Bytes of a digest.</summary>
    public const int DigestLength = 32;

    private const int BlockLength = 64;

    /// <summary>FIPS 180-4 §4.2.2.</summary>
    private static readonly uint[] RoundConstants =
    {
        0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
        0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
        0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
        0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
        0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
        0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
        0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
        0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2,
    };

    /// <summary>FIPS 180-4 §5.3.3.</summary>
    private static readonly uint[] InitialState =
    {
        0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19,
    };

    private readonly uint[] _state = new uint[8];
    private readonly uint[] _schedule = new uint[64];
    private readonly byte[] _block = new byte[BlockLength];
    private long _length;

    /// <summary>Creates a hash of nothing yet.</summary>
    public Sha256() => Reset();

    /// <summary>Blocks of 64 bytes compressed since construction: the measure of this class's work (about 3.6 ms each on an ESP32).</summary>
    public int BlockCount { get; private set; }

    /// <summary>Starts anew.</summary>
    public void Reset()
    {
        Array.Copy(InitialState, _state, 8);
        _length = 0;
    }

    /// <summary>Takes over the state of another hash; both can then go on separately.</summary>
    public void CopyFrom(Sha256 other)
    {
        Array.Copy(other._state, _state, 8);
        Array.Copy(other._block, _block, BlockLength);
        _length = other._length;
    }

    /// <summary>Hashes <paramref name="count"/> further bytes.</summary>
    /// <exception cref="ArgumentException">The range is outside the array.</exception>
    public void Update(byte[] data, int offset, int count)
    {
        Bytes.RequireRange(data, offset, count);
        int filled = (int)(_length & (BlockLength - 1));
        _length += count;
        if (filled > 0)
        {
            int missing = BlockLength - filled;
            if (count < missing)
            {
                Array.Copy(data, offset, _block, filled, count);
                return;
            }

            Array.Copy(data, offset, _block, filled, missing);
            Compress(_block, 0);
            offset += missing;
            count -= missing;
        }

        for (; count >= BlockLength; count -= BlockLength)
        {
            Compress(data, offset);
            offset += BlockLength;
        }

        Array.Copy(data, offset, _block, 0, count);
    }

    /// <summary>Gives the digest, 32 bytes, and starts anew.</summary>
    /// <exception cref="ArgumentException">Fewer than 32 bytes lie behind <paramref name="offset"/>.</exception>
    public void Finish(byte[] digest, int offset)
    {
        Bytes.RequireRange(digest, offset, DigestLength);
        byte[] block = _block;
        int filled = (int)(_length & (BlockLength - 1));
        block[filled++] = 0x80;
        if (filled > BlockLength - 8)
        {
            Array.Clear(block, filled, BlockLength - filled);
            Compress(block, 0);
            filled = 0;
        }

        Array.Clear(block, filled, BlockLength - 8 - filled);
        long bits = _length << 3;
        for (int i = BlockLength - 1; i >= BlockLength - 8; i--)
        {
            block[i] = (byte)bits;
            bits >>= 8;
        }

        Compress(block, 0);
        for (int i = 0; i < 8; i++)
        {
            uint word = _state[i];
            digest[offset++] = (byte)(word >> 24);
            digest[offset++] = (byte)(word >> 16);
            digest[offset++] = (byte)(word >> 8);
            digest[offset++] = (byte)word;
        }

        Clear();
    }

    /// <summary>Forgets all that was hashed.</summary>
    public void Clear()
    {
        Array.Clear(_block, 0, BlockLength);
        Array.Clear(_schedule, 0, 64);
        Reset();
    }

    private void Compress(byte[] block, int offset)
    {
        BlockCount++;
        uint[] w = _schedule;
        Expand(w, block, offset);
        uint[] k = RoundConstants;
        uint[] state = _state;
        uint a = state[0], b = state[1], c = state[2], d = state[3];
        uint e = state[4], f = state[5], g = state[6], h = state[7];
        for (int t = 0; t < 64; t++)
        {
            // Ch as g ^ (e & (f ^ g)) and Maj as (a & b) | (c & (a | b)): fewer operations, which is what an interpreter counts.
            uint t1 = h + (((e >> 6) | (e << 26)) ^ ((e >> 11) | (e << 21)) ^ ((e >> 25) | (e << 7)))
                + (g ^ (e & (f ^ g))) + k[t] + w[t];
            h = g;
            g = f;
            f = e;
            e = d + t1;
            d = c;
            t1 += (((a >> 2) | (a << 30)) ^ ((a >> 13) | (a << 19)) ^ ((a >> 22) | (a << 10))) + ((a & b) | (c & (a | b)));
            c = b;
            b = a;
            a = t1;
        }

        state[0] += a;
        state[1] += b;
        state[2] += c;
        state[3] += d;
        state[4] += e;
        state[5] += f;
        state[6] += g;
        state[7] += h;
    }

    private static void Expand(uint[] w, byte[] block, int offset)
    {
        for (int t = 0; t < 16; t++)
        {
            w[t] = (uint)((block[offset] << 24) | (block[offset + 1] << 16) | (block[offset + 2] << 8) | block[offset + 3]);
            offset += 4;
        }

        for (int t = 16; t < 64; t++)
        {
            uint x = w[t - 15];
            uint y = w[t - 2];
            w[t] = w[t - 16] + (((x >> 7) | (x << 25)) ^ ((x >> 18) | (x << 14)) ^ (x >> 3))
                + w[t - 7] + (((y >> 17) | (y << 15)) ^ ((y >> 19) | (y << 13)) ^ (y >> 10));
        }
    }
}
