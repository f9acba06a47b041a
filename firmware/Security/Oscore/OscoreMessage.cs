using System;

namespace Telenode.Security;

/// <summary>Takes a CoAP message apart into its outer and inner half, and puts it together again (RFC 8613 §4, §5.3).</summary>
internal sealed class OscoreMessage
{
    private readonly OptionReader _outer = new OptionReader();
    private readonly OptionReader _inner = new OptionReader();
    private readonly MessageWriter _writer = new MessageWriter();
    private readonly byte[] _observe = new byte[3];

    /// <summary>The OSCORE option of the message that <see cref="ReadOuter"/> read.</summary>
    internal OscoreHeader Header { get; } = new OscoreHeader();

    /// <summary>Index of the plaintext or ciphertext: of what <see cref="ReadOuter"/> read or <see cref="Write"/> wrote.</summary>
    internal int InnerOffset { get; private set; }

    /// <summary>Bytes of plaintext that <see cref="Write"/> wrote.</summary>
    internal int InnerCount { get; private set; }

    /// <summary>Reads the OSCORE option and finds the ciphertext.</summary>
    internal int ReadOuter(byte[] message, int offset, int count)
    {
        bool found = false;
        bool readable = true;
        _outer.Reset(message, offset + 1, offset + count);
        while (_outer.Next())
        {
            if (_outer.Number == CoapOption.Oscore)
            {
                readable = !found && Header.Read(message, _outer.ValueOffset, _outer.ValueCount);
                found = true;
            }
        }

        InnerOffset = _outer.PayloadOffset;
        if (_outer.Malformed || count < 1 || !readable)
        {
            return OscoreError.Malformed;
        }

        return found ? 0 : OscoreError.NotProtected;
    }

    /// <summary>Checks a message of our own before it is protected.</summary>
    /// <returns>The Observe value: 0 to 2^24 − 1, or −1 without the option.</returns>
    internal int CheckOwn(byte[] message, int offset, int count)
    {
        int observe = -1;
        _inner.Reset(message, offset + 1, offset + count);
        while (_inner.Next())
        {
            // Nesting is not supported (§4.1.3.7); a Proxy-Uri would show path and query to everyone (§4.1.3.3).
            if (_inner.Number == CoapOption.Oscore || _inner.Number == CoapOption.ProxyUri)
            {
                throw new ArgumentException("OSCORE or Proxy-Uri option");
            }

            if (_inner.Number == CoapOption.Observe)
            {
                observe = 0;
                for (int i = 0; i < _inner.ValueCount; i++)
                {
                    observe = (observe << 8) | message[_inner.ValueOffset + i];
                }
            }
        }

        if (_inner.Malformed)
        {
            throw new ArgumentException("CoAP options");
        }

        return observe;
    }

    /// <summary>Writes outer code, outer options, the OSCORE option, the payload marker and the plaintext.</summary>
    /// <param name="code">The outer code.</param>
    /// <param name="option">Value of the OSCORE option, from index 0.</param>
    /// <param name="optionCount">Its bytes.</param>
    /// <param name="isResponse">Whether an Observe option is a notification's, whose inner value is empty (§4.1.3.5.2).</param>
    /// <param name="message">Holds the message, which <see cref="CheckOwn"/> has seen.</param>
    /// <param name="offset">Index of its code.</param>
    /// <param name="count">Its bytes.</param>
    /// <param name="output">Receives the result.</param>
    /// <param name="outputOffset">Index of its code.</param>
    /// <param name="end">Index behind the room for it, the tag not counted.</param>
    internal void Write(
        int code, byte[] option, int optionCount, bool isResponse,
        byte[] message, int offset, int count, byte[] output, int outputOffset, int end)
    {
        MessageWriter writer = _writer;
        OptionReader options = _inner;
        bool written = false;
        writer.Reset(output, outputOffset, end, code);
        options.Reset(message, offset + 1, offset + count);
        while (options.Next())
        {
            if (!written && options.Number > CoapOption.Oscore)
            {
                writer.WriteOption(CoapOption.Oscore, option, 0, optionCount);
                written = true;
            }

            if (CoapOption.IsOuter(options.Number) || options.Number == CoapOption.Observe)
            {
                writer.WriteOption(options.Number, message, options.ValueOffset, options.ValueCount);
            }
        }

        if (!written)
        {
            writer.WriteOption(CoapOption.Oscore, option, 0, optionCount);
        }

        writer.WriteByte(0xff);
        InnerOffset = writer.Position;
        writer.Reset(output, InnerOffset, end, message[offset]);
        options.Reset(message, offset + 1, offset + count);
        while (options.Next())
        {
            if (!CoapOption.IsOuter(options.Number))
            {
                bool emptied = isResponse && options.Number == CoapOption.Observe;
                writer.WriteOption(options.Number, message, options.ValueOffset, emptied ? 0 : options.ValueCount);
            }
        }

        writer.WritePayload(message, options.PayloadOffset, offset + count - options.PayloadOffset);
        InnerCount = writer.Position - InnerOffset;
        if (writer.Position > end)
        {
            throw new ArgumentException("output room");
        }
    }

