using System;
using System.Security.Cryptography;
using Telenode.Core;

namespace Telenode.Board;

/// <summary>AES-128 over nanoFramework's <see cref="Aes"/>, whose calls take a whole array and give a new one of the same size.</summary>
/// <remarks>
/// CBC takes any number of blocks: a CBC-MAC is one native call for each <see cref="MaxBlocks"/> blocks. ECB encrypts the first block
/// of an array only, on some firmware without saying so: one call a block. The arrays handed in are kept, one for each size.
/// </remarks>
internal sealed class BoardAes : IAes
{
    private const int Block = 16;
    private const int KeyLength = 16;

    // The work area of AesCcm in DTLS and OSCORE.
    private const int MaxBlocks = 8;

    private readonly byte[] _key = new byte[KeyLength];
    private readonly byte[][] _input = new byte[MaxBlocks + 1][];
    private readonly Aes _ecb = new Aes(CipherMode.ECB);
    private readonly Aes _cbc = new Aes(CipherMode.CBC);

    public BoardAes()
    {
        _ecb.Key = _key;
        _cbc.Key = _key;
        _cbc.IV = new byte[Block]; // stays zero: the chain is added to the first block instead
    }

    /// <summary>Whether the firmware's CBC gives what NIST SP 800-38A does (F.2.1, first two blocks).</summary>
    public static bool IsRight()
    {
        byte[] key = { 0x2b, 0x7e, 0x15, 0x16, 0x28, 0xae, 0xd2, 0xa6, 0xab, 0xf7, 0x15, 0x88, 0x09, 0xcf, 0x4f, 0x3c };
        byte[] chain = { 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15 };
        byte[] data =
        {
            0x6b, 0xc1, 0xbe, 0xe2, 0x2e, 0x40, 0x9f, 0x96, 0xe9, 0x3d, 0x7e, 0x11, 0x73, 0x93, 0x17, 0x2a,
            0xae, 0x2d, 0x8a, 0x57, 0x1e, 0x03, 0xac, 0x9c, 0x9e, 0xb7, 0x6f, 0xac, 0x45, 0xaf, 0x8e, 0x51,
        };
        byte[] expected = { 0x50, 0x86, 0xcb, 0x9b, 0x50, 0x72, 0x19, 0xee, 0x95, 0xdb, 0x11, 0x3a, 0x91, 0x76, 0x78, 0xb2 };
        var aes = new BoardAes();
        aes.SetKey(key, 0, KeyLength);
        aes.ChainBlocks(data, 0, data.Length, chain);
        for (int i = 0; i < Block; i++)
        {
            if (chain[i] != expected[i])
            {
                return false;
            }
        }

        return true;
    }

    public void SetKey(byte[] key, int offset, int count)
    {
        if (count != KeyLength)
        {
            throw new ArgumentException("the board's AES takes keys of 16 bytes");
        }

        Array.Copy(key, offset, _key, 0, KeyLength);
        _ecb.Key = _key;
        _cbc.Key = _key;
    }

    public void ClearKey()
    {
        Array.Clear(_key, 0, KeyLength);
        _ecb.Key = _key;
        _cbc.Key = _key;
    }

    public void EncryptBlocks(byte[] buffer, int offset, int count)
    {
        byte[] input = InputOf(1);
        for (int end = offset + count; offset < end; offset += Block)
        {
            Array.Copy(buffer, offset, input, 0, Block);
            Array.Copy(_ecb.Encrypt(input), 0, buffer, offset, Block);
        }
    }

    public void ChainBlocks(byte[] buffer, int offset, int count, byte[] chain)
    {
        while (count > 0)
        {
            int part = count < MaxBlocks * Block ? count : MaxBlocks * Block;
            byte[] input = InputOf(part / Block);
            Array.Copy(buffer, offset, input, 0, part);
            for (int i = 0; i < Block; i++)
            {
                input[i] ^= chain[i];
            }

            byte[] output = _cbc.Encrypt(input);
            Array.Copy(output, part - Block, chain, 0, Block);
            Array.Clear(input, 0, part);
            offset += part;
            count -= part;
        }
    }

    // An array of exactly that many blocks.
    private byte[] InputOf(int blocks)
    {
        byte[] input = _input[blocks];
        if (input == null)
        {
            input = new byte[blocks * Block];
            _input[blocks] = input;
        }

        return input;
    }
}
