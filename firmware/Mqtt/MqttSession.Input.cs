using Telenode.Core;

namespace Telenode.Mqtt;

/// <content>What arrives.</content>
public sealed partial class MqttSession
{
    private readonly FrameDecoder _frame;
    private readonly ByteReader _reader = new ByteReader();
    private readonly MqttPropertyReader _properties = new MqttPropertyReader();
    private MqttEvent _messageEvent;
    private bool _acknowledgesMessage;
    private int _packetReason;
    private int _alias;
    private int _protocolErrors;

    /// <summary>The message of the last <see cref="MqttEvent.Message"/> event: always the same object.</summary>
    public readonly MqttMessage Message = new MqttMessage();

    /// <summary>What the server did wrong: connections that this side ended because of it, and acknowledgements of what was never sent,
    /// which are passed over (a server that lost its state sends them).</summary>
    public int ProtocolErrors => _protocolErrors;

    /// <summary>Takes bytes from the transport, cut anywhere.</summary>
    /// <returns>
    /// How many were taken. Fewer than <paramref name="count"/> means that a message waits in <see cref="PollEvent"/>, or acknowledgements
    /// in <see cref="PollTransmit"/>: drain these and offer the rest again. When no connection stands all bytes are dropped.
    /// </returns>
    public int HandleInput(byte[] buffer, int offset, int count, long nowMs)
    {
        Buffers.CheckRange(buffer, offset, count);
        _nowMs = nowMs;
        int at = offset;
        int end = offset + count;
        while (at < end && IsOpen)
        {
            if (_messageEvent != MqttEvent.None || _receipts.MustAnswer)
            {
                return at - offset;
            }

            _lastReceivedMs = nowMs;
            at += _frame.Feed(buffer, at, end - at, _isV5, _options.SkipOversize && !_isV5);
            int error = _frame.Error;
            if (_frame.IsComplete)
            {
                _frame.Reset();
                error = HandlePacket();
            }

            if (error != 0)
            {
                Reject(error);
            }
        }

        return count;
    }

    /// <summary>Takes a whole packet, as all below that begin with Handle or Take.</summary>
    /// <returns>0, or the reason code for what is wrong with it.</returns>
    private int HandlePacket()
    {
        int type = _frame.Header >> 4;
        _reader.Reset(_frame.Body, 0, _frame.Stored);
        bool opens = _connectTransmitted && (type == PacketType.Connack || (type == PacketType.Auth && _authenticator != null));
        if (_state == MqttState.Connecting ? !opens : type == PacketType.Connack)
        {
            return MqttReason.ProtocolError; // [MQTT-3.2.0-1], [MQTT-3.2.0-2]
        }

        switch (type)
        {
            case PacketType.Connack:
                return HandleConnack();
            case PacketType.Publish:
                return HandlePublish();
            case PacketType.Pingresp:
                _timers.Disarm(PingTimer);
                KeepAlive();
                return _frame.Length == 0 ? 0 : MqttReason.MalformedPacket;
            case PacketType.Disconnect:
            case PacketType.Auth:
                return HandleEnd(type);
            default:
                return HandleAck(type);
        }
    }

    /// <summary>PUBACK, PUBREC, PUBREL, PUBCOMP (MQTT 5 §3.4 to §3.7), SUBACK (§3.9) and UNSUBACK (§3.11).</summary>
    private int HandleAck(int type)
    {
        int identifier = _reader.ReadUInt16();
        int error = TakeReason(type);
        if (error != 0 || identifier == 0)
        {
            return error != 0 ? error : MqttReason.MalformedPacket;
        }

        int unknown = _isV5 ? MqttReason.PacketIdentifierNotFound : 0;
        if (type == PacketType.Pubrel)
        {
            int place = _receipts.FindDelivered(identifier);
            if (place >= 0)
            {
                _receipts.RemoveDelivered(place);
                unknown = 0;
            }

            _receipts.PutAck(PacketType.Pubcomp, identifier, unknown);
            return 0;
        }

        int row = _table.Find(identifier);
        if (row >= 0 && _table.State[row] != InFlightTable.Done)
        {
            return Acknowledge(type, row, identifier);
        }

        _protocolErrors++;
        if (type == PacketType.Pubrec)
        {
            _receipts.PutAck(PacketType.Pubrel, identifier, unknown); // so that the server can free the identifier (MQTT 5 §3.6.2.1)
        }

        return 0;
    }

