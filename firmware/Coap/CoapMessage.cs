using System;

namespace Telenode.Coap;

/// <summary>A received message, taken apart in place: everything here points into the buffer that was parsed and lives as long as its content.</summary>
/// <remarks>Options that are unknown, too long, too short or too many are ignored when elective and reported in <see cref="BadOption"/>
/// when critical (RFC 7252 §5.4.1, §5.4.3, §5.4.5). An absent integer option is −1.</remarks>
public sealed class CoapMessage
{
    internal const byte PayloadMarker = 0xFF;

    private int _options;
    private int _optionsEnd;
    private int _next;

    /// <summary>The buffer that the message lies in.</summary>
    public byte[] Buffer { get; private set; }

    /// <summary>One of <see cref="MessageType"/>; meaningless on a stream.</summary>
    public int Type { get; private set; }

    /// <summary>One of <see cref="CoapCode"/>, or an unknown one.</summary>
    public int Code { get; private set; }

    /// <summary>0 to 65535; 0 on a stream.</summary>
    public int MessageId { get; private set; }

    /// <summary>Index of the token's first byte.</summary>
    public int TokenOffset { get; private set; }

    /// <summary>0 to 8.</summary>
    public int TokenLength { get; private set; }

    /// <summary>Index of the payload's first byte.</summary>
    public int PayloadOffset { get; private set; }

    /// <summary>Bytes of payload.</summary>
    public int PayloadLength { get; private set; }

    /// <summary>The first critical option that cannot be processed, or 0.</summary>
    public int BadOption { get; private set; }

    /// <summary>Observe (RFC 7641 §2).</summary>
    public int Observe { get; private set; }

    /// <summary>Content-Format, see <see cref="Coap.ContentFormat"/>.</summary>
    public int ContentFormat { get; private set; }

    /// <summary>Accept.</summary>
    public int Accept { get; private set; }

    /// <summary>Seconds that a response stays fresh: 60 when the option is absent (RFC 7252 §5.10.5).</summary>
    public long MaxAge { get; private set; }

    /// <summary>Whether Max-Age is given.</summary>
    public bool HasMaxAge { get; private set; }

    /// <summary>Block1 as its value: NUM, M and SZX, see <see cref="Block"/>.</summary>
    public int Block1 { get; private set; }

    /// <summary>Block2 as its value.</summary>
    public int Block2 { get; private set; }

    /// <summary>Size1 in bytes.</summary>
    public long Size1 { get; private set; }

    /// <summary>Size2 in bytes.</summary>
    public long Size2 { get; private set; }

    /// <summary>The classes of responses that the client does not want (RFC 7967 §2): 2 for 2.xx, 8 for 4.xx, 16 for 5.xx.</summary>
    public int NoResponse { get; private set; }

    /// <summary>Hop-Limit (RFC 8768).</summary>
    public int HopLimit { get; private set; }

    /// <summary>Whether a proxy is asked for: Proxy-Uri or Proxy-Scheme.</summary>
    public bool WantsProxy { get; private set; }

    /// <summary>Whether If-None-Match is given.</summary>
    public bool IfNoneMatch { get; private set; }

    /// <summary>Whether If-Match is given.</summary>
    public bool IfMatch { get; private set; }

    /// <summary>Whether Request-Tag is given; its value follows from the options.</summary>
    public bool HasRequestTag { get; private set; }

    /// <summary>Index of the first ETag.</summary>
    public int ETagOffset { get; private set; }

    /// <summary>Bytes of the first ETag, 0 when there is none.</summary>
    public int ETagLength { get; private set; }

    /// <summary>Index of the Echo value.</summary>
    public int EchoOffset { get; private set; }

    /// <summary>Bytes of the Echo value, 0 when there is none.</summary>
    public int EchoLength { get; private set; }

    /// <summary>Number of the option that <see cref="NextOption"/> came to.</summary>
    public int OptionNumber { get; private set; }

    /// <summary>Index of that option's value.</summary>
    public int OptionOffset { get; private set; }

    /// <summary>Bytes of that option's value.</summary>
    public int OptionLength { get; private set; }

