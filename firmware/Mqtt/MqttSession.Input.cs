using Telenode.Core;

namespace Telenode.Mqtt;

/// <content>What arrives.</content>
public sealed partial class MqttSession
{
    private readonly FrameDecoder _frame;
    private readonly ByteReader _reader = new ByteReader();
    private readonly MqttPropertyReader _properties = new MqttPropertyReader();
    private readonly InboundAliases _inboundAliases;
    private MqttEvent _messageEvent;
    private bool _acknowledgesMessage;

    /// <summary>The message of the last <see cref="MqttEvent.Message"/> event: always the same object.</summary>
    public MqttMessage Message { get; } = new MqttMessage();

    /// <summary>Messages passed over because the receive buffer could not hold them (3.1.1).</summary>
    public int SkippedMessages { get; private set; }

    /// <summary>Acknowledgements of packet identifiers that nothing was sent under: harmless, and a sign of a server that lost its state.</summary>
    public int UnexpectedAcks { get; private set; }

    /// <summary>Connections that this side ended because of what the server sent.</summary>
    public int ProtocolErrors { get; private set; }

    /// <summary>Takes bytes from the transport, cut anywhere.</summary>
    /// <returns>
    /// How many were taken. Fewer than <paramref name="count"/> means that a message waits in <see cref="PollEvent"/>, or acknowledgements
    /// in <see cref="PollTransmit"/>: drain these and offer the rest again. When no connection stands all bytes are dropped.
    /// </returns>
    public int HandleInput(byte[] buffer, int offset, int count, long nowMs)
    {
        CheckRange(buffer, offset, count);
        _nowMs = nowMs;
        int at = offset;
        int end = offset + count;
        while (at < end && (State == MqttState.Connecting || State == MqttState.Connected))
        {
            if (_messageEvent != MqttEvent.None || _acks.IsFull)
            {
                return at - offset;
            }

            _lastReceivedMs = nowMs;
            at += _frame.Feed(buffer, at, end - at, _isV5, _options.SkipOversize && !_isV5);
            if (_frame.Error != 0)
            {
                Reject(_frame.Error);
            }
            else if (_frame.IsComplete)
            {
                _frame.Reset();
                HandlePacket();
            }
        }

        return count;
    }

    private void HandlePacket()
    {
        int type = _frame.Type;
        _reader.Reset(_frame.Body, 0, _frame.Stored);
        bool opens = type == PacketType.Connack || (type == PacketType.Auth && _options.Authenticator != null);
        if (!opens && State == MqttState.Connecting)
        {
            Reject(MqttReason.ProtocolError); // [MQTT-3.2.0-1]
            return;
        }

        switch (type)
        {
            case PacketType.Connack:
                HandleConnack();
                break;
            case PacketType.Publish:
                HandlePublish();
                break;
            case PacketType.Suback:
            case PacketType.Unsuback:
                HandleAnswer(type);
                break;
            case PacketType.Pingresp:
                HandlePingresp();
                break;
            case PacketType.Disconnect:
                HandleDisconnect();
                break;
            case PacketType.Auth:
                HandleAuth();
                break;
            default:
                HandleAck(type);
                break;
        }
    }

    private void HandlePingresp()
    {
        if (_frame.Length != 0)
        {
            Reject(MqttReason.MalformedPacket);
            return;
        }

        ArmKeepAlive();
    }

    /// <summary>PUBACK, PUBREC, PUBREL and PUBCOMP (MQTT 5 §3.4 to §3.7): an identifier, and in MQTT 5 perhaps a reason, and perhaps properties.</summary>
    private void HandleAck(int type)
    {
        int identifier = _reader.ReadUInt16();
        int reason = 0;
        if (_isV5 && _reader.Remaining > 0)
        {
            reason = _reader.ReadByte();
            if (_reader.Remaining > 0 && !CheckProperties(type))
            {
                return;
            }
        }

        if (identifier == 0 || _reader.Failed || _reader.Remaining > 0)
        {
            Reject(MqttReason.MalformedPacket);
            return;
        }

        if (type == PacketType.Pubrel)
        {
            bool known = _received.Remove(identifier);
            _acks.Put(PacketType.Pubcomp, identifier, known || !_isV5 ? 0 : MqttReason.PacketIdentifierNotFound);
            return;
        }

        int row = _table.Find(identifier);
        if (row >= 0)
        {
            Acknowledge(type, row, identifier, reason);
            return;
        }

        UnexpectedAcks++;
        if (type == PacketType.Pubrec)
        {
            // So that the server can free the identifier (MQTT 5 §3.6.2.1).
            _acks.Put(PacketType.Pubrel, identifier, _isV5 ? MqttReason.PacketIdentifierNotFound : 0);
        }
    }

