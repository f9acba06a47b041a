using Telenode.Core;

namespace Telenode.SimBoard.Broker;

/// <summary>
/// An MQTT 3.1.1 and 5 broker without I/O: bytes and times go in, bytes and deadlines come out. Everything is decided by the order
/// of the calls, so that a simulation repeats exactly. Times are monotonic ms. It is not for use by several threads at once.
/// </summary>
/// <remarks>
/// QoS 2 messages go on at their PUBLISH (§4.3.3, method B) and a subscriber gets one copy of a message at the highest QoS that its
/// matching filters were granted (§3.3.4). Shared subscriptions and enhanced authentication are refused.
/// </remarks>
public sealed partial class BrokerCore
{
    private readonly BrokerOptions _options;
    private readonly PacketWriter _writer = new();
    private readonly List<BrokerConnection> _connections = [];
    private readonly Dictionary<string, Session> _sessions = new(StringComparer.Ordinal);
    private readonly RetainedMessages _retained;
    private long _assignedClientIds;

    /// <summary>Creates a broker without clients, sessions and retained messages.</summary>
    public BrokerCore(BrokerOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        _options = options;
        _retained = new RetainedMessages(options.MaximumRetainedMessages, options.MaximumRetainedBytes);
    }

    /// <summary>What happened since the start.</summary>
    public BrokerCounters Counters { get; } = new();

    /// <summary>The connections that are not closed.</summary>
    public IReadOnlyList<BrokerConnection> Connections => _connections;

    /// <summary>Sessions, with and without a connection.</summary>
    public int SessionCount => _sessions.Count;

    /// <summary>Topics with a retained message.</summary>
    public int RetainedCount => _retained.Count;

    /// <summary>When <see cref="HandleTimeout"/> is due next; <see cref="Time.Never"/> when nothing waits for a time.</summary>
    public long NextDeadlineMs
    {
        get
        {
            long next = Time.Never;
            foreach (BrokerConnection connection in _connections)
            {
                next = Math.Min(next, connection.DeadlineMs);
            }

            foreach (Session session in _sessions.Values)
            {
                next = Math.Min(next, Math.Min(session.WillAtMs, session.EndsAtMs));
            }

            return next;
        }
    }

    /// <summary>Takes a new network connection. It comes back closed when there are too many.</summary>
    public BrokerConnection Open(long nowMs)
    {
        var connection = new BrokerConnection(_options.OutputHighWater) { DeadlineMs = nowMs + _options.ConnectTimeoutMs };
        Counters.ConnectionsOpened++;
        if (_connections.Count >= _options.MaximumConnections)
        {
            connection.State = ConnectionState.Closed;
            connection.CloseReason = "too many connections";
            Counters.ConnectionsRefused++;
        }
        else
        {
            _connections.Add(connection);
        }

        return connection;
    }

    /// <summary>Takes bytes that a client sent, cut anywhere.</summary>
    public void HandleInput(BrokerConnection connection, ReadOnlySpan<byte> bytes, long nowMs)
    {
        ArgumentNullException.ThrowIfNull(connection);
        Counters.BytesIn += bytes.Length;
        connection.Input.Append(bytes);
        while (connection.State is ConnectionState.AwaitingConnect or ConnectionState.Connected && TakePacket(connection, nowMs))
        {
            if (connection.Output.Length > (2 * _options.OutputHighWater) + _options.MaximumPacketSize)
            {
                Refuse(connection, ReasonCode.QuotaExceeded, nowMs);
            }
        }

        if (connection.State is ConnectionState.Closing or ConnectionState.Closed)
        {
            connection.Input.Clear();
        }
    }