    /// <summary>Looks for an option among the inner ones.</summary>
    /// <returns>Index of its value, −1 when it is not there; its bytes are then in <see cref="FoundCount"/>.</returns>
    internal int FindInner(byte[] message, int number, int plainCount)
    {
        _inner.Reset(message, InnerOffset + 1, InnerOffset + plainCount);
        while (_inner.Next())
        {
            if (_inner.Number == number)
            {
                FoundCount = _inner.ValueCount;
                return _inner.ValueOffset;
            }
        }

        return -1;
    }

    /// <summary>Bytes of the value that <see cref="FindInner"/> found.</summary>
    internal int FoundCount { get; private set; }

    /// <summary>Whether the decrypted half is a CoAP request or response with options that decode and no OSCORE option among them.</summary>
    internal bool IsInnerSound(byte[] message, int plainCount, bool isResponse)
    {
        int codeClass = plainCount > 0 ? message[InnerOffset] >> 5 : -1;
        bool isSignal = codeClass == 7;
        bool fits = isResponse ? codeClass == 2 || codeClass == 4 || codeClass == 5 : codeClass == 0 && message[InnerOffset] != 0;
        return (fits || isSignal) && FindInner(message, CoapOption.Oscore, plainCount) < 0 && !_inner.Malformed;
    }

    /// <summary>Joins the outer options that may be outer and the inner ones into one message.</summary>
    /// <param name="message">Holds the outer half at <paramref name="offset"/> and the plaintext.</param>
    /// <param name="offset">Index of the outer code.</param>
    /// <param name="plainCount">Bytes of plaintext.</param>
    /// <param name="notification">Number of the notification, whose low 24 bits become its Observe value; −1 to keep what is there.</param>
    /// <param name="output">Receives the message.</param>
    /// <param name="outputOffset">Index of its code.</param>
    /// <param name="capacity">Room for it.</param>
    /// <returns>Bytes written.</returns>
    internal int Merge(byte[] message, int offset, int plainCount, long notification, byte[] output, int outputOffset, int capacity)
    {
        MessageWriter writer = _writer;
        int innerEnd = InnerOffset + plainCount;
        writer.Reset(output, outputOffset, outputOffset + capacity, message[InnerOffset]);
        _outer.Reset(message, offset + 1, InnerOffset);
        _inner.Reset(message, InnerOffset + 1, innerEnd);
        _outer.Next();
        bool more = _inner.Next();
        while (more || _outer.Number != int.MaxValue)
        {
            if (_outer.Number <= _inner.Number)
            {
                if (_outer.Number != CoapOption.Oscore && CoapOption.IsOuter(_outer.Number))
                {
                    writer.WriteOption(_outer.Number, message, _outer.ValueOffset, _outer.ValueCount);
                }

                _outer.Next();
                continue;
            }

            if (_inner.Number == CoapOption.Observe && notification >= 0)
            {
                WriteObserve(notification);
            }
            else
            {
                writer.WriteOption(_inner.Number, message, _inner.ValueOffset, _inner.ValueCount);
            }

            more = _inner.Next();
        }

        writer.WritePayload(message, _inner.PayloadOffset, innerEnd - _inner.PayloadOffset);
        return writer.Position - outputOffset;
    }

    private void WriteObserve(long notification)
    {
        byte[] value = _observe;
        value[0] = (byte)(notification >> 16);
        value[1] = (byte)(notification >> 8);
        value[2] = (byte)notification;
        int from = value[0] != 0 ? 0 : value[1] != 0 ? 1 : value[2] != 0 ? 2 : 3;
        _writer.WriteOption(CoapOption.Observe, value, from, 3 - from);
    }
}