    /// <summary>The sender's side of QoS 1 and 2 (MQTT 5 §4.3.2, §4.3.3): which answer a row awaits, and what it does to it.</summary>
    private void Acknowledge(int type, int row, int identifier, int reason)
    {
        InFlightTable table = _table;
        int rowType = table.Type[row];
        int qos = rowType == PacketType.Publish ? table.Flags[row] >> 1 & 3 : 0;
        bool isSent = table.State[row] == InFlightTable.Sent;
        if (type == PacketType.Pubrec && rowType == PacketType.Pubrel)
        {
            // The server repeats itself; a PUBREL that has left before is answered once more.
            if (isSent)
            {
                _acks.Put(PacketType.Pubrel, identifier, 0);
            }
        }
        else if (isSent && type == PacketType.Pubrec && qos == 2 && reason < 0x80)
        {
            table.Release(row);
        }
        else if (isSent && ((type == PacketType.Puback && qos == 1) || (type == PacketType.Pubrec && qos == 2)))
        {
            table.Finish(row, reason < 0x80 ? MqttEvent.Acknowledged : MqttEvent.Refused, reason);
        }
        else if (isSent && type == PacketType.Pubcomp && rowType == PacketType.Pubrel)
        {
            table.Finish(row, MqttEvent.Acknowledged, reason); // 0x92 too: it was completed before
        }
        else
        {
            Reject(MqttReason.ProtocolError); // the wrong answer for its QoS, or before the question
        }
    }

    /// <summary>SUBACK and UNSUBACK (MQTT 5 §3.9, §3.11): one code, for we ask for one filter at a time; a 3.1.1 UNSUBACK has none.</summary>
    private void HandleAnswer(int type)
    {
        int identifier = _reader.ReadUInt16();
        if (_isV5 && !CheckProperties(type))
        {
            return;
        }

        int reason = _isV5 || type == PacketType.Suback ? _reader.ReadByte() : 0;
        bool isValid = identifier != 0 && !_reader.Failed && _reader.Remaining == 0
            && (_isV5 || reason <= 2 || reason == 0x80); // [MQTT-3.9.3-2] of 3.1.1
        int row = _table.Find(identifier);
        if (!isValid)
        {
            Reject(MqttReason.MalformedPacket);
        }
        else if (row < 0)
        {
            UnexpectedAcks++;
        }
        else if (_table.Type[row] != type - 1 || _table.State[row] != InFlightTable.Sent)
        {
            Reject(MqttReason.ProtocolError);
        }
        else
        {
            _table.Finish(row, type == PacketType.Suback ? MqttEvent.Subscribed : MqttEvent.Unsubscribed, reason);
        }
    }

    /// <summary>Reads the length of the properties and opens them; the packet goes on after them.</summary>
    private bool OpenProperties(int packetType)
    {
        int count = MqttPropertyReader.ReadVarInt(_reader);
        int at = _reader.Take(count);
        if (at < 0)
        {
            Reject(MqttReason.MalformedPacket);
            return false;
        }

        _properties.Reset(_frame.Body, at, count, packetType);
        return true;
    }

    private bool ClosesProperties()
    {
        if (_properties.Error != 0)
        {
            Reject(_properties.Error);
            return false;
        }

        return true;
    }

    private bool CheckProperties(int packetType)
    {
        if (!OpenProperties(packetType))
        {
            return false;
        }

        while (_properties.MoveNext())
        {
        }

        return ClosesProperties();
    }

    private void Reject(int reason)
    {
        ProtocolErrors++;
        Fail(reason);
    }
}
