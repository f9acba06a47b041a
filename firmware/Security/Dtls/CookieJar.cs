using System;
using Telenode.Core;

namespace Telenode.Security;

/// <summary>Stateless cookies (RFC 6347 §4.2.1): only who receives at an address can make the server keep something for it.</summary>
internal sealed class CookieJar
{
    internal const int CookieLength = 16;

    /// <summary>A cookie is good for one to two of these, in ms.</summary>
    private const long PeriodMs = 300_000;

    private const int SecretLength = 32;
    private const int MaxSuites = 64;

    private readonly ICrypto _crypto;
    private readonly IRandom _random;
    private readonly byte[] _secret = new byte[SecretLength];
    private readonly byte[] _oldSecret = new byte[SecretLength];
    private readonly byte[] _input = new byte[DtlsServer.MaxAddress + Dtls.RandomLength + Dtls.MaxSessionId + MaxSuites];
    private readonly byte[] _mac = new byte[32];
    private long _sinceMs;

    internal CookieJar(ICrypto crypto, IRandom random)
    {
        _crypto = crypto;
        _random = random;
        random.Fill(_secret, 0, SecretLength);
        random.Fill(_oldSecret, 0, SecretLength);
    }

    /// <summary>Writes the cookie for a hello from an address.</summary>
    internal void Write(byte[] peer, int peerOffset, int peerCount, ClientHello hello, long nowMs, byte[] cookie, int offset)
    {
        Rotate(nowMs);
        Compute(_secret, peer, peerOffset, peerCount, hello);
        Array.Copy(_mac, 0, cookie, offset, CookieLength);
    }

    /// <summary>Whether the hello brings the cookie that its address was given.</summary>
    internal bool IsGood(byte[] peer, int peerOffset, int peerCount, ClientHello hello, long nowMs)
    {
        if (hello.CookieCount != CookieLength)
        {
            return false;
        }

        Rotate(nowMs);
        Compute(_secret, peer, peerOffset, peerCount, hello);
        if (Bytes.EqualInConstantTime(_mac, 0, hello.Buffer, hello.CookieOffset, CookieLength))
        {
            return true;
        }

        Compute(_oldSecret, peer, peerOffset, peerCount, hello);
        return Bytes.EqualInConstantTime(_mac, 0, hello.Buffer, hello.CookieOffset, CookieLength);
    }

    private void Rotate(long nowMs)
    {
        if (nowMs - _sinceMs < PeriodMs)
        {
            return;
        }

        if (nowMs - _sinceMs < 2 * PeriodMs)
        {
            Array.Copy(_secret, _oldSecret, SecretLength);
        }
        else
        {
            _random.Fill(_oldSecret, 0, SecretLength);
        }

        _random.Fill(_secret, 0, SecretLength);
        _sinceMs = nowMs;
    }

    private void Compute(byte[] secret, byte[] peer, int peerOffset, int peerCount, ClientHello hello)
    {
        byte[] input = _input;
        Array.Copy(peer, peerOffset, input, 0, peerCount);
        int at = peerCount;
        Array.Copy(hello.Buffer, hello.RandomOffset, input, at, Dtls.RandomLength);
        at += Dtls.RandomLength;
        Array.Copy(hello.Buffer, hello.SessionIdOffset, input, at, hello.SessionIdCount);
        at += hello.SessionIdCount;
        int suites = hello.SuitesCount < MaxSuites ? hello.SuitesCount : MaxSuites;
        Array.Copy(hello.Buffer, hello.SuitesOffset, input, at, suites);
        _crypto.HmacSha256(secret, 0, SecretLength, input, 0, at + suites, _mac, 0);
    }
}
