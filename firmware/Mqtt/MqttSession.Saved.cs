using System;
using Telenode.Core;

namespace Telenode.Mqtt;

/// <content>The session's state (MQTT 5 §4.1) as bytes, so that it survives a reset.</content>
public sealed partial class MqttSession
{
    private const long SavedFormat = 0x4D510001; // "MQ", version 1

    /// <summary>Changes whenever what <see cref="Save"/> writes does.</summary>
    /// <remarks>A caller that saves before each <see cref="PollTransmit"/> if this has changed keeps its promises across a reset at any
    /// instant: QoS 2 exactly once, QoS 1 at least once.</remarks>
    public int StateVersion => _table.Version + _receipts.Version;

    /// <summary>Writes the session's state: what is unacknowledged, and which QoS 2 messages have been delivered. QoS 0 is not part of it.</summary>
    /// <returns>Bytes written, or 0 when <paramref name="capacity"/> does not suffice.</returns>
    public int Save(byte[] buffer, int offset, int capacity)
    {
        Buffers.CheckRange(buffer, offset, capacity);
        InFlightTable table = _table;
        PacketWriter writer = _writer;
        writer.Reset(buffer, offset, capacity, 0);
        writer.WriteUInt32(SavedFormat);
        writer.WriteField(_connect.AssignedId, _connect.AssignedIdCount);
        writer.WriteUInt16(_receipts.DeliveredCount);
        writer.WriteUInt16(table.Count);
        writer.WriteUInt32(table.Used);
        for (int i = 0; i < _receipts.DeliveredCount; i++)
        {
            writer.WriteUInt16(_receipts.Delivered[i]);
        }

        for (int place = 0; place < table.Count; place++)
        {
            int row = table.Order[place];
            if (table.IsKept(row))
            {
                SaveRow(row);
            }
        }

        writer.WriteByte(0);
        int count = writer.Count;
        if (count > capacity - 4)
        {
            return 0;
        }

        writer.WriteUInt32(Crc32.Compute(buffer, offset, count));
        return count + 4;
    }

    private void SaveRow(int row)
    {
        InFlightTable table = _table;
        PacketWriter writer = _writer;
        writer.WriteByte((table.Type[row] << 4) | table.Flags[row] | 8); // DUP: before the next Save it may have left
        writer.WriteUInt16(table.Handle[row]);
        writer.WriteUInt16(table.PropertiesLength[row]);
        writer.WriteUInt32(table.Length[row]);
        writer.WriteBytes(table.Store, table.Offset[row], table.Length[row]);
        writer.WriteField(table.Topic[row].Bytes);
    }

    /// <summary>Takes up the state that <see cref="Save"/> wrote, perhaps in another session before a reset. Allocates its topics.</summary>
    /// <returns>False, and nothing is changed, when the bytes are damaged, of another format, or more than this session has room for.</returns>
    /// <exception cref="InvalidOperationException">The session has been used already.</exception>
    public bool Restore(byte[] buffer, int offset, int count)
    {
        Buffers.CheckRange(buffer, offset, count);
        if (_hasSession || _table.Count > 0 || IsOpen)
        {
            throw new InvalidOperationException("session in use");
        }

        ByteReader reader = _reader;
        int end = count - 4;
        if (end < 0)
        {
            return false;
        }

        reader.Reset(buffer, offset + end, 4);
        long sum = reader.ReadUInt32();
        reader.Reset(buffer, offset, end);
        if (Crc32.Compute(buffer, offset, end) != sum || reader.ReadUInt32() != SavedFormat)
        {
            return false;
        }

        int nameCount = reader.ReadUInt16();
        int name = reader.Take(nameCount);
        int received = reader.ReadUInt16();
        if (received > _options.ReceiveMaximum * 2 || reader.ReadUInt16() > _options.MaxInFlight || reader.ReadUInt32() > _table.Store.Length)
        {
            return false;
        }

        _connect.SetAssignedId(buffer, name, nameCount);
        while (received-- > 0)
        {
            _receipts.AddDelivered(reader.ReadUInt16());
        }

        for (int first = reader.ReadByte(); first != 0; first = reader.ReadByte())
        {
            RestoreRow(buffer, first);
        }

        _hasSession = true;
        return true;
    }

    private void RestoreRow(byte[] buffer, int first)
    {
        ByteReader reader = _reader;
        InFlightTable table = _table;
        int handle = reader.ReadUInt16();
        int properties = reader.ReadUInt16();
        int length = (int)reader.ReadUInt32();
        Array.Copy(buffer, reader.Take(length), table.Store, table.Used, length);
        int row = table.Add(first >> 4, first & 0x0F, handle, length);
        int topic = reader.ReadUInt16();
        table.Topic[row] = MqttTopic.FromBytes(buffer, reader.Take(topic), topic);
        table.PropertiesLength[row] = properties;
    }
}
