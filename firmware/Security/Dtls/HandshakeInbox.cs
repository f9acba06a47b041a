using System;

namespace Telenode.Security;

/// <summary>Puts handshake messages together from fragments in any order (RFC 6347 §4.2.3), a few messages ahead.</summary>
/// <remarks>What is put together stands there as one unfragmented message, header included, as the transcript wants it (§4.2.6).</remarks>
internal sealed class HandshakeInbox
{
    private readonly int _slots;
    private readonly int _maxMessage;
    private readonly byte[] _buffer;
    private readonly byte[] _have;
    private readonly int[] _sequence;
    private readonly int[] _missing;

    internal HandshakeInbox(int slots, int maxMessage)
    {
        _slots = slots;
        _maxMessage = maxMessage;
        _buffer = new byte[slots * (Dtls.HandshakeHeader + maxMessage)];
        _have = new byte[slots * maxMessage];
        _sequence = new int[slots];
        _missing = new int[slots];
        Reset(0);
    }

    /// <summary>message_seq of the next message to be processed.</summary>
    internal int Expected { get; private set; }

    internal byte[] Buffer => _buffer;

    internal void Reset(int expected)
    {
        Expected = expected;
        for (int i = 0; i < _slots; i++)
        {
            _sequence[i] = -1;
        }

        Array.Clear(_buffer, 0, _buffer.Length);
    }

    /// <summary>Takes a fragment: header and body.</summary>
    /// <returns>False when its lengths contradict each other or pass the limit.</returns>
    internal bool Add(byte[] fragment, int offset)
    {
        int total = Read24(fragment, offset + 1);
        int sequence = (fragment[offset + 4] << 8) | fragment[offset + 5];
        int from = Read24(fragment, offset + 6);
        int count = Read24(fragment, offset + 9);
        if (total > _maxMessage || from + count > total)
        {
            return false;
        }

        if (sequence < Expected || sequence >= Expected + _slots)
        {
            return true;
        }

        int slot = sequence % _slots;
        int start = slot * (Dtls.HandshakeHeader + _maxMessage);
        if (_sequence[slot] != sequence || Read24(_buffer, start + 1) != total || _buffer[start] != fragment[offset])
        {
            Begin(slot, start, fragment, offset, sequence, total);
        }

        Array.Copy(fragment, offset + Dtls.HandshakeHeader, _buffer, start + Dtls.HandshakeHeader + from, count);
        Mark(slot, from, count);
        return true;
    }

    /// <summary>Index of the expected message's header in <see cref="Buffer"/>, or −1 while some of it is missing.</summary>
    internal int Find()
    {
        int slot = Expected % _slots;
        return _sequence[slot] == Expected && _missing[slot] == 0 ? slot * (Dtls.HandshakeHeader + _maxMessage) : -1;
    }

    /// <summary>Goes on to the next message.</summary>
    internal void Advance()
    {
        Drop();
        Expected++;
    }

    /// <summary>Forgets what was put together, to take it anew.</summary>
    internal void Drop() => _sequence[Expected % _slots] = -1;

    internal static int Read24(byte[] buffer, int offset)
        => (buffer[offset] << 16) | (buffer[offset + 1] << 8) | buffer[offset + 2];

    private void Begin(int slot, int start, byte[] fragment, int offset, int sequence, int total)
    {
        _sequence[slot] = sequence;
        _missing[slot] = total;
        Array.Clear(_have, slot * _maxMessage, _maxMessage);
        Array.Copy(fragment, offset, _buffer, start, 6);
        Array.Clear(_buffer, start + 6, 3);
        Array.Copy(fragment, offset + 1, _buffer, start + 9, 3);
    }

    private void Mark(int slot, int from, int count)
    {
        int missing = _missing[slot];
        byte[] have = _have;
        int at = (slot * _maxMessage) + from;
        for (int end = at + count; at < end; at++)
        {
            missing -= 1 - have[at];
            have[at] = 1;
        }

        _missing[slot] = missing;
    }
}
