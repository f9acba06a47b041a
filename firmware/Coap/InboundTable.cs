using Telenode.Core;

namespace Telenode.Coap;

/// <summary>Messages that have come in, by peer and message ID, with what was answered: duplicates are known by it and get the same
/// answer again (RFC 7252 §4.5). It is also where answers wait to be sent. Rows and answers give way in the order they came.</summary>
internal sealed class InboundTable
{
    private readonly int[] _peer;
    private readonly int[] _messageId;
    private readonly long[] _expiresMs;
    private readonly long[] _sendAtMs;
    private readonly int[] _start;
    private readonly int[] _length;
    private readonly byte[] _store;
    private int _nextRow;
    private int _cursor;

    public InboundTable(int rows, int storeSize)
    {
        _peer = new int[rows];
        _messageId = new int[rows];
        _expiresMs = new long[rows];
        _sendAtMs = new long[rows];
        _start = new int[rows];
        _length = new int[rows];
        _store = new byte[storeSize];
        for (int row = 0; row < rows; row++)
        {
            _messageId[row] = -1;
            _sendAtMs[row] = Time.Never;
        }
    }

    public byte[] Store => _store;

    public int Find(int peer, int messageId, long nowMs)
    {
        int[] messageIds = _messageId;
        for (int row = 0; row < messageIds.Length; row++)
        {
            if (messageIds[row] == messageId && _peer[row] == peer && nowMs < _expiresMs[row])
            {
                return row;
            }
        }

        return -1;
    }

    /// <summary>Takes the oldest row for a new message; −1 as message ID for one without.</summary>
    public int Add(int peer, int messageId, long expiresMs)
    {
        int row = _nextRow;
        _nextRow = row + 1 == _peer.Length ? 0 : row + 1;
        _peer[row] = peer;
        _messageId[row] = messageId;
        _expiresMs[row] = expiresMs;
        _sendAtMs[row] = Time.Never;
        _length[row] = 0;
        return row;
    }

    /// <summary>Makes room for an answer; older answers that stood there are forgotten.</summary>
    /// <returns>Where in <see cref="Store"/> it goes.</returns>
    public int Reserve(int count)
    {
        int start = _cursor + count <= _store.Length ? _cursor : 0;
        for (int row = 0; row < _start.Length; row++)
        {
            if (_length[row] > 0 && _start[row] < start + count && start < _start[row] + _length[row])
            {
                _length[row] = 0;
                _sendAtMs[row] = Time.Never;
            }
        }

        return start;
    }

    public void Attach(int row, int start, int length, long sendAtMs)
    {
        _start[row] = start;
        _length[row] = length;
        _sendAtMs[row] = sendAtMs;
        _cursor = start + length;
    }

    public bool HasAnswer(int row) => _length[row] > 0;

    public int PeerOf(int row) => _peer[row];

    public int StartOf(int row) => _start[row];

    public int LengthOf(int row) => _length[row];

    public void SendAt(int row, long atMs) => _sendAtMs[row] = atMs;

    /// <summary>The row whose answer is to be sent next, or −1.</summary>
    public int NextDue(long nowMs)
    {
        long[] sendAt = _sendAtMs;
        int found = -1;
        long earliest = nowMs;
        for (int row = 0; row < sendAt.Length; row++)
        {
            if (sendAt[row] <= earliest && sendAt[row] != Time.Never)
            {
                earliest = sendAt[row] - 1;
                found = row;
            }
        }

        return found;
    }

    public bool HasDueFor(int peer)
    {
        for (int row = 0; row < _peer.Length; row++)
        {
            if (_peer[row] == peer && _sendAtMs[row] != Time.Never)
            {
                return true;
            }
        }

        return false;
    }

    public long NextMs
    {
        get
        {
            long next = Time.Never;
            for (int row = 0; row < _sendAtMs.Length; row++)
            {
                next = _sendAtMs[row] < next ? _sendAtMs[row] : next;
            }

            return next;
        }
    }

    /// <summary>Forgets what belongs to a peer that is gone.</summary>
    public void Drop(int peer)
    {
        for (int row = 0; row < _peer.Length; row++)
        {
            if (_peer[row] == peer)
            {
                _messageId[row] = -1;
                _length[row] = 0;
                _sendAtMs[row] = Time.Never;
            }
        }
    }
}
