namespace Telenode.SimBoard.Broker;

/// <summary>The properties of one packet: numbers by identifier, and the bytes of those that go on to subscribers.</summary>
internal sealed class Properties
{
    public static readonly Properties None = new();

    private readonly Dictionary<PropertyId, uint> _numbers = [];
    private readonly HashSet<PropertyId> _seen = [];
    private readonly ByteBuffer _forwarded = new();

    /// <summary>Payload format, content type, response topic, correlation data and user properties as they came, in order [MQTT-3.3.2-17].</summary>
    public ReadOnlySpan<byte> Forwarded => _forwarded.Span;

    public uint? Number(PropertyId id) => _numbers.TryGetValue(id, out uint value) ? value : null;

    public bool Has(PropertyId id) => _seen.Contains(id);

    /// <summary>Reads a property length and that many bytes of properties.</summary>
    public static Properties Read(ref PacketReader packet, PropertyScope scope)
    {
        int length = packet.ReadVarInt();
        var reader = new PacketReader(packet.Read(length));
        if (packet.Failed || length == 0)
        {
            return None;
        }

        var properties = new Properties();
        while (!reader.Rest.IsEmpty)
        {
            properties.ReadOne(ref reader, scope);
        }

        if (reader.Failed)
        {
            packet.Fail(reader.Error);
        }

        return properties;
    }

    private void ReadOne(ref PacketReader reader, PropertyScope scope)
    {
        ReadOnlySpan<byte> before = reader.Rest;
        var id = (PropertyId)reader.ReadByte(); // every identifier in use is below 0x80, so the shortest form is one byte
        if ((AllowedIn(id) & scope) == 0)
        {
            reader.Fail(AllowedIn(id) == 0 ? ReasonCode.MalformedPacket : ReasonCode.ProtocolError);
            return;
        }

        if (!_seen.Add(id) && id != PropertyId.UserProperty)
        {
            reader.Fail(ReasonCode.ProtocolError);
            return;
        }

        ReadValue(ref reader, id);
        if (!reader.Failed && IsForwarded(id))
        {
            _forwarded.Append(before[..^reader.Rest.Length]);
        }
    }

    private void ReadValue(ref PacketReader reader, PropertyId id)
    {
        switch (id)
        {
            case PropertyId.PayloadFormatIndicator or PropertyId.RequestProblemInformation or PropertyId.RequestResponseInformation:
                SetNumber(ref reader, id, reader.ReadByte(), 0, 1);
                break;
            case PropertyId.ReceiveMaximum or PropertyId.TopicAlias:
                // A Topic Alias of 0 has a reason code of its own, which the PUBLISH handler gives.
                SetNumber(ref reader, id, reader.ReadUInt16(), id == PropertyId.ReceiveMaximum ? 1u : 0, ushort.MaxValue);
                break;
            case PropertyId.TopicAliasMaximum:
                SetNumber(ref reader, id, reader.ReadUInt16(), 0, ushort.MaxValue);
                break;
            case PropertyId.MessageExpiryInterval or PropertyId.SessionExpiryInterval or PropertyId.WillDelayInterval:
                SetNumber(ref reader, id, reader.ReadUInt32(), 0, uint.MaxValue);
                break;
            case PropertyId.MaximumPacketSize:
                SetNumber(ref reader, id, reader.ReadUInt32(), 1, uint.MaxValue);
                break;
            case PropertyId.SubscriptionIdentifier:
                SetNumber(ref reader, id, (uint)reader.ReadVarInt(), 1, 268_435_455);
                break;
            case PropertyId.CorrelationData or PropertyId.AuthenticationData:
                reader.ReadBinary();
                break;
            case PropertyId.UserProperty:
                reader.ReadString();
                reader.ReadString();
                break;
            case PropertyId.ResponseTopic:
                if (!TopicFilter.IsValidName(reader.ReadString()))
                {
                    reader.Fail(ReasonCode.ProtocolError); // [MQTT-3.3.2-14]
                }

                break;
            default:
                reader.ReadString();
                break;
        }
    }

    private void SetNumber(ref PacketReader reader, PropertyId id, uint value, uint least, uint most)
    {
        if (value < least || value > most)
        {
            reader.Fail(ReasonCode.ProtocolError);
        }

        _numbers[id] = value;
    }

    private static bool IsForwarded(PropertyId id) => id is PropertyId.PayloadFormatIndicator or PropertyId.ContentType
        or PropertyId.ResponseTopic or PropertyId.CorrelationData or PropertyId.UserProperty;

    /// <summary>Where a client may send a property (table 2-4); 0 for one that only a server sends or that does not exist.</summary>
    private static PropertyScope AllowedIn(PropertyId id) => id switch
    {
        PropertyId.UserProperty => PropertyScope.Any,
        PropertyId.PayloadFormatIndicator or PropertyId.MessageExpiryInterval or PropertyId.ContentType
            or PropertyId.ResponseTopic or PropertyId.CorrelationData => PropertyScope.Publish | PropertyScope.Will,
        PropertyId.TopicAlias => PropertyScope.Publish,
        PropertyId.WillDelayInterval => PropertyScope.Will,
        PropertyId.SubscriptionIdentifier => PropertyScope.Subscribe, // not in a client's PUBLISH [MQTT-3.3.4-6]
        PropertyId.SessionExpiryInterval => PropertyScope.Connect | PropertyScope.Disconnect,
        PropertyId.ReasonString => PropertyScope.Acknowledgement | PropertyScope.Disconnect,
        PropertyId.AuthenticationMethod or PropertyId.AuthenticationData or PropertyId.RequestProblemInformation
            or PropertyId.RequestResponseInformation or PropertyId.ReceiveMaximum or PropertyId.TopicAliasMaximum
            or PropertyId.MaximumPacketSize => PropertyScope.Connect,
        _ => 0,
    };
}
