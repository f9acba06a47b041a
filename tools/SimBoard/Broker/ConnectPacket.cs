namespace Telenode.SimBoard.Broker;

/// <summary>A CONNECT packet (§3.1) of MQTT 3.1.1 or 5.</summary>
internal sealed record ConnectPacket
{
    public const byte V311 = 4;
    public const byte V5 = 5;

    /// <summary>Protocol level; what follows it in the packet is read for <see cref="V311"/> and <see cref="V5"/> only.</summary>
    public required byte Version { get; init; }

    public bool CleanStart { get; init; }

    public ushort KeepAliveSeconds { get; init; }

    public Properties Properties { get; init; } = Properties.None;

    public string ClientId { get; init; } = string.Empty;

    public Will? Will { get; init; }

    public string? User { get; init; }

    public byte[]? Password { get; init; }

    public bool IsV5 => Version == V5;

    /// <summary>Reads the packet; the reader's error says whether the result can be used.</summary>
    public static ConnectPacket Read(ref PacketReader reader)
    {
        if (reader.ReadString() != "MQTT")
        {
            reader.Fail(ReasonCode.UnsupportedProtocolVersion);
        }

        byte version = reader.ReadByte();
        if (version is not (V311 or V5))
        {
            reader.Fail(ReasonCode.UnsupportedProtocolVersion);
            return new ConnectPacket { Version = version };
        }

        var flags = new ConnectFlags(reader.ReadByte());
        if (!flags.IsValid(version))
        {
            reader.Fail(ReasonCode.MalformedPacket);
        }

        var packet = new ConnectPacket
        {
            // Initializers run in this order, which is the order of the fields.
            Version = version,
            CleanStart = flags.CleanStart,
            KeepAliveSeconds = reader.ReadUInt16(),
            Properties = version == V5 ? Properties.Read(ref reader, PropertyScope.Connect) : Properties.None,
            ClientId = reader.ReadString(),
            Will = flags.HasWill ? ReadWill(ref reader, flags, version) : null,
            User = flags.HasUser ? reader.ReadString() : null,
            Password = flags.HasPassword ? reader.ReadBinary().ToArray() : null,
        };
        reader.ExpectEnd();
        return packet;
    }

    private static Will ReadWill(ref PacketReader reader, ConnectFlags flags, byte version)
    {
        Properties properties = version == V5 ? Properties.Read(ref reader, PropertyScope.Will) : Properties.None;
        string topic = reader.ReadString();
        if (!TopicFilter.IsValidName(topic))
        {
            reader.Fail(ReasonCode.TopicNameInvalid);
        }

        return new Will(topic, reader.ReadBinary().ToArray(), flags.WillQos, flags.WillRetain, properties);
    }

    /// <summary>The Connect Flags byte (§3.1.2.3).</summary>
    private readonly struct ConnectFlags(byte bits)
    {
        public bool CleanStart => (bits & 0x02) != 0;

        public bool HasWill => (bits & 0x04) != 0;

        public int WillQos => (bits >> 3) & 3;

        public bool WillRetain => (bits & 0x20) != 0;

        public bool HasPassword => (bits & 0x40) != 0;

        public bool HasUser => (bits & 0x80) != 0;

        /// <summary>Bit 0 is 0 [MQTT-3.1.2-3], no will flags without a will [MQTT-3.1.2-11], 3.1.1: no password without a user [MQTT-3.1.2-22].</summary>
        public bool IsValid(byte version) => (bits & 1) == 0
            && (HasWill ? WillQos < 3 : (bits & 0x38) == 0)
            && (version == V5 || HasUser || !HasPassword);
    }
}
