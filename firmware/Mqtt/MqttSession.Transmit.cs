using Telenode.Core;

namespace Telenode.Mqtt;

/// <content>What leaves: which packet is next, and its bytes.</content>
public sealed partial class MqttSession
{
    // Packets without a row that are to leave, in the order of their types.
    private const int PendingConnect = 1 << PacketType.Connect;
    private const int PendingPing = 1 << PacketType.Pingreq;
    private const int PendingDisconnect = 1 << PacketType.Disconnect;
    private const int PendingAuth = 1 << PacketType.Auth;

    private const int ConnectByte = PacketType.Connect << 4;
    private const int DisconnectByte = PacketType.Disconnect << 4;

    private readonly PacketWriter _writer = new PacketWriter();
    private readonly TopicAliases _aliases;
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
        Buffers.CheckRange(buffer, offset, capacity);
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
        _sendingRow = -1;
        if (_pending != 0)
        {
            int next = PacketType.Connect;
            while ((_pending >> next & 1) == 0)
            {
                next++;
            }

            _pending -= 1 << next;
            Begin(next << 4);
            return true;
        }

        if (_state != MqttState.Connected)
        {
            return false;
        }

        if (_receipts.AckCount > 0)
        {
            _sendingAck = _receipts.TakeAck();
            int type = _sendingAck >> 24;
            Begin((type << 4) | (type == PacketType.Pubrel ? 2 : 0));
            return true;
        }

        return SelectRow();
    }

    /// <summary>Takes the first row that is to be sent; QoS 1 and 2 publishes only as the server's receive maximum allows [MQTT-3.3.4-7].</summary>
    private bool SelectRow()
    {
        InFlightTable table = _table;
        int count = table.Count;
        for (int place = 0; place < count; place++)
        {
            int row = table.Order[place];
            if (table.State[row] != InFlightTable.Queued)
            {
                continue;
            }

            int type = table.Type[row];
            int flags = type == PacketType.Publish ? table.Flags[row] : 2;
            if (type == PacketType.Publish)
            {
                if ((flags & 6) != 0 && table.Unacknowledged() >= _server[MqttProperty.ReceiveMaximum])
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
        _sendingAlias = _aliases.Find(topic);
        _sendsTopic = _sendingAlias == 0;
        if (_sendsTopic && PublishSize(row) <= _server[MqttProperty.MaximumPacketSize] - 4) // 3 bytes of property, and 1 if a length grows by them
        {
            _sendingAlias = _aliases.Assign(topic);
        }
    }

    private void Begin(int first)
    {
        _sending = first;
        _sentBytes = 0;
        if (first == ConnectByte)
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
        int reason = 0;
        int type = _sending >> 4;
        if (type == PacketType.Connect)
        {
            _connect.Write(writer);
        }
        else if (type == PacketType.Publish)
        {
            WritePublish(writer);
        }
        else if (type <= PacketType.Pubcomp)
        {
            writer.WriteUInt16(_sendingAck & 0xFFFF);
            reason = _sendingAck >> 16 & 0xFF;
        }
        else if (type <= PacketType.Unsubscribe)
        {
            writer.WriteUInt16(_sendingAck);
            writer.WriteBytes(_table.Store, _table.Offset[_sendingRow], _table.Length[_sendingRow]);
        }
        else if (type == PacketType.Disconnect)
        {
            WriteDisconnect(writer);
        }
        else if (type == PacketType.Auth)
        {
            WriteAuth(writer);
        }

        if (reason != 0)
        {
            writer.WriteByte(reason); // success is the default
        }
    }

    private void WritePublish(PacketWriter writer)
    {
        InFlightTable table = _table;
        int row = _sendingRow;
        int properties = table.PropertiesLength[row];
        byte[] topic = table.Topic[row].Bytes;
        writer.WriteField(topic, _sendsTopic ? topic.Length : 0);
        if ((_sending & 6) != 0)
        {
            writer.WriteUInt16(_sendingAck);
        }

        if (_isV5)
        {
            writer.WriteVarInt(properties + (_sendingAlias != 0 ? 3 : 0));
            writer.WriteProperty(MqttProperty.TopicAlias, _sendingAlias, 2);
            properties = 0;
        }

        // A 3.1.1 server gets what a connection with MQTT 5 has left without its properties.
        writer.WriteBytes(table.Store, table.Offset[row] + properties, table.Length[row] - properties);
    }

    private void WriteDisconnect(PacketWriter writer)
    {
        int length = _disconnectProperties == null ? 0 : _disconnectProperties.Count;
        if (_isV5 && _reason + length != 0)
        {
            writer.WriteByte(_reason); // without it: normal
            if (length > 0)
            {
                writer.WriteVarInt(length);
                writer.WriteProperties(_disconnectProperties);
            }
        }
    }

    private void WriteAuth(PacketWriter writer)
    {
        IMqttAuthenticator authenticator = _authenticator;
        int data = authenticator.DataCount;
        writer.WriteByte(_authReason);
        writer.WriteVarInt(3 + authenticator.Method.Length + (data == 0 ? 0 : 3 + data));
        ConnectPacket.WriteAuthentication(writer, authenticator);
    }

    private void FinishPacket()
    {
        int first = _sending;
        int row = _sendingRow;
        _sending = 0;
        if (row >= 0)
        {
            if (first >> 4 == PacketType.Publish && (first & 6) == 0)
            {
                _table.Finish(row, MqttEvent.Acknowledged, 0);
            }
            else
            {
                _table.State[row] = InFlightTable.Sent;
                if (first >> 4 >= PacketType.Subscribe)
                {
                    _table.DropBytes(row);
                }
            }
        }
        else if (first == ConnectByte)
        {
            _connectTransmitted = true;
        }
        else if (first == DisconnectByte)
        {
            End(_reason, _stateAfterClosing);
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
