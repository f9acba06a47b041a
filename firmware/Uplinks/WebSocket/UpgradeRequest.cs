using System;
using Telenode.Core;

namespace Telenode.Uplinks;

/// <summary>The HTTP request that turns a connection into a WebSocket (RFC 6455 §4.1), and the proof that its answer must carry.</summary>
internal sealed class UpgradeRequest
{
    /// <summary>Characters of the proof.</summary>
    public const int AcceptSize = 28;

    /// <summary>Room that a request takes beside its target, a host name of 253 characters included.</summary>
    public const int Overhead = 480;

    private const int LongestHost = 253;
    private const int KeySize = 24;
    private const string Guid = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

    private readonly string _target;
    private readonly int _defaultPort;
    private readonly IRandom _random;
    private readonly Sha1 _sha1 = new Sha1();
    private readonly byte[] _nonce = new byte[16];
    private readonly byte[] _hash = new byte[Sha1.HashSize];
    private readonly byte[] _keyAndGuid = new byte[KeySize + 36];
    private byte[] _buffer;
    private int _end;

    public UpgradeRequest(string target, int defaultPort, IRandom random)
    {
        _target = target;
        _defaultPort = defaultPort;
        _random = random;
    }

    /// <summary>Sec-WebSocket-Accept as the server has to give it.</summary>
    public byte[] Accept { get; } = new byte[AcceptSize];

    /// <summary>Writes a request with a new key to the start of a buffer.</summary>
    /// <returns>Its size, or 0 when the host cannot be named in HTTP.</returns>
    public int Write(string host, int port, byte[] buffer)
    {
        // A zone has no meaning for the other side (RFC 6874 §4).
        int zone = host.IndexOf('%');
        int hostLength = zone < 0 ? host.Length : zone;
        if (hostLength > LongestHost || !IsAscii(host))
        {
            return 0;
        }

        _random.Fill(_nonce, 0, _nonce.Length);
        Base64.Encode(_nonce, _nonce.Length, _keyAndGuid, 0);
        _buffer = buffer;
        _end = 0;
        Put("GET ");
        Put(_target);
        Put(" HTTP/1.1\r\nHost: ");
        bool isIpv6 = host.IndexOf(':') >= 0;
        Put(isIpv6 ? "[" : "");
        Put(host, hostLength);
        Put(isIpv6 ? "]" : "");
        if (port != _defaultPort)
        {
            Put(":");
            PutNumber(port);
        }

        Put("\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: ");
        Array.Copy(_keyAndGuid, 0, buffer, _end, KeySize);
        _end += KeySize;
        Put("\r\nSec-WebSocket-Protocol: mqtt\r\nSec-WebSocket-Version: 13\r\n\r\n");
        ComputeAccept();
        return _end;
    }

    private void ComputeAccept()
    {
        for (int i = 0; i < Guid.Length; i++)
        {
            _keyAndGuid[KeySize + i] = (byte)Guid[i];
        }

        _sha1.Compute(_keyAndGuid, 0, _keyAndGuid.Length, _hash);
        Base64.Encode(_hash, _hash.Length, Accept, 0);
    }

    private static bool IsAscii(string text)
    {
        for (int i = 0; i < text.Length; i++)
        {
            if (text[i] <= ' ' || text[i] > '~')
            {
                return false;
            }
        }

        return true;
    }

    private void Put(string text) => Put(text, text.Length);

    private void Put(string text, int length)
    {
        for (int i = 0; i < length; i++)
        {
            _buffer[_end++] = (byte)text[i];
        }
    }

    private void PutNumber(int value)
    {
        int unit = 10000;
        while (unit > value)
        {
            unit /= 10;
        }

        for (; unit > 0; unit /= 10)
        {
            _buffer[_end++] = (byte)('0' + (value / unit % 10));
        }
    }
}
