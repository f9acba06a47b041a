using Telenode.Mqtt;
using Telenode.SimBoard.Broker;

namespace Telenode.SimBoard.Simulation;

/// <summary>A subscriber beside the broker, on a connection without faults: what the broker takes, it hands over once.</summary>
internal sealed class Receiver(Ledger ledger, int version)
{
    private readonly byte[] _piece = new byte[4096];
    private MqttSession? _session;
    private BrokerConnection? _connection;
    private BrokerCore? _broker;

    /// <summary>Connects to a broker that has just started.</summary>
    public void Attach(BrokerCore broker, long nowMs)
    {
        _broker = broker;
        _connection = broker.Open(nowMs);
        _session = new MqttSession(new MqttOptions { ClientId = "receiver", KeepAliveSeconds = 0, Version = version, ReceiveBufferSize = 4096 });
        _session.Connect(nowMs);
        Pump(nowMs);
        if (_session.TrySubscribe("#", 0) <= 0)
        {
            throw new InvalidOperationException("the receiver cannot subscribe");
        }

        Pump(nowMs);
    }

    /// <summary>Asks the device something, as a person beside the broker does.</summary>
    public void Ask(string line, long nowMs)
    {
        byte[] payload = System.Text.Encoding.UTF8.GetBytes(line);
        _session!.TryPublish(new MqttTopic("telenode/node/command"), payload, 0, payload.Length, 2, false);
        Pump(nowMs);
    }

    /// <summary>Takes everything that the broker has.</summary>
    /// <returns>Whether it had something.</returns>
    public bool Pump(long nowMs)
    {
        bool more = _session != null;
        bool any = false;
        while (more)
        {
            int sent = _session!.PollTransmit(_piece, 0, _piece.Length);
            _broker!.HandleInput(_connection!, _piece.AsSpan(0, sent), nowMs);
            int count = _broker.TakeOutput(_connection!, _piece, nowMs);
            for (int used = 0; used < count;)
            {
                used += _session.HandleInput(_piece, used, count - used, nowMs);
                TakeEvents(nowMs);
            }

            TakeEvents(nowMs);
            more = sent > 0 || count > 0;
            any = any || more;
        }

        return any;
    }

    private void TakeEvents(long nowMs)
    {
        for (MqttEvent next = _session!.PollEvent(); next != MqttEvent.None; next = _session.PollEvent())
        {
            if (next == MqttEvent.Message)
            {
                MqttMessage message = _session.Message;
                string topic = System.Text.Encoding.UTF8.GetString(message.TopicBuffer, message.TopicOffset, message.TopicCount);
                ledger.Receive(topic, message.Buffer.AsSpan(message.PayloadOffset, message.PayloadCount).ToArray(), nowMs);
            }
        }
    }
}
