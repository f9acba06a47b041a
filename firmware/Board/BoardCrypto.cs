using System;
using System.Security.Cryptography;
using Telenode.Core;

namespace Telenode.Board;

/// <summary>The platform's cryptography on the board: nanoFramework's System.Security.Cryptography, native underneath.</summary>
internal sealed class BoardCrypto : ICrypto
{
    private const int MacLength = 32;

    /// <summary>Makes sure that the board's firmware computes AES right.</summary>
    /// <exception cref="NotSupportedException">It does not; the message says what to do.</exception>
    public BoardCrypto()
    {
        // Firmware of 2024 took the key for the initialisation vector of CBC. With it nothing that we seal would open elsewhere.
        if (!BoardAes.IsRight())
        {
            throw new NotSupportedException("the board's nanoFramework firmware computes AES-CBC wrongly: flash a newer one with nanoff --update");
        }
    }

    public IAes CreateAes() => new BoardAes();

    // The native call takes whole arrays and gives a new one. It serves handshakes and key schedules, never a message's way.
    public void HmacSha256(byte[] key, int keyOffset, int keyCount, byte[] data, int offset, int count, byte[] mac, int macOffset)
    {
        byte[] wholeKey = new byte[keyCount];
        byte[] wholeData = new byte[count];
        Array.Copy(key, keyOffset, wholeKey, 0, keyCount);
        Array.Copy(data, offset, wholeData, 0, count);
        byte[] result = HMACSHA256.HashData(wholeKey, wholeData);
        Array.Copy(result, 0, mac, macOffset, MacLength);
        Array.Clear(wholeKey, 0, keyCount);
        Array.Clear(wholeData, 0, count);
        Array.Clear(result, 0, MacLength);
    }
}
