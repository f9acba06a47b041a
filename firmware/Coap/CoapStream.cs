using System;

namespace Telenode.Coap;

/// <summary>One connection over a stream (RFC 8323): the message that is coming in, and the signals that are to go out.</summary>
internal sealed class CoapStream
{
    /// <summary>What both sides may assume before a CSM says more (RFC 8323 §5.3.1). We say no more: blocks in bulk (§6) would need
    /// larger buffers and give a sensor node nothing.</summary>
    public const int MaxMessageSize = 1152;

    /// <summary>The longest header without token: length, extended length, code.</summary>
    private const int MaxHeader = 6;

    private readonly byte[] _buffer = new byte[MaxMessageSize + MaxHeader + 8];
    private int _have;
    private int _need;

    public int Peer { get; private set; } = -1;

    public bool IsUsed => Peer >= 0;

    /// <summary>Whether the peer's CSM has come.</summary>
    public bool IsIntroduced { get; set; }

    public bool OwesCsm { get; set; }

    public bool OwesPong { get; set; }

    public bool OwesAbort { get; set; }

    public bool OwesRelease { get; set; }

    /// <summary>The longest message that the peer takes.</summary>
    public int PeerMaxMessageSize { get; set; }

    /// <summary>The bad option of a CSM that an abort names, or 0.</summary>
    public int AbortOption { get; set; }

    public bool IsClosing { get; set; }

    /// <summary>Whether the connection takes no more at the moment.</summary>
    public bool IsHeld { get; set; }

    public CoapEvent Event { get; set; }

    public byte[] PongToken { get; } = new byte[8];

    public int PongTokenLength { get; set; }

    public void Open(int peer)
    {
        Peer = peer;
        _have = 0;
        _need = 0;
        IsIntroduced = false;
        PeerMaxMessageSize = MaxMessageSize;
        IsClosing = false;
        IsHeld = false;
        OwesCsm = true;
        OwesPong = false;
        OwesAbort = false;
        OwesRelease = false;
        AbortOption = 0;
        Event = CoapEvent.None;
    }

    public void Close() => Peer = -1;

    /// <summary>Takes bytes of one message.</summary>
    /// <returns>How many were used; look at <see cref="IsComplete"/> then.</returns>
    public int Take(byte[] buffer, int offset, int count)
    {
        if (IsComplete)
        {
            _have = 0;
            _need = 0;
        }

        int used = 0;
        while (_need == 0 && used < count)
        {
            _buffer[_have++] = buffer[offset + used++];
            FindLength();
        }

        if (_need > 0 && !IsTooLarge)
        {
            int part = _need - _have < count - used ? _need - _have : count - used;
            Array.Copy(buffer, offset + used, _buffer, _have, part);
            _have += part;
            used += part;
        }

        return used;
    }

    public bool IsTooLarge => _need > _buffer.Length;

    public bool IsComplete => _need > 0 && _have == _need;

    /// <summary>Parses the complete message.</summary>
    /// <returns>False when it is malformed.</returns>
    public bool Parse(CoapMessage message)
    {
        int code = 1 + ExtraLengthBytes(_buffer[0] >> 4);
        return message.ParseStreamBody(_buffer[code], _buffer, code + 1, _buffer[0] & 15, _have);
    }

    /// <summary>Turns a message with a datagram's header into one with a stream's (RFC 8323 §3.2); both may lie in one buffer, the stream's first.</summary>
    /// <returns>Bytes of the message.</returns>
    public static int Frame(byte[] source, int start, int length, byte[] buffer, int offset)
    {
        int tokenLength = source[start] & 15;
        int code = source[start + 1];
        int rest = length - 4 - tokenLength;
        int header = rest < 13 ? 2 : rest < 269 ? 3 : 4;
        if (rest >= 65805)
        {
            throw new ArgumentException("message size");
        }

        Array.Copy(source, start + 4, buffer, offset + header, length - 4);
        int at = offset;
        buffer[at++] = (byte)(((rest < 13 ? rest : rest < 269 ? 13 : 14) << 4) | tokenLength);
        if (rest >= 269)
        {
            buffer[at++] = (byte)((rest - 269) >> 8);
            buffer[at++] = (byte)(rest - 269);
        }
        else if (rest >= 13)
        {
            buffer[at++] = (byte)(rest - 13);
        }

        buffer[at] = (byte)code;
        return header + length - 4;
    }

    private static int ExtraLengthBytes(int nibble) => nibble < 13 ? 0 : nibble == 15 ? 4 : nibble - 12;

    // Knows the length of the message once its header is there. A length beyond the buffer is only noted, not believed further.
    private void FindLength()
    {
        int nibble = _buffer[0] >> 4;
        int extra = ExtraLengthBytes(nibble);
        if (_have < 2 + extra)
        {
            return;
        }

        long length = nibble;
        if (extra > 0)
        {
            length = 0;
            for (int i = 1; i <= extra; i++)
            {
                length = (length << 8) | _buffer[i];
            }

            length += extra == 1 ? 13 : extra == 2 ? 269 : 65805;
        }

        long need = 2 + extra + (_buffer[0] & 15) + length;
        _need = need > _buffer.Length ? _buffer.Length + 1 : (int)need;
    }
}
