namespace Telenode.Mqtt;

/// <content>What leaves: which packet is next, and its bytes.</content>
public sealed partial class MqttSession
{
    private const int PendingConnect = 1;
    private const int PendingAuth = 2;
    private const int PendingPing = 4;
    private const int PendingDisconnect = 8;

    private readonly PacketWriter _writer = new PacketWriter();
    private readonly OutboundAliases _outboundAliases;
    private int _pending;
    private int _authReason;
    private bool _connectTransmitted;

    // The packet on its way out, encoded anew for each piece of it that leaves.
    private int _sending; // its first byte; 0 for none
    private int _sendingRow;
    private int _sendingAck;
    private int _sendingAlias;
    private bool _sendsTopic;
    private int _bodyLength;
    private int _sentBytes;

    /// <summary>Gives the next bytes for the transport, of as many packets as fit.</summary>
    /// <returns>Bytes written at <paramref name="offset"/>; 0 when there is nothing to send. They count as sent: the caller must not lose them.</returns>
    public int PollTransmit(byte[] buffer, int offset, int capacity)
    {
        CheckRange(buffer, offset, capacity);
        int total = 0;
        while (total < capacity && (_sending != 0 || SelectPacket()))
        {
            _writer.Reset(buffer, offset + total, capacity - total, _sentBytes);
            _writer.WriteByte(_sending);
            _writer.WriteVarInt(_bodyLength);
            WriteBody();
            total += _writer.Stored;
            _sentBytes += _writer.Stored;
            if (_sentBytes == _writer.Count)
            {
                FinishPacket();
            }
        }

        if (total > 0)
        {
            _lastSentMs = _nowMs;
        }

        return total;
    }

    private bool SelectPacket()
    {
        if (_pending != 0)
        {
            int pending = _pending & -_pending; // CONNECT before all else
            _pending -= pending;
            Begin(pending == PendingConnect ? 0x10 : pending == PendingAuth ? 0xF0 : pending == PendingPing ? 0xC0 : 0xE0);
            return true;
        }

        if (State != MqttState.Connected)
        {
            return false;
        }

        if (!_acks.IsEmpty)
        {
            _sendingAck = _acks.Take();
            int type = _sendingAck >> 24;
            _sendingRow = -1;
            Begin((type << 4) | (type == PacketType.Pubrel ? 2 : 0));
            return true;
        }

        return SelectRow();
    }

    /// <summary>Takes the first row that is to be sent; QoS 1 and 2 publishes only as the server's receive maximum allows [MQTT-3.3.4-9].</summary>
    private bool SelectRow()
    {
        InFlightTable table = _table;
        int count = table.Count;
        for (int place = 0; place < count; place++)
        {
            int row = table.At(place);
            if (table.State[row] != InFlightTable.Queued)
            {
                continue;
            }

            int type = table.Type[row];
            int flags = type == PacketType.Publish ? table.Flags[row] : 2;
            if (type == PacketType.Publish)
            {
                if ((flags & 6) != 0 && table.Unacknowledged() >= _limits.ReceiveMaximum)
                {
                    continue;
                }

                ChooseAlias(row);
            }

            _sendingRow = row;
            _sendingAck = table.Handle[row];
            Begin((type << 4) | flags);
            return true;
        }

        return false;
    }

    private void ChooseAlias(int row)
    {
        MqttTopic topic = _table.Topic[row];
        _sendingAlias = _outboundAliases.Find(topic);
        _sendsTopic = _sendingAlias == 0;
        if (_sendsTopic && PublishSize(row) <= _limits.MaximumPacketSize - 4) // 3 bytes of property, and 1 if a length grows by them
        {
            _sendingAlias = _outboundAliases.Assign(topic);
        }
    }

    private void Begin(int first)
    {
        _sending = first;
        _sentBytes = 0;
        if (first == 0x10)
        {
            _connect.Measure(_writer);
        }

        _writer.ResetToCount();
        WriteBody();
        _bodyLength = _writer.Count;
    }

    private void WriteBody()
    {
        PacketWriter writer = _writer;
        switch (_sending >> 4)
        {
            case PacketType.Connect:
                _connect.Write(writer);
                break;
            case PacketType.Publish:
                WritePublish(writer);
                break;
            case PacketType.Puback:
            case PacketType.Pubrec:
            case PacketType.Pubrel:
            case PacketType.Pubcomp:
                writer.WriteUInt16(_sendingAck & 0xFFFF);
                if ((_sendingAck >> 16 & 0xFF) != 0)
                {
                    writer.WriteByte(_sendingAck >> 16 & 0xFF);
                }

                break;
            case PacketType.Subscribe:
            case PacketType.Unsubscribe:
                writer.WriteUInt16(_sendingAck);
                writer.WriteBytes(_table.Store, _table.Offset[_sendingRow], _table.Length[_sendingRow]);
                break;
            case PacketType.Disconnect:
                if (_isV5 && Reason != 0)
                {
                    writer.WriteByte(Reason);
                }

                break;
            case PacketType.Auth:
                WriteAuth(writer);
                break;
            default:
                break;
        }
    }

    private void WritePublish(PacketWriter writer)
    {
        InFlightTable table = _table;
        int row = _sendingRow;
        byte[] topic = table.Topic[row].Bytes;
        writer.WriteField(topic, _sendsTopic ? topic.Length : 0);
        if ((_sending & 6) != 0)
        {
            writer.WriteUInt16(_sendingAck);
        }

        if (_isV5)
        {
            writer.WriteVarInt(table.PropertiesLength[row] + (_sendingAlias != 0 ? 3 : 0));
            if (_sendingAlias != 0)
            {
                writer.WriteByte(PropertyId.TopicAlias);
                writer.WriteUInt16(_sendingAlias);
            }
        }

        writer.WriteBytes(table.Store, table.Offset[row], table.Length[row]);
    }

    private void WriteAuth(PacketWriter writer)
    {
        IMqttAuthenticator authenticator = _options.Authenticator;
        int data = authenticator.DataCount;
        writer.WriteByte(_authReason);
        writer.WriteVarInt(3 + authenticator.Method.Length + (data == 0 ? 0 : 3 + data));
        ConnectPacket.WriteAuthentication(writer, authenticator);
    }

    private void FinishPacket()
    {
        int type = _sending >> 4;
        int row = _sendingRow;
        _sending = 0;
        switch (type)
        {
            case PacketType.Connect:
                _connectTransmitted = true;
                break;
            case PacketType.Publish:
                if ((_table.Flags[row] & 6) == 0)
                {
                    _table.Finish(row, MqttEvent.Acknowledged, 0);
                }
                else
                {
                    _table.State[row] = InFlightTable.Sent;
                }

                break;
            case PacketType.Pubrel:
                if (row >= 0)
                {
                    _table.State[row] = InFlightTable.Sent;
                }

                break;
            case PacketType.Subscribe:
            case PacketType.Unsubscribe:
                _table.State[row] = InFlightTable.Sent;
                _table.DropBytes(row);
                break;
            case PacketType.Disconnect:
                End(_stateAfterClosing);
                break;
            default:
                break;
        }
    }

    /// <summary>Drops the packet on its way out: its connection is gone. A publish of which anything has left counts as sent.</summary>
    private void StopTransmitting()
    {
        if (_sending >> 4 == PacketType.Publish && (_sending & 6) != 0)
        {
            _table.State[_sendingRow] = InFlightTable.Sent;
        }

        _sending = 0;
        _pending = 0;
        _connectTransmitted = false;
    }
}