    /// <summary>The sender's side of QoS 1 and 2 (MQTT 5 §4.3.2, §4.3.3): which answer a row awaits, and what it does to it.</summary>
    private int Acknowledge(int type, int row, int identifier)
    {
        InFlightTable table = _table;
        int reason = _packetReason;
        int rowType = table.Type[row];
        bool isSent = table.State[row] == InFlightTable.Sent;

        // Each answer's type is one above its question's, but a QoS 2 publish is first answered by PUBREC.
        int expected = rowType == PacketType.Publish ? rowType + (table.Flags[row] >> 1 & 3) : rowType + 1;
        if (type == PacketType.Pubrec && rowType == PacketType.Pubrel)
        {
            // The server repeats itself; a PUBREL that has left before is sent once more.
            if (isSent)
            {
                _receipts.PutAck(PacketType.Pubrel, identifier, 0);
            }
        }
        else if (!isSent || type != expected)
        {
            return MqttReason.ProtocolError; // the wrong answer, or before the question
        }
        else if (type == PacketType.Pubrec && reason < MqttReason.Unspecified)
        {
            table.Release(row);
        }
        else
        {
            // PUBCOMP with "not found" too says that the message has arrived: it was completed before.
            MqttEvent what = type == PacketType.Suback ? MqttEvent.Subscribed
                : type == PacketType.Unsuback ? MqttEvent.Unsubscribed
                : reason < MqttReason.Unspecified || type == PacketType.Pubcomp ? MqttEvent.Acknowledged : MqttEvent.Refused;
            table.Finish(row, what, reason);
        }

        return 0;
    }

    /// <summary>Reads to the end of a packet that ends in a reason code, 0 when it is left out, and properties, which may be left out too.
    /// SUBACK and UNSUBACK have theirs the other way round, and one code: we ask for one filter at a time.</summary>
    private int TakeReason(int packetType)
    {
        ByteReader reader = _reader;
        int error = 0;
        bool isAnswer = packetType == PacketType.Suback || packetType == PacketType.Unsuback;
        _properties.Reset(_frame.Body, 0, 0, packetType);
        _packetReason = 0;
        if (isAnswer && _isV5)
        {
            error = TakeProperties(packetType);
        }

        if (_isV5 ? isAnswer || reader.Remaining > 0 : packetType == PacketType.Suback)
        {
            _packetReason = reader.ReadByte();
        }

        if (_isV5 && !isAnswer && reader.Remaining > 0)
        {
            error = TakeProperties(packetType);
        }

        bool isUnknown = !_isV5 && _packetReason > 2 && _packetReason != MqttReason.Unspecified; // [MQTT-3.9.3-2] of 3.1.1
        return error != 0 ? error : isUnknown || reader.Failed || reader.Remaining > 0 ? MqttReason.MalformedPacket : 0;
    }

    /// <summary>Reads the properties of any packet. Which of them may be in which packet the reader knows, so that one loop serves all.</summary>
    private int TakeProperties(int packetType)
    {
        MqttPropertyReader property = _properties;
        byte[] body = _frame.Body;
        int count = MqttPropertyReader.ReadVarInt(_reader);
        int at = _reader.Take(count);
        if (at < 0)
        {
            return MqttReason.MalformedPacket;
        }

        Message.PropertiesOffset = at;
        Message.PropertiesCount = count;
        _alias = 0;
        property.Reset(body, at, count, packetType);
        while (property.MoveNext())
        {
            switch (property.Id)
            {
                case MqttProperty.AssignedClientIdentifier:
                    _connect.SetAssignedId(body, property.Offset, property.Count);
                    break;
                case MqttProperty.TopicAlias:
                    _alias = (int)property.Value;
                    if (_alias == 0 || _alias > _aliases.ReceivedCounts.Length)
                    {
                        return MqttReason.TopicAliasInvalid; // [MQTT-3.3.2-8], [MQTT-3.3.2-11]
                    }

                    break;
                case MqttProperty.ResponseTopic:
                    if (Utf8.Check(body, property.Offset, property.Count) != 0)
                    {
                        return MqttReason.ProtocolError; // [MQTT-3.3.2-14]
                    }

                    break;
                default:
                    SetLimit(property.Id, property.Value); // of a CONNACK; of any other packet nothing that is ever read
                    break;
            }
        }

        return property.Error;
    }
}
