using Telenode.Core;

namespace Telenode.Coap;

/// <summary>What a row of the <see cref="ExchangeTable"/> is.</summary>
internal static class ExchangeKind
{
    public const byte Free = 0;
    public const byte Request = 1;

    /// <summary>A request of a client whose response the application still owes.</summary>
    public const byte Deferred = 2;

    /// <summary>A separate response on its way.</summary>
    public const byte Response = 3;

    /// <summary>A confirmable notification on its way; <see cref="ExchangeTable.Owner"/> is the observer.</summary>
    public const byte Notification = 4;
}

/// <summary>Where a row of the <see cref="ExchangeTable"/> stands.</summary>
internal static class ExchangeState
{
    /// <summary>To be sent as soon as congestion control allows.</summary>
    public const byte Queued = 1;

    /// <summary>Sent and not acknowledged, or non-confirmable and not answered.</summary>
    public const byte Sent = 2;

    /// <summary>Waits for the response, or for the application.</summary>
    public const byte Waiting = 3;

    /// <summary>An observation between two notifications.</summary>
    public const byte Idle = 5;

    /// <summary>Over but for the event that says so, and for the pause that a silent peer is owed (§4.7).</summary>
    public const byte Over = 4;
}

/// <summary>Messages of ours that something is still due for, with their bytes: a fixed table in parallel arrays.</summary>
internal sealed class ExchangeTable
{
    public const byte Observing = 1;
    public const byte OneBlock = 2;
    public const byte WantsNoResponse = 4;
    public const byte Multicast = 8;
    public const byte Ping = 16;
    public const byte Echoed = 32;
    public const byte Resend = 64;
    public const byte Fetching = 128;

    public readonly byte[] Kind;
    public readonly byte[] State;
    public readonly byte[] Flags;
    public readonly byte[] Event;
    public readonly int[] Peer;
    public readonly int[] MessageId;
    public readonly int[] Length;
    public readonly int[] Retransmits;
    public readonly int[] TimeoutMs;
    public readonly long[] DueMs;

    // Until when the row counts as an interaction outstanding with its peer (§4.7); Never: until its state changes.
    public readonly long[] HoldMs;
    public readonly int[] Handle;
    public readonly int[] Owner;

    // A body on its way out: which, where the block in flight begins, the size exponent in use.
    public readonly ICoapBody[] Body;
    public readonly int[] BodyOffset;
    public readonly byte[] Exponent;

    // The Block2 that goes out with the body's last block, or −1.
    public readonly int[] LastBlock2;

    // A body on its way in: where the block that is expected begins, and its ETag (8 bytes each) and length.
    public readonly int[] Received;
    public readonly byte[] ETag;
    public readonly byte[] ETagLength;

    // An observation: its token (8 bytes each), the newest notification's number and time (RFC 7641 §3.4).
    public readonly byte[] ObserveToken;
    public readonly byte[] ObserveTokenLength;
    public readonly int[] ObserveNumber;
    public readonly long[] ObserveMs;

    // The event that the first piece of the representation under way was reported with.
    public readonly byte[] Reported;

    public readonly byte[] Store;
    public readonly int Stride;
    private int _lastHandle;

    public ExchangeTable(int rows, int messageSize)
    {
        Count = rows;
        Stride = messageSize;
        Kind = new byte[rows];
        State = new byte[rows];
        Flags = new byte[rows];
        Event = new byte[rows];
        Peer = new int[rows];
        MessageId = new int[rows];
        Length = new int[rows];
        Retransmits = new int[rows];
        TimeoutMs = new int[rows];
        DueMs = new long[rows];
        HoldMs = new long[rows];
        Handle = new int[rows];
        Owner = new int[rows];
        Body = new ICoapBody[rows];
        BodyOffset = new int[rows];
        Exponent = new byte[rows];
        LastBlock2 = new int[rows];
        Received = new int[rows];
        ETag = new byte[rows * 8];
        ETagLength = new byte[rows];
        ObserveToken = new byte[rows * 8];
        ObserveTokenLength = new byte[rows];
        ObserveNumber = new int[rows];
        ObserveMs = new long[rows];
        Reported = new byte[rows];
        Store = new byte[rows * messageSize];
        for (int row = 0; row < rows; row++)
        {
            DueMs[row] = Time.Never;
        }
    }

    public int Count { get; }

