namespace Telenode.SimBoard.Broker;

/// <content>PUBLISH and its acknowledgements in both directions.</content>
public sealed partial class BrokerCore
{
    private ReasonCode HandlePublish(BrokerConnection connection, int flags, ref PacketReader reader, long nowMs)
    {
        int qos = (flags >> 1) & 3;
        bool duplicate = (flags & 8) != 0;
        if (qos == 3 || (qos == 0 && duplicate))
        {
            return ReasonCode.MalformedPacket; // [MQTT-3.3.1-4] [MQTT-3.3.1-2]
        }

        string topic = reader.ReadString();
        ushort packetId = qos > 0 ? reader.ReadPacketIdentifier() : (ushort)0;
        Properties properties = connection.IsV5 ? Properties.Read(ref reader, PropertyScope.Publish) : Properties.None;
        ReasonCode error = reader.Failed ? reader.Error : ResolveAlias(connection, properties, ref topic);
        if (error != ReasonCode.Success)
        {
            return error;
        }

        Counters.MessagesIn++;
        if (qos > 0 && Refuses(connection, packetId, qos, topic))
        {
            return ReasonCode.Success;
        }

        var message = new Message(
            topic, reader.Rest.ToArray(), qos, (flags & 1) != 0, properties.Forwarded.ToArray(), Message.ExpiryAt(properties, nowMs));
        return qos == 2 ? AcceptOnce(connection, packetId, duplicate, message, nowMs) : Accept(connection, packetId, message, nowMs);
    }

    /// <summary>Puts a topic in the place of its alias (§3.3.2.3.4) and holds that it is a topic name.</summary>
    private ReasonCode ResolveAlias(BrokerConnection connection, Properties properties, ref string topic)
    {
        if (properties.Number(PropertyId.TopicAlias) is { } alias)
        {
            if (alias == 0 || alias > _options.TopicAliasMaximum)
            {
                return ReasonCode.TopicAliasInvalid;
            }

            connection.Aliases ??= new string?[_options.TopicAliasMaximum];
            if (topic.Length == 0)
            {
                topic = connection.Aliases[alias - 1] ?? string.Empty;
            }
            else
            {
                connection.Aliases[alias - 1] = topic;
            }
        }

        if (topic.Length == 0 && connection.IsV5)
        {
            return ReasonCode.ProtocolError; // neither a topic nor an alias that stands for one
        }

        return TopicFilter.IsValidName(topic) ? ReasonCode.Success : ReasonCode.TopicNameInvalid;
    }

    private ReasonCode Accept(BrokerConnection connection, ushort packetId, Message message, long nowMs)
    {
        bool matched = Route(message, connection.Session!, nowMs);
        if (message.Qos == 1)
        {
            ReasonCode reason = matched ? ReasonCode.Success : ReasonCode.NoMatchingSubscribers;
            _writer.Acknowledge(connection.Output, PacketType.Puback, packetId, reason, connection.IsV5);
        }

        return ReasonCode.Success;
    }

    // What is refused is over: at QoS 2 the client sends no PUBREL (MQTT 5 §4.3.3), and its identifier is free. A repetition was taken already.
    private bool Refuses(BrokerConnection connection, ushort packetId, int qos, string topic)
    {
        if (_options.Judge == null || !connection.IsV5 || (qos == 2 && connection.Session!.Unreleased.Contains(packetId)))
        {
            return false;
        }

        ReasonCode reason = _options.Judge(topic);
        if (reason != ReasonCode.Success)
        {
            _writer.Acknowledge(connection.Output, qos == 1 ? PacketType.Puback : PacketType.Pubrec, packetId, reason, true);
        }

        return reason != ReasonCode.Success;
    }