    /// <summary>Parses a datagram.</summary>
    /// <returns>What is wrong. After <see cref="MessageError.Format"/> type, code and message ID are valid, the rest is not.</returns>
    /// <exception cref="ArgumentException">The range is not within the buffer.</exception>
    public MessageError Parse(byte[] buffer, int offset, int count)
    {
        if (buffer == null || offset < 0 || count < 0 || offset > buffer.Length - count)
        {
            throw new ArgumentException("buffer range");
        }

        if (count < 4 || buffer[offset] >> 6 != 1)
        {
            return MessageError.NotCoap;
        }

        Type = (buffer[offset] >> 4) & 3;
        Code = buffer[offset + 1];
        MessageId = (buffer[offset + 2] << 8) | buffer[offset + 3];
        int tokenLength = buffer[offset] & 15;
        if (Code == CoapCode.Empty)
        {
            Forget(buffer, offset + 4, 0, offset + 4);
            return count == 4 && tokenLength == 0 ? MessageError.None : MessageError.Format;
        }

        // Reset is always empty, an acknowledgement never a request (§4.2, §4.3); classes 1, 6 and 7 are reserved (§3).
        bool allowed = CoapCode.IsResponse(Code) ? Type != MessageType.Reset : CoapCode.IsRequest(Code) && Type <= MessageType.NonConfirmable;
        return allowed && ParseBody(buffer, offset + 4, tokenLength, offset + count) ? MessageError.None : MessageError.Format;
    }

    /// <summary>Parses what follows the header of a message on a stream (RFC 8323 §3.2).</summary>
    /// <returns>False when it is malformed.</returns>
    internal bool ParseStreamBody(int code, byte[] buffer, int tokenOffset, int tokenLength, int end)
    {
        Type = MessageType.NonConfirmable;
        Code = code;
        MessageId = 0;
        return ParseBody(buffer, tokenOffset, tokenLength, end);
    }

    /// <summary>Goes back before the first option.</summary>
    public void RewindOptions()
    {
        _next = _options;
        OptionNumber = 0;
    }

    /// <summary>Goes to the next option.</summary>
    /// <returns>False when there is none.</returns>
    public bool NextOption()
    {
        int at = _next;
        if (at >= _optionsEnd)
        {
            return false;
        }

        byte[] buffer = Buffer;
        int delta = buffer[at] >> 4;
        int length = buffer[at] & 15;
        at++;
        if (delta >= 13)
        {
            delta = delta == 13 ? 13 + buffer[at] : 269 + ((buffer[at] << 8) | buffer[at + 1]);
            at += delta < 269 ? 1 : 2;
        }

        if (length >= 13)
        {
            length = length == 13 ? 13 + buffer[at] : 269 + ((buffer[at] << 8) | buffer[at + 1]);
            at += length < 269 ? 1 : 2;
        }

        OptionNumber += delta;
        OptionOffset = at;
        OptionLength = length;
        _next = at + length;
        return true;
    }

    /// <summary>The value of the option that <see cref="NextOption"/> came to, as an unsigned integer of at most 4 bytes (RFC 7252 §3.2).</summary>
    public long OptionValue()
    {
        long value = 0;
        byte[] buffer = Buffer;
        for (int i = OptionOffset; i < OptionOffset + OptionLength; i++)
        {
            value = (value << 8) | buffer[i];
        }

        return value;
    }

    private bool ParseBody(byte[] buffer, int tokenOffset, int tokenLength, int end)
    {
        // Token lengths 9 to 15 are reserved (§3).
        if (tokenLength > 8 || tokenOffset + tokenLength > end)
        {
            return false;
        }

        Forget(buffer, tokenOffset, tokenLength, end);
        if (!FindPayload(tokenOffset + tokenLength, end))
        {
            return false;
        }

        ReadOptions();
        return true;
    }