    public long NextMs
    {
        get
        {
            long[] due = DueMs;
            long[] hold = HoldMs;
            long next = Time.Never;
            for (int row = 0; row < due.Length; row++)
            {
                next = due[row] < next ? due[row] : next;
                next = hold[row] < next && hold[row] != 0 ? hold[row] : next; // what it holds back can go then
            }

            return next;
        }
    }

    public int FindFree()
    {
        byte[] kind = Kind;
        for (int row = 0; row < kind.Length; row++)
        {
            if (kind[row] == ExchangeKind.Free)
            {
                return row;
            }
        }

        return -1;
    }

    public void Take(int row, byte kind, int peer)
    {
        Kind[row] = kind;
        State[row] = ExchangeState.Queued;
        Flags[row] = 0;
        Event[row] = 0;
        Peer[row] = peer;
        Retransmits[row] = 0;
        DueMs[row] = Time.Never;
        HoldMs[row] = 0;
        Handle[row] = NextHandle();
        Owner[row] = -1;
        Body[row] = null;
        BodyOffset[row] = 0;
        LastBlock2[row] = -1;
        Received[row] = 0;
        ETagLength[row] = 0;
        ObserveTokenLength[row] = 0;
    }

    public void Free(int row)
    {
        Kind[row] = ExchangeKind.Free;
        State[row] = 0;
        Event[row] = 0;
        Body[row] = null;
        DueMs[row] = Time.Never;
        HoldMs[row] = 0;
    }

    public int StartOf(int row) => row * Stride;

    public bool Has(int row, byte flag) => (Flags[row] & flag) != 0;

    public void Set(int row, byte flag) => Flags[row] |= flag;

    public void Clear(int row, byte flag) => Flags[row] = (byte)(Flags[row] & ~flag);

    public int FindHandle(int handle)
    {
        for (int row = 0; row < Kind.Length; row++)
        {
            if (Handle[row] == handle && Kind[row] != ExchangeKind.Free)
            {
                return row;
            }
        }

        return -1;
    }

    /// <summary>The message that a received acknowledgement or reset is about.</summary>
    public int FindMessageId(int peer, int messageId)
    {
        for (int row = 0; row < Kind.Length; row++)
        {
            if (MessageId[row] == messageId && Peer[row] == peer && Kind[row] != ExchangeKind.Free && State[row] == ExchangeState.Sent)
            {
                return row;
            }
        }

        return -1;
    }

    /// <summary>The request that a received response belongs to.</summary>
    public int FindToken(int peer, byte[] buffer, int offset, int count)
    {
        for (int row = 0; row < Kind.Length; row++)
        {
            byte state = State[row];
            bool expects = state == ExchangeState.Sent || state == ExchangeState.Waiting || state == ExchangeState.Idle
                || (state == ExchangeState.Queued && (Flags[row] & (Observing | Fetching)) != 0);
            if (expects && Kind[row] == ExchangeKind.Request && (Peer[row] == peer || Has(row, Multicast))
                && (IsToken(row, buffer, offset, count) || IsObserveToken(row, buffer, offset, count)))
            {
                return row;
            }
        }

        return -1;
    }

    public bool IsToken(int row, byte[] buffer, int offset, int count)
    {
        int start = StartOf(row);
        return (Store[start] & 15) == count && Bytes.AreEqual(Store, start + 4, buffer, offset, count);
    }

    public bool IsObserveToken(int row, byte[] buffer, int offset, int count) =>
        Has(row, Observing) && ObserveTokenLength[row] == count && Bytes.AreEqual(ObserveToken, row * 8, buffer, offset, count);

    /// <summary>Interactions with a peer that count for NSTART (§4.7).</summary>
    public int OutstandingWith(int peer, long nowMs)
    {
        int count = 0;
        for (int row = 0; row < Kind.Length; row++)
        {
            if (Peer[row] == peer && nowMs < HoldMs[row] && (State[row] == ExchangeState.Sent || State[row] == ExchangeState.Over))
            {
                count++;
            }
        }

        return count;
    }

    /// <summary>A silent peer has spoken: what was sent without asking for an acknowledgement no longer holds back more (§4.7).</summary>
    public void Heard(int peer)
    {
        for (int row = 0; row < Kind.Length; row++)
        {
            if (Peer[row] == peer && HoldMs[row] != Time.Never)
            {
                HoldMs[row] = 0;
                if (State[row] == ExchangeState.Over && Event[row] == 0)
                {
                    Free(row);
                }
            }
        }
    }

    private int NextHandle()
    {
        _lastHandle = _lastHandle == int.MaxValue ? 1 : _lastHandle + 1;
        return _lastHandle;
    }
}
