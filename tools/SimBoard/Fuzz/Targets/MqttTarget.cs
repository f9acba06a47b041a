using Telenode.Mqtt;

namespace Telenode.SimBoard.Fuzz;

/// <summary>What a broker sends to an MQTT session that has a message of each QoS under way.</summary>
internal sealed class MqttTarget(int version) : FuzzTarget
{
    private readonly byte[] _out = new byte[64];
    private readonly MqttTopic _topic = new("a");
    private MqttSession _session = null!;

    public override string Name => version == MqttVersion.V5 ? "mqtt5" : "mqtt311";

    public override string Decodes => $"MQTT {(version == MqttVersion.V5 ? "5" : "3.1.1")} packets of a broker";

    public override bool IsStream => true;

    public override IReadOnlyList<byte[]> Tokens { get; } =
    [
        [0xFF, 0xFF, 0xFF, 0x7F], [0x80, 0x80, 0x80, 0x01], [0x00, 0x00], [0x00, 0x01, (byte)'a'], [0xFF, 0xFF], [0x21, 0x00, 0x01], [0x22, 0x00, 0x02],
        [0x23, 0x00, 0x01], [0x24, 0x01], [0x27, 0x00, 0x00, 0x00, 0x10], [0x13, 0x00, 0x01], [0x1F, 0x00, 0x01, (byte)'x'], [0x26, 0x00, 0x00, 0x00, 0x00],
        [0xC3, 0xA9], [0xED, 0xA0, 0x80],
    ];

    // Makes the remaining length what is there.
    public override void Repair(FuzzInput part, FuzzRandom random)
    {
        int header = 1;
        while (header < part.Count && header < 5 && (part.Bytes[header] & 0x80) != 0)
        {
            header++;
        }

        if (part.Count > header)
        {
            int rest = part.Count - header - 1;
            part.Remove(1, header);
            part.Insert(1, rest < 128 ? [(byte)rest] : [(byte)(rest | 0x80), (byte)(rest >> 7)]);
        }
    }

    public override void Prepare()
    {
        _session = new MqttSession(new MqttOptions
        {
            Version = version,
            ClientId = "n",
            SessionExpirySeconds = 60,
            CleanStart = false,
            ReceiveBufferSize = 64,
            InboundTopicAliases = 2,
            InboundAliasTopicSize = 4,
            ReceiveMaximum = 3,
            TransmitStoreSize = 200,
        });
        for (int qos = 0; qos <= 2; qos++)
        {
            _session.TryPublish(_topic, _out, 0, 5, qos, false);
        }

        _session.Connect(0);
        Send(64);
    }

    public override ulong Decode(byte[] buffer, int offset, int count, FuzzRandom random)
    {
        ulong outcome = 0;
        int at = 0;
        int idle = 0;
        int piece = random.OneIn(3) ? 1 : 400;
        while (at < count)
        {
            Step();
            int taken = _session.HandleInput(buffer, offset + at, Math.Min(count - at, 1 + random.Next(piece)), at);
            at += taken;
            outcome = Events(outcome);
            Send(1 + random.Next(_out.Length));
            idle = taken == 0 ? idle + 1 : 0;
            Require(idle < 3, "it never takes the input");
            Require(_session.InFlight is >= 0 and <= 8, "more in flight than it may have");
        }

        _session.HandleTimeout(count);
        return Mix(outcome, (int)_session.State);
    }

    private ulong Events(ulong outcome)
    {
        for (MqttEvent happened = _session.PollEvent(); happened != MqttEvent.None; happened = _session.PollEvent())
        {
            Step();
            outcome = Mix(outcome, (int)happened);
            outcome = Mix(outcome, _session.EventReason);
            if (happened == MqttEvent.Message)
            {
                MqttMessage message = _session.Message;
                Require(message.TopicCount > 0 && message.TopicOffset >= 0 && message.TopicOffset + message.TopicCount <= message.TopicBuffer.Length, "a topic outside its buffer");
                Require(message.PayloadCount >= 0 && message.PayloadOffset >= 0 && message.PayloadOffset + message.PayloadCount <= message.Buffer.Length, "a payload outside its buffer");
            }
        }

        return outcome;
    }

    private void Send(int room)
    {
        while (_session.PollTransmit(_out, 0, room) > 0)
        {
        }
    }
}
