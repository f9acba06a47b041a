namespace Telenode.SimBoard.Broker;

/// <summary>One filter of a session with its options (§3.8.3.1).</summary>
internal sealed record Subscription(string Filter, int Qos, bool NoLocal, bool RetainAsPublished, int RetainHandling, int Identifier)
{
    private const int NoLocalBit = 0x04;
    private const int RetainAsPublishedBit = 0x08;

    /// <summary>Reads an options byte; null when reserved bits or values are used. 3.1.1 knows the QoS alone [MQTT-3.8.3-4].</summary>
    public static Subscription? Create(string filter, byte options, int identifier, bool isV5)
    {
        int qos = options & 3;
        int retainHandling = (options >> 4) & 3;
        bool reserved = isV5 ? (options & 0xC0) != 0 || retainHandling == 3 : (options & 0xFC) != 0;
        return reserved || qos == 3
            ? null
            : new(filter, qos, (options & NoLocalBit) != 0, (options & RetainAsPublishedBit) != 0, retainHandling, identifier);
    }
}
