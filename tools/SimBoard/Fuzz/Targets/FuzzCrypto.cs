using System.Buffers.Binary;
using Telenode.Core;

namespace Telenode.SimBoard.Fuzz;

/// <summary>A cipher and a MAC that protect nothing and take next to no time: what is tried is what stands around them.</summary>
internal sealed class FuzzCrypto : ICrypto
{
    public IAes CreateAes() => new Cipher();

    public void HmacSha256(byte[] key, int keyOffset, int keyCount, byte[] data, int offset, int count, byte[] mac, int macOffset)
    {
        ulong hash = FuzzRandom.SeedOf(key.AsSpan(keyOffset, keyCount)) ^ (FuzzRandom.SeedOf(data.AsSpan(offset, count)) * 31);
        for (int i = 0; i < 4; i++)
        {
            hash = (hash + 0x9E3779B97F4A7C15) * 0xBF58476D1CE4E5B9;
            BinaryPrimitives.WriteUInt64LittleEndian(mac.AsSpan(macOffset + (8 * i)), hash ^ (hash >> 29));
        }
    }

    private sealed class Cipher : IAes
    {
        private ulong _key;

        public void SetKey(byte[] key, int offset, int count) => _key = FuzzRandom.SeedOf(key.AsSpan(offset, count));

        public void ClearKey() => _key = 0;

        public void EncryptBlocks(byte[] buffer, int offset, int count)
        {
            for (int i = 0; i < count; i += 16)
            {
                Encrypt(buffer.AsSpan(offset + i, 16));
            }
        }

        public void ChainBlocks(byte[] buffer, int offset, int count, byte[] chain)
        {
            for (int i = 0; i < count; i += 16)
            {
                for (int j = 0; j < 16; j++)
                {
                    chain[j] ^= buffer[offset + i + j];
                }

                Encrypt(chain.AsSpan(0, 16));
            }
        }

        private void Encrypt(Span<byte> block)
        {
            ulong left = BinaryPrimitives.ReadUInt64LittleEndian(block);
            ulong right = BinaryPrimitives.ReadUInt64LittleEndian(block[8..]);
            left = ((left ^ _key) + right) * 0x9E3779B97F4A7C15;
            right = ((right ^ (left >> 31)) + _key) * 0xBF58476D1CE4E5B9;
            BinaryPrimitives.WriteUInt64LittleEndian(block, left ^ (right >> 29));
            BinaryPrimitives.WriteUInt64LittleEndian(block[8..], right);
        }
    }
}