    // Walks over the options without reading them, so that NextOption needs no more checks.
    private bool FindPayload(int at, int end)
    {
        byte[] buffer = Buffer;
        int number = 0;
        while (at < end)
        {
            int head = buffer[at++];
            if (head == PayloadMarker)
            {
                _optionsEnd = at - 1;
                PayloadOffset = at;
                PayloadLength = end - at;
                return at < end; // a marker without payload is a format error (§3)
            }

            int delta = head >> 4;
            int length = head & 15;
            int extra = ExtraBytes(delta) + ExtraBytes(length);
            if (delta == 15 || length == 15 || extra > end - at)
            {
                return false;
            }

            if (delta >= 13)
            {
                delta = delta == 13 ? 13 + buffer[at++] : 269 + ((buffer[at++] << 8) | buffer[at++]);
            }

            if (length >= 13)
            {
                length = length == 13 ? 13 + buffer[at++] : 269 + ((buffer[at++] << 8) | buffer[at++]);
            }

            number += delta;
            if (number > 0xFFFF || length > end - at)
            {
                return false;
            }

            at += length;
        }

        _optionsEnd = end;
        PayloadOffset = end;
        PayloadLength = 0;
        return true;
    }

    private static int ExtraBytes(int nibble) => nibble == 13 ? 1 : nibble == 14 ? 2 : 0;

    private void ReadOptions()
    {
        int previous = 0;
        RewindOptions();
        while (NextOption())
        {
            int number = OptionNumber;
            bool repeated = number == previous;
            previous = number;
            if (!Coap.OptionNumber.Accepts(number, OptionLength) || (repeated && !Coap.OptionNumber.IsRepeatable(number)))
            {
                if (BadOption == 0 && Coap.OptionNumber.IsCritical(number))
                {
                    BadOption = number;
                }
            }
            else if (!repeated)
            {
                Note(number);
            }
        }
    }

    private void Note(int number)
    {
        switch (number)
        {
            case Coap.OptionNumber.IfMatch: IfMatch = true; break;
            case Coap.OptionNumber.IfNoneMatch: IfNoneMatch = true; break;
            case Coap.OptionNumber.Observe: Observe = (int)OptionValue(); break;
            case Coap.OptionNumber.ContentFormat: ContentFormat = (int)OptionValue(); break;
            case Coap.OptionNumber.Accept: Accept = (int)OptionValue(); break;
            case Coap.OptionNumber.Block1: Block1 = (int)OptionValue(); break;
            case Coap.OptionNumber.Block2: Block2 = (int)OptionValue(); break;
            case Coap.OptionNumber.Size1: Size1 = OptionValue(); break;
            case Coap.OptionNumber.Size2: Size2 = OptionValue(); break;
            case Coap.OptionNumber.NoResponse: NoResponse = (int)OptionValue(); break;
            case Coap.OptionNumber.HopLimit: HopLimit = (int)OptionValue(); break;
            case Coap.OptionNumber.ProxyUri:
            case Coap.OptionNumber.ProxyScheme: WantsProxy = true; break;
            case Coap.OptionNumber.RequestTag: HasRequestTag = true; break;
            case Coap.OptionNumber.MaxAge:
                MaxAge = OptionValue();
                HasMaxAge = true;
                break;
            case Coap.OptionNumber.ETag:
                ETagOffset = OptionOffset;
                ETagLength = OptionLength;
                break;
            case Coap.OptionNumber.Echo:
                EchoOffset = OptionOffset;
                EchoLength = OptionLength;
                break;
        }
    }

    private void Forget(byte[] buffer, int tokenOffset, int tokenLength, int end)
    {
        Buffer = buffer;
        TokenOffset = tokenOffset;
        TokenLength = tokenLength;
        _options = tokenOffset + tokenLength;
        _optionsEnd = _options;
        _next = _options;
        PayloadOffset = end;
        PayloadLength = 0;
        BadOption = 0;
        Observe = -1;
        ContentFormat = -1;
        Accept = -1;
        MaxAge = 60;
        HasMaxAge = false;
        Block1 = -1;
        Block2 = -1;
        Size1 = -1;
        Size2 = -1;
        NoResponse = -1;
        HopLimit = -1;
        WantsProxy = false;
        IfNoneMatch = false;
        IfMatch = false;
        HasRequestTag = false;
        ETagLength = 0;
        EchoLength = 0;
    }
}
