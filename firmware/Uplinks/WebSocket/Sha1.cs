using System;

namespace Telenode.Uplinks;

/// <summary>SHA-1 (FIPS 180-4 §6.1), which a WebSocket's handshake asks for; good for nothing that has to be secure.</summary>
internal sealed class Sha1
{
    public const int HashSize = 20;

    private const int BlockSize = 64;

    private readonly byte[] _block = new byte[BlockSize];
    private readonly int[] _schedule = new int[80];
    private readonly int[] _hash = new int[5];

    /// <summary>Writes the hash of some bytes.</summary>
    public void Compute(byte[] data, int offset, int count, byte[] hash)
    {
        _hash[0] = 0x67452301;
        _hash[1] = unchecked((int)0xEFCDAB89);
        _hash[2] = unchecked((int)0x98BADCFE);
        _hash[3] = 0x10325476;
        _hash[4] = unchecked((int)0xC3D2E1F0);
        int left = count;
        for (; left >= BlockSize; left -= BlockSize)
        {
            AddBlock(data, offset + count - left);
        }

        Array.Clear(_block, 0, BlockSize);
        Array.Copy(data, offset + count - left, _block, 0, left);
        _block[left] = 0x80;
        if (left > BlockSize - 9)
        {
            AddBlock(_block, 0);
            Array.Clear(_block, 0, BlockSize);
        }

        PutInt32(_block, BlockSize - 4, count << 3);
        _block[BlockSize - 5] = (byte)(count >> 29);
        AddBlock(_block, 0);
        for (int i = 0; i < 5; i++)
        {
            PutInt32(hash, 4 * i, _hash[i]);
        }
    }

    private void AddBlock(byte[] data, int offset)
    {
        int[] w = _schedule;
        for (int i = 0; i < 16; i++)
        {
            int at = offset + (4 * i);
            w[i] = (data[at] << 24) | (data[at + 1] << 16) | (data[at + 2] << 8) | data[at + 3];
        }

        for (int i = 16; i < 80; i++)
        {
            int mixed = w[i - 3] ^ w[i - 8] ^ w[i - 14] ^ w[i - 16];
            w[i] = (mixed << 1) | (mixed >>> 31);
        }

        int a = _hash[0];
        int b = _hash[1];
        int c = _hash[2];
        int d = _hash[3];
        int e = _hash[4];
        for (int i = 0; i < 80; i++)
        {
            int mixed = i < 20 ? ((b & c) | (~b & d)) + 0x5A827999
                : i < 40 ? (b ^ c ^ d) + 0x6ED9EBA1
                : i < 60 ? ((b & c) | (b & d) | (c & d)) + unchecked((int)0x8F1BBCDC)
                : (b ^ c ^ d) + unchecked((int)0xCA62C1D6);
            int next = ((a << 5) | (a >>> 27)) + mixed + e + w[i];
            e = d;
            d = c;
            c = (b << 30) | (b >>> 2);
            b = a;
            a = next;
        }

        _hash[0] += a;
        _hash[1] += b;
        _hash[2] += c;
        _hash[3] += d;
        _hash[4] += e;
    }

    private static void PutInt32(byte[] buffer, int offset, int value)
    {
        buffer[offset] = (byte)(value >> 24);
        buffer[offset + 1] = (byte)(value >> 16);
        buffer[offset + 2] = (byte)(value >> 8);
        buffer[offset + 3] = (byte)value;
    }
}
