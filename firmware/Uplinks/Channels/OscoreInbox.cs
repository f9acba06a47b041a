using System;
using Telenode.Security;

namespace Telenode.Uplinks;

/// <summary>Requests that a server has verified: what binds responses to them, and the first answer's bytes for when they come again.</summary>
/// <remarks>Rows give way in the order of their last use, those without notifications first. Answers lie in one ring.</remarks>
internal sealed class OscoreInbox
{
    // EXCHANGE_LIFETIME (RFC 7252 §4.8.2): after it a message ID may serve another message.
    private const int LifetimeMs = 247000;

    private readonly OscoreExchange[] _exchange;
    private readonly byte[][] _token;
    private readonly int[] _tokenLength;
    private readonly int[] _peer;
    private readonly int[] _messageId;
    private readonly int[] _sentId;
    private readonly int[] _used;
    private readonly long[] _sinceMs;
    private readonly int[] _start;
    private readonly int[] _count;
    private readonly byte[] _ring;
    private int _cursor;
    private int _uses;
    private int _spareTokenLength;

    /// <summary>Creates an inbox.</summary>
    /// <param name="rows">Requests that it holds.</param>
    /// <param name="ringSize">Bytes for answers, at least the largest.</param>
    public OscoreInbox(int rows, int ringSize)
    {
        _exchange = new OscoreExchange[rows];
        _token = new byte[rows][];
        _tokenLength = new int[rows];
        _peer = new int[rows];
        _messageId = new int[rows];
        _sentId = new int[rows];
        _used = new int[rows];
        _sinceMs = new long[rows];
        _start = new int[rows];
        _count = new int[rows];
        _ring = new byte[ringSize];
        for (int row = 0; row < rows; row++)
        {
            _exchange[row] = new OscoreExchange();
            _token[row] = new byte[CoapHead.MaxToken];
        }

        Clear();
    }

    /// <summary>For a request that is not verified yet; <see cref="Add"/> makes it a row.</summary>
    public OscoreExchange Spare { get; private set; } = new OscoreExchange();

    /// <summary>Its token.</summary>
    public byte[] SpareToken { get; private set; } = new byte[CoapHead.MaxToken];

    public OscoreExchange Exchange(int row) => _exchange[row];

    public byte[] Token(int row) => _token[row];

    public int Peer(int row) => _peer[row];

    /// <summary>Sets the token of the request that is not verified yet.</summary>
    public void TakeToken(byte[] buffer, int offset, int length)
    {
        Array.Copy(buffer, offset, SpareToken, 0, length);
        _spareTokenLength = length;
    }

    /// <summary>Makes the verified request a row: in place of one with its token, which it follows, or of the one that must give way.</summary>
    public int Add(int peer, int messageId, long nowMs)
    {
        int row = FindToken(peer, SpareToken, 0, _spareTokenLength);
        row = row >= 0 ? row : Oldest();
        OscoreExchange exchange = _exchange[row];
        byte[] token = _token[row];
        _exchange[row] = Spare;
        _token[row] = SpareToken;
        Spare = exchange;
        SpareToken = token;
        _tokenLength[row] = _spareTokenLength;
        _peer[row] = peer;
        _messageId[row] = messageId;
        _sentId[row] = -1;
        _count[row] = 0;
        _sinceMs[row] = nowMs;
        _used[row] = ++_uses;
        return row;
    }

    /// <summary>Finds a request by its message ID as long as that can mean no other one.</summary>
    public int FindMessageId(int peer, int messageId, long nowMs)
    {
        for (int row = 0; row < _peer.Length; row++)
        {
            if (_messageId[row] == messageId && _peer[row] == peer && nowMs - _sinceMs[row] < LifetimeMs)
            {
                return row;
            }
        }

        return -1;
    }

    public int FindToken(int peer, byte[] buffer, int offset, int length)
    {
        for (int row = 0; row < _peer.Length; row++)
        {
            if (_peer[row] == peer && _messageId[row] >= 0 && _tokenLength[row] == length && HasToken(row, buffer, offset))
            {
                return row;
            }
        }

        return -1;
    }

    /// <summary>Whether the last notification or separate response to one of the peer's requests had this message ID.</summary>
    public bool HasSent(int peer, int messageId)
    {
        for (int row = 0; row < _peer.Length; row++)
        {
            if (_sentId[row] == messageId && _peer[row] == peer)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Notes a notification or separate response.</summary>
    public void NoteSent(int row, int messageId)
    {
        _sentId[row] = messageId;
        _used[row] = ++_uses;
    }

    /// <summary>Keeps the answer for when the request comes again; the oldest answers make room.</summary>
    public void KeepAnswer(int row, byte[] buffer, int offset, int count)
    {
        int start = _cursor + count <= _ring.Length ? _cursor : 0;
        for (int other = 0; other < _count.Length; other++)
        {
            if (_start[other] < start + count && start < _start[other] + _count[other])
            {
                _count[other] = 0;
            }
        }

        Array.Copy(buffer, offset, _ring, start, count);
        _start[row] = start;
        _count[row] = count;
        _cursor = start + count;
    }

    /// <summary>Gives the answer again.</summary>
    /// <returns>Its bytes; 0 when there is none, or none any more.</returns>
    public int CopyAnswer(int row, byte[] buffer)
    {
        Array.Copy(_ring, _start[row], buffer, 0, _count[row]);
        return _count[row];
    }

    /// <summary>Forgets everything.</summary>
    public void Clear()
    {
        for (int row = 0; row < _peer.Length; row++)
        {
            _messageId[row] = -1;
            _sentId[row] = -1;
            _count[row] = 0;
        }
    }

    private int Oldest()
    {
        int oldest = 0;
        for (int row = 1; row < _peer.Length; row++)
        {
            bool isFree = _messageId[row] < 0;
            bool observes = _sentId[row] >= 0;
            bool oldestObserves = _sentId[oldest] >= 0;
            bool isOlder = observes == oldestObserves ? _used[row] - _used[oldest] < 0 : oldestObserves;
            oldest = _messageId[oldest] >= 0 && (isFree || isOlder) ? row : oldest;
        }

        return oldest;
    }

    private bool HasToken(int row, byte[] buffer, int offset)
    {
        byte[] token = _token[row];
        for (int i = 0; i < _tokenLength[row]; i++)
        {
            if (token[i] != buffer[offset + i])
            {
                return false;
            }
        }

        return true;
    }
}
