using System;
using Telenode.Core;

namespace Telenode.Security;

/// <summary>PBKDF2 with HMAC-SHA-256 for a key of 32 bytes (RFC 8018 §5.2), which SCRAM calls Hi (RFC 5802 §2.2), done in parts.</summary>
/// <remarks>In parts, because the thousands of rounds that a server asks for take seconds on a device whose loop must not stand still.</remarks>
public sealed class Pbkdf2
{
    private const int HashLength = 32;

    private readonly ICrypto _crypto;
    private readonly byte[] _password;
    private readonly byte[] _block;

    /// <summary>Creates a derivation from one password.</summary>
    /// <param name="crypto">Gives HMAC.</param>
    /// <param name="password">Kept, not copied.</param>
    /// <param name="maxSaltLength">The longest salt that <see cref="Begin"/> will take.</param>
    public Pbkdf2(ICrypto crypto, byte[] password, int maxSaltLength)
    {
        _crypto = crypto;
        _password = password;
        _block = new byte[(maxSaltLength < HashLength ? HashLength : maxSaltLength) + 4];
    }

    /// <summary>The key, 32 bytes, once no round is left.</summary>
    public byte[] Key { get; } = new byte[HashLength];

    /// <summary>Rounds still to do.</summary>
    public int RoundsLeft { get; private set; }

    /// <summary>Begins a key and does its first round.</summary>
    /// <param name="salt">Holds the salt.</param>
    /// <param name="count">Its bytes, from index 0.</param>
    /// <param name="rounds">At least 1.</param>
    /// <exception cref="ArgumentException">The salt is longer than the constructor was told, or there is no round.</exception>
    public void Begin(byte[] salt, int count, int rounds)
    {
        if (count < 0 || count > salt.Length || count > _block.Length - 4 || rounds < 1)
        {
            throw new ArgumentException("PBKDF2 salt or rounds");
        }

        Array.Copy(salt, 0, _block, 0, count);
        Array.Clear(_block, count, 4);
        _block[count + 3] = 1; // the number of the block, of which 32 bytes need one
        _crypto.HmacSha256(_password, 0, _password.Length, _block, 0, count + 4, _block, 0);
        Array.Copy(_block, 0, Key, 0, HashLength);
        RoundsLeft = rounds - 1;
    }

    /// <summary>Does at most so many of the rounds that are left.</summary>
    public void Work(int rounds)
    {
        int todo = rounds < RoundsLeft ? rounds : RoundsLeft;
        RoundsLeft -= todo;
        byte[] password = _password;
        byte[] block = _block;
        byte[] key = Key;
        ICrypto crypto = _crypto;
        int passwordLength = password.Length;
        for (; todo > 0; todo--)
        {
            crypto.HmacSha256(password, 0, passwordLength, block, 0, HashLength, block, 0);
            for (int i = 0; i < HashLength; i++)
            {
                key[i] ^= block[i];
            }
        }
    }

    /// <summary>Forgets key and rounds.</summary>
    public void Clear()
    {
        RoundsLeft = 0;
        Bytes.Clear(Key);
        Bytes.Clear(_block);
    }
}