    private ReasonCode AcceptOnce(BrokerConnection connection, ushort packetId, bool duplicate, Message message, long nowMs)
    {
        HashSet<ushort> unreleased = connection.Session!.Unreleased;
        bool isNew = unreleased.Add(packetId);
        Counters.UnmarkedRepetitions += isNew || duplicate ? 0 : 1;
        if (connection.IsV5 && unreleased.Count > _options.ReceiveMaximum)
        {
            return ReasonCode.ReceiveMaximumExceeded; // §3.3.4
        }

        bool matched = !isNew || Route(message, connection.Session!, nowMs);
        ReasonCode reason = matched ? ReasonCode.Success : ReasonCode.NoMatchingSubscribers;
        _writer.Acknowledge(connection.Output, PacketType.Pubrec, packetId, reason, connection.IsV5);
        return ReasonCode.Success;
    }

    private ReasonCode HandleAcknowledgement(BrokerConnection connection, PacketType type, ref PacketReader reader, long nowMs)
    {
        ushort packetId = reader.ReadPacketIdentifier();
        bool refused = false;
        if (connection.IsV5 && !reader.Rest.IsEmpty)
        {
            refused = reader.ReadByte() >= (byte)ReasonCode.UnspecifiedError;
            if (!reader.Rest.IsEmpty)
            {
                Properties.Read(ref reader, PropertyScope.Acknowledgement);
            }
        }

        reader.ExpectEnd();
        if (reader.Failed)
        {
            return reader.Error;
        }

        return type == PacketType.Pubrel
            ? HandleRelease(connection, packetId)
            : HandleAcknowledgement(connection, type, packetId, refused, nowMs);
    }

    private ReasonCode HandleRelease(BrokerConnection connection, ushort packetId)
    {
        bool known = connection.Session!.Unreleased.Remove(packetId);
        ReasonCode reason = known ? ReasonCode.Success : ReasonCode.PacketIdentifierNotFound;
        _writer.Acknowledge(connection.Output, PacketType.Pubcomp, packetId, reason, connection.IsV5);
        return ReasonCode.Success;
    }

    private ReasonCode HandleAcknowledgement(BrokerConnection connection, PacketType type, ushort packetId, bool refused, long nowMs)
    {
        Session session = connection.Session!;
        Outgoing? outgoing = session.FindInFlight(packetId);
        if (outgoing == null)
        {
            // An answer repeated, or one to a message of a session that has ended: a PUBREC alone has an answer of its own.
            if (type == PacketType.Pubrec && !refused)
            {
                _writer.Acknowledge(connection.Output, PacketType.Pubrel, packetId, ReasonCode.PacketIdentifierNotFound, connection.IsV5);
            }

            return ReasonCode.Success;
        }

        bool fits = type == PacketType.Puback ? outgoing.Qos == 1 : outgoing.Qos == 2 && (type == PacketType.Pubrec || outgoing.Released);
        if (!fits)
        {
            return ReasonCode.ProtocolError; // §4.3
        }

        if (type == PacketType.Pubrec && !refused)
        {
            outgoing.Released = true;
            outgoing.Sent = true;
            _writer.Acknowledge(connection.Output, PacketType.Pubrel, packetId, ReasonCode.Success, connection.IsV5);
            return ReasonCode.Success;
        }

        session.InFlight.Remove(outgoing);
        connection.Quota = Math.Min(connection.Quota + 1, connection.ReceiveMaximum);
        Pump(connection, nowMs);
        return ReasonCode.Success;
    }

    /// <summary>Keeps a message where it is to be retained and hands a copy to each session that subscribed to it.</summary>
    /// <returns>Whether any session had.</returns>
    private bool Route(Message message, Session publisher, long nowMs)
    {
        if (message.Retain && !_retained.Set(message))
        {
            Counters.MessagesDropped++;
        }

        bool matched = false;
        foreach (Session session in _sessions.Values)
        {
            matched |= Deliver(message, session, session == publisher, nowMs);
        }

        return matched;
    }

