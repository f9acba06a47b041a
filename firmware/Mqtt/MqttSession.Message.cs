using System;
using Telenode.Core;

namespace Telenode.Mqtt;

/// <content>Messages that arrive (MQTT 5 §3.3, §4.3).</content>
public sealed partial class MqttSession
{
    private int HandlePublish()
    {
        MqttMessage message = Message;
        ByteReader reader = _reader;
        byte[] body = _frame.Body;
        int flags = _frame.Header;
        int qos = flags >> 1 & 3;
        int count = reader.ReadUInt16();
        int offset = reader.Take(count);
        int identifier = qos > 0 ? reader.ReadUInt16() : 0;
        message.PropertiesCount = 0;
        _alias = 0;
        int error = _isV5 ? TakeProperties(PacketType.Publish) : 0;
        if (error != 0)
        {
            return error;
        }

        if (reader.Failed)
        {
            return _frame.IsOversize ? MqttReason.PacketTooLarge : MqttReason.MalformedPacket;
        }

        error = qos > 0 && identifier == 0 ? MqttReason.MalformedPacket : Utf8.Check(body, offset, count); // [MQTT-2.2.1-4], [MQTT-3.3.2-1]
        if (error != 0)
        {
            return error;
        }

        message.Buffer = body;
        message.TopicBuffer = body;
        message.TopicOffset = offset;
        message.TopicCount = count;
        message.PayloadOffset = reader.Position;
        message.PayloadCount = _frame.Length - reader.Position;
        message.Qos = qos;
        message.Retain = (flags & 1) != 0;
        message.Duplicate = (flags & 8) != 0;
        message.Identifier = identifier;
        error = ResolveTopic(message);
        return error != 0 ? error : Accept(message);
    }

    /// <summary>Notes the topic name's alias, or finds it by its alias.</summary>
    private int ResolveTopic(MqttMessage message)
    {
        TopicAliases aliases = _aliases;
        int count = message.TopicCount;
        int alias = _alias;
        if (alias == 0)
        {
            return count == 0 ? MqttReason.ProtocolError : 0; // §3.3.2.1; 3.1.1 [MQTT-4.7.3-1]
        }

        int offset = (alias - 1) * aliases.Size;
        if (count > aliases.Size)
        {
            return MqttReason.ImplementationSpecific;
        }

        if (count > 0)
        {
            Array.Copy(message.TopicBuffer, message.TopicOffset, aliases.Received, offset, count);
            aliases.ReceivedCounts[alias - 1] = count;
        }

        message.TopicBuffer = aliases.Received;
        message.TopicOffset = offset;
        message.TopicCount = aliases.ReceivedCounts[alias - 1];
        return message.TopicCount == 0 ? MqttReason.ProtocolError : 0; // §3.3.2.3.4: an alias that was never set
    }

    /// <summary>Offers the message to the caller, unless it is a QoS 2 message that the caller has had [MQTT-4.3.3-10].</summary>
    private int Accept(MqttMessage message)
    {
        int qos = message.Qos;
        if (qos == 2 && _receipts.FindDelivered(message.Identifier) >= 0)
        {
            _receipts.PutAck(PacketType.Pubrec, message.Identifier, 0);
            return 0;
        }

        if (qos == 2 && _receipts.IsFull)
        {
            return MqttReason.ReceiveMaximumExceeded; // [MQTT-3.3.4-9]
        }

        _acknowledgesMessage = qos > 0;
        _messageEvent = _frame.IsOversize ? MqttEvent.MessageSkipped : MqttEvent.Message;
        return 0;
    }

    /// <summary>Hands the message to the caller. Its acknowledgement can leave only after that, so that a reset in between loses nothing.</summary>
    private MqttEvent TakeMessage()
    {
        MqttEvent what = _messageEvent;
        MqttMessage message = Message;
        _messageEvent = MqttEvent.None;
        _eventHandle = message.Identifier;
        if (message.Qos == 2)
        {
            _receipts.AddDelivered(message.Identifier);
        }

        if (_acknowledgesMessage)
        {
            _receipts.PutAck(message.Qos == 1 ? PacketType.Puback : PacketType.Pubrec, message.Identifier, 0);
        }

        return what;
    }
}
