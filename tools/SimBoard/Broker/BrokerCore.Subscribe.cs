namespace Telenode.SimBoard.Broker;

/// <content>SUBSCRIBE and UNSUBSCRIBE.</content>
public sealed partial class BrokerCore
{
    private ReasonCode HandleSubscribe(BrokerConnection connection, ref PacketReader reader, long nowMs)
    {
        ushort packetId = reader.ReadPacketIdentifier();
        Properties properties = connection.IsV5 ? Properties.Read(ref reader, PropertyScope.Subscribe) : Properties.None;
        int identifier = (int)(properties.Number(PropertyId.SubscriptionIdentifier) ?? 0);
        var requested = new List<Subscription>();
        while (!reader.Rest.IsEmpty)
        {
            string filter = reader.ReadString();
            Subscription? subscription = Subscription.Create(filter, reader.ReadByte(), identifier, connection.IsV5);
            if (subscription == null)
            {
                reader.Fail(ReasonCode.ProtocolError);
            }
            else
            {
                requested.Add(subscription);
            }
        }

        if (reader.Failed || requested.Count == 0)
        {
            return reader.Failed ? reader.Error : ReasonCode.ProtocolError; // [MQTT-3.8.3-2]
        }

        Session session = connection.Session!;
        var codes = new List<ReasonCode>(requested.Count);
        var retained = new List<Outgoing>();
        foreach (Subscription subscription in requested)
        {
            codes.Add(Subscribe(session, subscription, connection.IsV5, retained, nowMs));
        }

        _writer.SubscriptionAcknowledge(connection.Output, PacketType.Suback, packetId, codes, connection.IsV5);
        foreach (Outgoing outgoing in retained)
        {
            Enqueue(session, outgoing, nowMs);
        }

        return ReasonCode.Success;
    }

    /// <summary>Adds or replaces one subscription and collects the retained messages that it brings (§3.3.1.3).</summary>
    private ReasonCode Subscribe(Session session, Subscription subscription, bool isV5, List<Outgoing> retained, long nowMs)
    {
        if (!TopicFilter.IsValid(subscription.Filter))
        {
            return ReasonCode.TopicFilterInvalid;
        }

        if (isV5 && subscription.Filter.StartsWith("$share/", StringComparison.Ordinal))
        {
            return ReasonCode.SharedSubscriptionsNotSupported;
        }

        int index = session.Subscriptions.FindIndex(existing => existing.Filter == subscription.Filter);
        if (index >= 0)
        {
            session.Subscriptions[index] = subscription; // [MQTT-3.8.4-3]
        }
        else if (session.Subscriptions.Count < _options.MaximumSubscriptions)
        {
            session.Subscriptions.Add(subscription);
        }
        else
        {
            return ReasonCode.QuotaExceeded;
        }

        // 0: always; 1: only for a subscription that did not exist; 2: never.
        if (subscription.RetainHandling == 0 || (subscription.RetainHandling == 1 && index < 0))
        {
            int[] identifiers = subscription.Identifier > 0 ? [subscription.Identifier] : [];
            foreach (Message message in _retained.Matching(subscription.Filter, nowMs))
            {
                retained.Add(new Outgoing(message, Math.Min(message.Qos, subscription.Qos), true, identifiers));
            }
        }

        return (ReasonCode)subscription.Qos;
    }

    private ReasonCode HandleUnsubscribe(BrokerConnection connection, ref PacketReader reader)
    {
        ushort packetId = reader.ReadPacketIdentifier();
        if (connection.IsV5)
        {
            Properties.Read(ref reader, PropertyScope.Unsubscribe);
        }

        var filters = new List<string>();
        while (!reader.Rest.IsEmpty)
        {
            filters.Add(reader.ReadString());
        }

        if (reader.Failed || filters.Count == 0)
        {
            return reader.Failed ? reader.Error : ReasonCode.ProtocolError; // [MQTT-3.10.3-2]
        }

        List<ReasonCode> codes = filters.ConvertAll(filter =>
            connection.Session!.Subscriptions.RemoveAll(existing => existing.Filter == filter) > 0
                ? ReasonCode.Success
                : ReasonCode.NoSubscriptionExisted);
        _writer.SubscriptionAcknowledge(connection.Output, PacketType.Unsuback, packetId, codes, connection.IsV5);
        return ReasonCode.Success;
    }
}
