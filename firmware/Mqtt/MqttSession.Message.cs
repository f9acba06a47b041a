namespace Telenode.Mqtt;

/// <content>Messages that arrive (MQTT 5 §3.3, §4.3).</content>
public sealed partial class MqttSession
{
    private void HandlePublish()
    {
        MqttMessage message = Message;
        byte[] body = _frame.Body;
        message.Reset(body, _frame.Header & 0x0F);
        int topicCount = _reader.ReadUInt16();
        int topicOffset = _reader.Take(topicCount);
        message.TopicOffset = topicOffset;
        message.TopicCount = topicCount;
        message.Identifier = message.Qos > 0 ? _reader.ReadUInt16() : 0;
        int alias = 0;
        if (_isV5)
        {
            alias = TakeProperties(message);
            if (alias < 0)
            {
                return;
            }
        }

        if (_reader.Failed)
        {
            Reject(_frame.IsOversize ? MqttReason.PacketTooLarge : MqttReason.MalformedPacket);
            return;
        }

        message.PayloadOffset = _reader.Position;
        message.PayloadCount = _frame.Length - _reader.Position;
        int error = CheckPublish(message, alias);
        if (error != 0)
        {
            Reject(error);
            return;
        }

        Accept(message);
    }

    /// <summary>Takes the properties in.</summary>
    /// <returns>The topic alias, 0 for none, or −1 when the connection is closing because of what is wrong with them.</returns>
    private int TakeProperties(MqttMessage message)
    {
        if (!OpenProperties(PacketType.Publish))
        {
            return -1;
        }

        int alias = 0;
        message.PropertiesCount = _reader.Position;
        while (_properties.MoveNext())
        {
            if (_properties.Id == PropertyId.TopicAlias)
            {
                alias = (int)_properties.Value;
                if (alias == 0 || alias > _inboundAliases.Maximum)
                {
                    Reject(MqttReason.TopicAliasInvalid); // [MQTT-3.3.2-8], §3.3.2.3.4
                    return -1;
                }
            }
            else if (_properties.Id == PropertyId.ResponseTopic && Utf8.HasWildcard(_frame.Body, _properties.Offset, _properties.Count))
            {
                Reject(MqttReason.ProtocolError); // [MQTT-3.3.2-14]
                return -1;
            }

            message.Take(_properties);
        }

        return ClosesProperties() ? alias : -1;
    }

    /// <summary>Checks topic, alias and identifier; resolves the alias.</summary>
    private int CheckPublish(MqttMessage message, int alias)
    {
        if (message.Qos > 0 && message.Identifier == 0)
        {
            return MqttReason.MalformedPacket; // [MQTT-2.2.1-3]
        }

        int offset = message.TopicOffset;
        int count = message.TopicCount;
        if (!Utf8.IsValid(message.TopicBuffer, offset, count))
        {
            return MqttReason.MalformedPacket; // [MQTT-3.3.2-1]
        }

        if (Utf8.HasWildcard(message.TopicBuffer, offset, count))
        {
            return MqttReason.TopicNameInvalid; // [MQTT-3.3.2-2]
        }

        if (count > 0)
        {
            return alias == 0 || _inboundAliases.Set(alias, message.TopicBuffer, offset, count) ? 0 : MqttReason.ImplementationSpecific;
        }

        if (alias == 0 || _inboundAliases.CountOf(alias) == 0)
        {
            return MqttReason.ProtocolError; // §3.3.2.1, §3.3.2.3.4; 3.1.1 [MQTT-4.7.3-1]
        }

        message.TopicBuffer = _inboundAliases.Bytes;
        message.TopicOffset = _inboundAliases.OffsetOf(alias);
        message.TopicCount = _inboundAliases.CountOf(alias);
        return 0;
    }

    /// <summary>Offers the message to the caller, unless it is a QoS 2 message that the caller has had [MQTT-4.3.3-10].</summary>
    private void Accept(MqttMessage message)
    {
        int qos = message.Qos;
        if (qos == 2 && _received.Contains(message.Identifier))
        {
            _acks.Put(PacketType.Pubrec, message.Identifier, 0);
            return;
        }

        // 3.1.1 has no receive maximum; there only our table's end counts.
        if ((qos == 2 && _received.IsFull)
            || (qos > 0 && _isV5 && _received.Count + _acks.Pubacks >= _options.ReceiveMaximum))
        {
            Reject(MqttReason.ReceiveMaximumExceeded); // [MQTT-3.3.4-7]
            return;
        }

        if (_frame.IsOversize)
        {
            SkippedMessages++;
        }

        _acknowledgesMessage = qos > 0;
        _messageEvent = _frame.IsOversize ? MqttEvent.MessageSkipped : MqttEvent.Message;
    }

    /// <summary>Hands the message to the caller. Its acknowledgement can leave only after that, so that a reset in between loses nothing.</summary>
    private MqttEvent TakeMessage()
    {
        MqttEvent what = _messageEvent;
        MqttMessage message = Message;
        _messageEvent = MqttEvent.None;
        EventHandle = message.Identifier;
        EventReason = 0;
        if (message.Qos == 2)
        {
            _received.Add(message.Identifier);
        }

        if (_acknowledgesMessage)
        {
            _acks.Put(message.Qos == 1 ? PacketType.Puback : PacketType.Pubrec, message.Identifier, 0);
        }

        return what;
    }
}
