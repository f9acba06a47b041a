using System;
using Telenode.Core;

namespace Telenode.Security;

/// <summary>The pseudorandom function of TLS 1.2 with SHA-256 (RFC 5246 §5).</summary>
public sealed class TlsPrf
{
    private const int HashLength = 32;
    private const int MaxSeed = 128;

    private readonly ICrypto _crypto;
    private readonly byte[] _input = new byte[HashLength + MaxSeed];
    private readonly byte[] _chain = new byte[HashLength];
    private int _seedLength;

    /// <summary>Creates a function.</summary>
    /// <param name="crypto">Gives HMAC.</param>
    public TlsPrf(ICrypto crypto) => _crypto = crypto;

    /// <summary>Starts the seed with the label. Label and seed together have at most 128 bytes.</summary>
    public void Begin(byte[] label)
    {
        _seedLength = 0;
        AddSeed(label, 0, label.Length);
    }

    /// <summary>Appends to the seed.</summary>
    /// <exception cref="ArgumentException">The seed would pass 128 bytes.</exception>
    public void AddSeed(byte[] seed, int offset, int count)
    {
        if (count > MaxSeed - _seedLength)
        {
            throw new ArgumentException("PRF seed");
        }

        Array.Copy(seed, offset, _input, HashLength + _seedLength, count);
        _seedLength += count;
    }

    /// <summary>PRF(secret, label, seed): two calls of HMAC for each 32 bytes of output.</summary>
    /// <param name="secret">Holds the secret.</param>
    /// <param name="secretCount">Its bytes, from index 0.</param>
    /// <param name="output">Receives the result; may be <paramref name="secret"/> only when one round suffices.</param>
    /// <param name="offset">Index of its first byte.</param>
    /// <param name="count">Bytes wanted.</param>
    public void Expand(byte[] secret, int secretCount, byte[] output, int offset, int count)
    {
        Bytes.RequireRange(output, offset, count);
        byte[] input = _input;
        byte[] chain = _chain;
        _crypto.HmacSha256(secret, 0, secretCount, input, HashLength, _seedLength, chain, 0);
        while (true)
        {
            Array.Copy(chain, input, HashLength);
            int part = count < HashLength ? count : HashLength;
            _crypto.HmacSha256(secret, 0, secretCount, input, 0, HashLength + _seedLength, input, 0);
            Array.Copy(input, 0, output, offset, part);
            offset += part;
            count -= part;
            if (count == 0)
            {
                break;
            }

            _crypto.HmacSha256(secret, 0, secretCount, chain, 0, HashLength, chain, 0);
        }

        Bytes.Clear(input);
        Bytes.Clear(chain);
    }
}
