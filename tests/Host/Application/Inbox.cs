using Telenode.Mqtt;
using Telenode.SimBoard.Broker;
using Telenode.SimBoard.Decoding;

namespace Telenode.Tests.Host.Application;

/// <summary>A subscriber on a connection that never fails: everything that the broker takes, decoded.</summary>
internal sealed class Inbox
{
    private readonly BrokerCore _broker;
    private readonly BrokerConnection _connection;
    private readonly TelemetryDecoder _decoder = new();
    private readonly MqttSession _session = new(new MqttOptions { ClientId = "inbox", KeepAliveSeconds = 0, ReceiveBufferSize = 8192 });
    private readonly byte[] _piece = new byte[8192];

    public Inbox(BrokerCore broker)
    {
        _broker = broker;
        _connection = broker.Open(0);
        _session.Connect(0);
        Pump(0, 0);
        Assert.IsGreaterThan(0, _session.TrySubscribe("#", 0));
        Pump(0, 0);
    }

    /// <summary>The readings in their order, as they came.</summary>
    public List<DecodedReading> Readings { get; } = [];

    /// <summary>What was said on the status topic.</summary>
    public List<string> Statuses { get; } = [];

    /// <summary>The readings, each once, by name.</summary>
    public IEnumerable<DecodedReading> Of(string name) => Readings.Where(reading => reading.Name.EndsWith(name, StringComparison.Ordinal));

    /// <summary>How many came more than once.</summary>
    public int Repeated => Readings.Count - Readings.Select(reading => (reading.Boot, reading.Sequence)).Distinct().Count();

    public void Pump(long nowMs, long unixMs)
    {
        for (bool more = true; more;)
        {
            int sent = _session.PollTransmit(_piece, 0, _piece.Length);
            _broker.HandleInput(_connection, _piece.AsSpan(0, sent), nowMs);
            int count = _broker.TakeOutput(_connection, _piece, nowMs);
            for (int used = 0; used < count;)
            {
                used += _session.HandleInput(_piece, used, count - used, nowMs);
                Take(unixMs);
            }

            Take(unixMs);
            more = sent > 0 || count > 0;
        }
    }

    private void Take(long unixMs)
    {
        for (MqttEvent next = _session.PollEvent(); next != MqttEvent.None; next = _session.PollEvent())
        {
            if (next != MqttEvent.Message)
            {
                continue;
            }

            MqttMessage message = _session.Message;
            string topic = System.Text.Encoding.UTF8.GetString(message.TopicBuffer, message.TopicOffset, message.TopicCount);
            byte[] payload = message.Buffer.AsSpan(message.PayloadOffset, message.PayloadCount).ToArray();
            if (topic.EndsWith("/telemetry", StringComparison.Ordinal))
            {
                DecodedPayload pack = _decoder.Decode(payload, unixMs);
                Assert.IsNull(pack.Error);
                Readings.AddRange(pack.Readings);
            }
            else if (topic.EndsWith("/status", StringComparison.Ordinal))
            {
                Statuses.Add(System.Text.Encoding.UTF8.GetString(payload));
            }
            else
            {
                _decoder.Learn(payload);
            }
        }
    }
}