    /// <summary>Takes note that the network took the first <paramref name="count"/> bytes of <see cref="BrokerConnection.PeekOutput"/>.</summary>
    public void ConsumeOutput(BrokerConnection connection, int count, long nowMs)
    {
        ArgumentNullException.ThrowIfNull(connection);
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)count, (uint)connection.Output.Length, nameof(count));
        connection.Output.Consume(count);
        Counters.BytesOut += count;
        Pump(connection, nowMs);
        if (connection.State == ConnectionState.Closing && !connection.HasOutput)
        {
            Forget(connection);
        }
    }

    /// <summary>Hands over bytes for the client: <see cref="BrokerConnection.PeekOutput"/> and <see cref="ConsumeOutput"/> in one.</summary>
    /// <returns>The number of bytes written to <paramref name="destination"/>; 0 when none wait.</returns>
    public int TakeOutput(BrokerConnection connection, Span<byte> destination, long nowMs)
    {
        ArgumentNullException.ThrowIfNull(connection);
        ReadOnlySpan<byte> bytes = connection.PeekOutput(destination.Length);
        bytes.CopyTo(destination);
        ConsumeOutput(connection, bytes.Length, nowMs);
        return bytes.Length;
    }

    /// <summary>Does what is due: silent clients, wills, the ends of sessions.</summary>
    public void HandleTimeout(long nowMs)
    {
        foreach (BrokerConnection connection in _connections.Where(connection => connection.DeadlineMs <= nowMs).ToArray())
        {
            if (connection.State == ConnectionState.Closing)
            {
                Forget(connection);
            }
            else
            {
                Refuse(connection, ReasonCode.KeepAliveTimeout, nowMs); // [MQTT-3.1.2-22]
            }
        }

        foreach (Session session in _sessions.Values.Where(session => session.WillAtMs <= nowMs || session.EndsAtMs <= nowMs).ToArray())
        {
            PublishWill(session, nowMs);
            if (session.EndsAtMs <= nowMs)
            {
                _sessions.Remove(session.ClientId);
            }
        }
    }

    /// <summary>Takes note that the network connection is gone, which publishes the client's will unless it said goodbye.</summary>
    public void Close(BrokerConnection connection, long nowMs)
    {
        ArgumentNullException.ThrowIfNull(connection);
        LeaveSession(connection, nowMs);
        Forget(connection);
    }

    /// <summary>Ends all connections, with a reason for those that can be told one; sessions and retained messages stay.</summary>
    public void CloseAll(long nowMs)
    {
        foreach (BrokerConnection connection in _connections.ToArray())
        {
            End(connection, ReasonCode.ServerShuttingDown, nowMs);
        }
    }

    /// <summary>Cuts one packet out of the input and handles it.</summary>
    /// <returns>Whether there was a whole one.</returns>
    private bool TakePacket(BrokerConnection connection, long nowMs)
    {
        ReadOnlySpan<byte> input = connection.Input.Span;
        int length = 0;
        for (int i = 1; i < input.Length; i++)
        {
            length |= (input[i] & 0x7F) << (7 * (i - 1));
            if (input[i] < 0x80)
            {
                return TakePacket(connection, 1 + i, length, nowMs);
            }

            if (i == 4)
            {
                Refuse(connection, ReasonCode.MalformedPacket, nowMs);
                return false;
            }
        }

        return false;
    }

    private bool TakePacket(BrokerConnection connection, int headerLength, int length, long nowMs)
    {
        ReadOnlySpan<byte> input = connection.Input.Span;
        ReasonCode error = JudgeHeader(connection, input[0], headerLength + length);
        if (error == ReasonCode.Success)
        {
            if (input.Length < headerLength + length)
            {
                return false;
            }

            if (connection.SilenceLimitMs > 0)
            {
                connection.DeadlineMs = nowMs + connection.SilenceLimitMs;
            }

            connection.Input.Consume(headerLength + length); // the span stays readable until the next bytes are appended
            error = HandlePacket(connection, input[0], input.Slice(headerLength, length), nowMs);
        }

        if (error != ReasonCode.Success)
        {
            Refuse(connection, error, nowMs);
        }

        return error == ReasonCode.Success;
    }

    /// <summary>Judges a packet by its fixed header, before memory is given to its body.</summary>
    private ReasonCode JudgeHeader(BrokerConnection connection, byte header, int packetLength)
    {
        var type = (PacketType)(header >> 4);
        int fixedFlags = type is PacketType.Pubrel or PacketType.Subscribe or PacketType.Unsubscribe ? 2 : 0;
        if (type != PacketType.Publish && (header & 0x0F) != fixedFlags)
        {
            return ReasonCode.MalformedPacket; // [MQTT-2.1.3-1]
        }

        if ((type == PacketType.Connect) != (connection.State == ConnectionState.AwaitingConnect))
        {
            return ReasonCode.ProtocolError; // [MQTT-3.1.0-1] [MQTT-3.1.0-2]
        }

        return packetLength > _options.MaximumPacketSize ? ReasonCode.PacketTooLarge : ReasonCode.Success;
    }

    private ReasonCode HandlePacket(BrokerConnection connection, byte header, ReadOnlySpan<byte> body, long nowMs)
    {
        var reader = new PacketReader(body);
        switch ((PacketType)(header >> 4))
        {
            case PacketType.Connect:
                return HandleConnect(connection, ref reader, nowMs);
            case PacketType.Publish:
                return HandlePublish(connection, header & 0x0F, ref reader, nowMs);
            case PacketType.Puback or PacketType.Pubrec or PacketType.Pubrel or PacketType.Pubcomp:
                return HandleAcknowledgement(connection, (PacketType)(header >> 4), ref reader, nowMs);
            case PacketType.Subscribe:
                return HandleSubscribe(connection, ref reader, nowMs);
            case PacketType.Unsubscribe:
                return HandleUnsubscribe(connection, ref reader);
            case PacketType.Pingreq:
                return HandlePing(connection, body);
            case PacketType.Disconnect:
                return HandleDisconnect(connection, ref reader, nowMs);
            default:
                return ReasonCode.ProtocolError;
        }
    }

    private ReasonCode HandlePing(BrokerConnection connection, ReadOnlySpan<byte> body)
    {
        if (!body.IsEmpty)
        {
            return ReasonCode.MalformedPacket;
        }

        _writer.PingResponse(connection.Output);
        return ReasonCode.Success;
    }

    /// <summary>Ends a connection for what its client did.</summary>
    private void Refuse(BrokerConnection connection, ReasonCode reason, long nowMs)
    {
        Counters.ConnectionsRefused++;
        End(connection, reason, nowMs);
    }

    /// <summary>Ends a connection from our side: a v5 client is told why, once its CONNECT was accepted [MQTT-3.14.0-1].</summary>
    private void End(BrokerConnection connection, ReasonCode reason, long nowMs)
    {
        if (connection.State is ConnectionState.Closing or ConnectionState.Closed)
        {
            return;
        }

        if (connection is { State: ConnectionState.Connected, IsV5: true })
        {
            _writer.Disconnect(connection.Output, reason);
        }

        connection.State = ConnectionState.Closing;
        connection.CloseReason = reason.ToString();
        connection.DeadlineMs = nowMs + _options.LingerMs;
        LeaveSession(connection, nowMs);
        if (!connection.HasOutput)
        {
            Forget(connection);
        }
    }

    private void Forget(BrokerConnection connection)
    {
        connection.State = ConnectionState.Closed;
        connection.DeadlineMs = Time.Never;
        connection.Output.Clear();
        connection.Input.Clear();
        _connections.Remove(connection);
    }
}
