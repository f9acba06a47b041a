using System;
using Telenode.Core;

namespace Telenode.Security;

/// <summary>The messages that are sent together and, as one, again until they are answered (RFC 6347 §4.2.4).</summary>
internal sealed class Flight
{
    private const int MaxEntries = 6;

    /// <summary>The least of a message that is worth a fragment of its own.</summary>
    private const int MinFragment = 16;

    private readonly byte[] _buffer;
    private readonly int[] _start = new int[MaxEntries];
    private readonly int[] _length = new int[MaxEntries];
    private readonly int[] _epoch = new int[MaxEntries];
    private int _entries;
    private int _used;
    private int _current;
    private int _position;

    internal Flight(int capacity) => _buffer = new byte[capacity];

    /// <summary>Writes the body of the message that <see cref="Begin"/> began.</summary>
    internal ByteWriter Writer { get; } = new ByteWriter();

    internal byte[] Buffer => _buffer;

    /// <summary>Index of the last message's header in <see cref="Buffer"/>.</summary>
    internal int LastStart => _start[_entries - 1];

    /// <summary>Bytes of the last message, header included.</summary>
    internal int LastLength => _length[_entries - 1];

    /// <summary>Whether something of it is still to be sent.</summary>
    internal bool IsPending => _current < _entries;

    internal bool IsEmpty => _entries == 0;

    internal void Clear()
    {
        _entries = 0;
        _used = 0;
        _current = 0;
        _position = 0;
        Bytes.Clear(_buffer);
    }

    internal void Begin(int type, int sequence)
    {
        _start[_entries] = _used;
        Writer.Reset(_buffer, _used, _buffer.Length - _used);
        Writer.WriteByte(type);
        Writer.WriteByte(0);
        Writer.WriteUInt16(0);
        Writer.WriteUInt16(sequence);
        Writer.WriteUInt32(0);
        Writer.WriteUInt16(0);
    }

    /// <summary>Ends a message; the constructor's capacity holds any that can arise.</summary>
    internal void End(int epoch)
    {
        int length = Writer.Count;
        int body = length - Dtls.HandshakeHeader;
        for (int at = _used + 1; at <= _used + 9; at += 8)
        {
            _buffer[at + 1] = (byte)(body >> 8);
            _buffer[at + 2] = (byte)body;
        }

        Append(length, epoch);
    }

    /// <summary>Adds ChangeCipherSpec, which is no handshake message and so has no place in the transcript.</summary>
    internal void AddChangeCipherSpec()
    {
        _start[_entries] = _used;
        _buffer[_used] = 1;
        Append(1, 0);
    }

    /// <summary>Starts to send all of it again.</summary>
    internal void Rewind()
    {
        _current = 0;
        _position = 0;
    }

    /// <summary>Writes the next datagram.</summary>
    /// <returns>Its bytes; 0 when everything has been sent or the room holds no fragment.</returns>
    internal int Poll(RecordLayer records, byte[] buffer, int offset, int capacity)
    {
        int at = offset;
        int end = offset + capacity;
        while (_current < _entries)
        {
            int epoch = _epoch[_current];
            int room = end - at - records.Overhead(epoch);
            room = room < records.MaxPlaintext ? room : records.MaxPlaintext;
            int plain = at + records.PlainStart(epoch);
            bool isMessage = _length[_current] > 1;
            int count = isMessage ? WriteFragment(buffer, plain, room) : room >= 1 ? 1 : 0;
            if (count == 0)
            {
                break;
            }

            if (!isMessage)
            {
                buffer[plain] = 1;
                _current++;
            }

            at += records.Seal(isMessage ? ContentType.Handshake : ContentType.ChangeCipherSpec, epoch, buffer, at, count);
        }

        return at - offset;
    }

    private void Append(int length, int epoch)
    {
        _length[_entries] = length;
        _epoch[_entries] = epoch;
        _entries++;
        _used += length;
    }

    private int WriteFragment(byte[] buffer, int plain, int room)
    {
        int start = _start[_current];
        int left = _length[_current] - Dtls.HandshakeHeader - _position;
        int count = room - Dtls.HandshakeHeader < left ? room - Dtls.HandshakeHeader : left;
        if (count < (left < MinFragment ? left : MinFragment))
        {
            return 0;
        }

        Array.Copy(_buffer, start, buffer, plain, Dtls.HandshakeHeader);
        Array.Copy(_buffer, start + Dtls.HandshakeHeader + _position, buffer, plain + Dtls.HandshakeHeader, count);
        buffer[plain + 7] = (byte)(_position >> 8);
        buffer[plain + 8] = (byte)_position;
        buffer[plain + 10] = (byte)(count >> 8);
        buffer[plain + 11] = (byte)count;
        _position += count;
        if (count == left)
        {
            _current++;
            _position = 0;
        }

        return Dtls.HandshakeHeader + count;
    }
}