    private bool Deliver(Message message, Session session, bool isOwn, long nowMs)
    {
        int granted = -1;
        bool retainAsPublished = false;
        List<int>? identifiers = null;
        foreach (Subscription subscription in session.Subscriptions)
        {
            if ((subscription.NoLocal && isOwn) || !TopicFilter.Matches(subscription.Filter, message.Topic))
            {
                continue;
            }

            granted = Math.Max(granted, subscription.Qos);
            retainAsPublished |= subscription.RetainAsPublished;
            if (subscription.Identifier > 0)
            {
                (identifiers ??= []).Add(subscription.Identifier); // each of them [MQTT-3.3.4-4]
            }
        }

        if (granted < 0)
        {
            return false;
        }

        bool retain = message.Retain && retainAsPublished; // [MQTT-3.3.1-12] [MQTT-3.3.1-13]
        Enqueue(session, new Outgoing(message, Math.Min(message.Qos, granted), retain, identifiers?.ToArray() ?? []), nowMs);
        return true;
    }

    private void Enqueue(Session session, Outgoing outgoing, long nowMs)
    {
        Counters.MessagesDropped += session.Enqueue(outgoing);
        if (session.Connection != null)
        {
            Pump(session.Connection, nowMs);
        }
    }

    /// <summary>Writes what may go out now: first what a resumed session has in flight, then what waits [MQTT-4.4.0-1] [MQTT-4.6.0-1].</summary>
    private void Pump(BrokerConnection connection, long nowMs)
    {
        if (connection.State != ConnectionState.Connected || !Resend(connection, nowMs))
        {
            return;
        }

        Session session = connection.Session!;
        while (connection.HasRoom && session.NextQueued is { } outgoing)
        {
            bool needsQuota = outgoing.Qos > 0;
            if (needsQuota && (connection.Quota == 0 || session.InFlight.Count >= _options.InFlightWindow))
            {
                return;
            }

            session.Dequeue();
            if (outgoing.Message.ExpiresAtMs <= nowMs || !Fits(connection, outgoing, nowMs))
            {
                Counters.MessagesDropped++; // [MQTT-3.3.2-5] [MQTT-3.1.2-25]
                continue;
            }

            if (needsQuota)
            {
                outgoing.PacketId = session.NewPacketId();
                outgoing.Sent = true;
                session.InFlight.Add(outgoing);
                connection.Quota--;
            }

            Send(connection, outgoing, false, nowMs);
        }
    }

    /// <summary>Repeats what the session has in flight and this connection has not seen.</summary>
    /// <returns>Whether all of it went out.</returns>
    private bool Resend(BrokerConnection connection, long nowMs)
    {
        foreach (Outgoing outgoing in connection.Session!.InFlight.Where(outgoing => !outgoing.Sent).ToArray())
        {
            if (!connection.HasRoom || (!outgoing.Released && connection.Quota == 0))
            {
                return false;
            }

            if (!outgoing.Released && !Fits(connection, outgoing, nowMs))
            {
                connection.Session.InFlight.Remove(outgoing);
                Counters.MessagesDropped++;
                continue;
            }

            outgoing.Sent = true;
            if (outgoing.Released)
            {
                _writer.Acknowledge(connection.Output, PacketType.Pubrel, outgoing.PacketId, ReasonCode.Success, connection.IsV5);
            }
            else
            {
                connection.Quota--;
                Send(connection, outgoing, true, nowMs);
            }
        }

        return true;
    }

    private bool Fits(BrokerConnection connection, Outgoing outgoing, long nowMs) => connection.MaximumPacketSize == uint.MaxValue
        || _writer.PublishLength(outgoing, connection.IsV5, nowMs) <= connection.MaximumPacketSize;

    private void Send(BrokerConnection connection, Outgoing outgoing, bool duplicate, long nowMs)
    {
        Counters.MessagesOut++;
        _writer.Publish(connection.Output, outgoing, duplicate, connection.IsV5, nowMs);
    }
}
