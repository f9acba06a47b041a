using System;
using Telenode.Core;

namespace Telenode.Security;

/// <summary>HKDF with SHA-256 (RFC 5869).</summary>
public sealed class Hkdf
{
    private const int HashLength = 32;

    private readonly ICrypto _crypto;
    private readonly byte[] _key = new byte[HashLength];
    private readonly byte[] _input;

    /// <summary>Creates a derivation.</summary>
    /// <param name="crypto">Gives HMAC.</param>
    /// <param name="maxInfoLength">The longest context information that <see cref="Expand"/> will take.</param>
    public Hkdf(ICrypto crypto, int maxInfoLength)
    {
        _crypto = crypto;
        _input = new byte[HashLength + maxInfoLength + 1];
    }

    /// <summary>HKDF-Extract (§2.2): the pseudorandom key stays inside for <see cref="Expand"/>.</summary>
    /// <remarks>An absent salt is an empty one: HMAC pads either to the same zeros.</remarks>
    public void Extract(byte[] salt, byte[] keyMaterial)
        => _crypto.HmacSha256(salt, 0, salt.Length, keyMaterial, 0, keyMaterial.Length, _key, 0);

    /// <summary>HKDF-Expand (§2.3).</summary>
    /// <param name="info">Holds the context information.</param>
    /// <param name="infoCount">Bytes of it, at most what the constructor was told.</param>
    /// <param name="output">Receives the keying material.</param>
    /// <param name="offset">Index of its first byte.</param>
    /// <param name="count">0 to 8160 bytes.</param>
    /// <exception cref="ArgumentException">A length is out of its range.</exception>
    public void Expand(byte[] info, int infoCount, byte[] output, int offset, int count)
    {
        Bytes.RequireRange(output, offset, count);
        if (infoCount > _input.Length - HashLength - 1 || count > 255 * HashLength)
        {
            throw new ArgumentException("HKDF lengths");
        }

        byte[] input = _input;
        Array.Copy(info, 0, input, HashLength, infoCount);
        for (int round = 1; count > 0; round++)
        {
            input[HashLength + infoCount] = (byte)round;
            int from = round == 1 ? HashLength : 0;
            _crypto.HmacSha256(_key, 0, HashLength, input, from, HashLength + infoCount + 1 - from, input, 0);
            int part = count < HashLength ? count : HashLength;
            Array.Copy(input, 0, output, offset, part);
            offset += part;
            count -= part;
        }
    }

    /// <summary>Forgets the pseudorandom key.</summary>
    public void Clear()
    {
        Bytes.Clear(_key);
        Bytes.Clear(_input);
    }
}
