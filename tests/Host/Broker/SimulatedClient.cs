using Telenode.Mqtt;
using Telenode.SimBoard.Broker;

namespace Telenode.Tests.Host.Broker;

/// <summary>Telenode's own MQTT session on a virtual link to a broker core. The link passes bytes in pieces and breaks when told.</summary>
internal sealed class SimulatedClient(BrokerCore core, MqttOptions options)
{
    private readonly Queue<byte> _toBroker = [];
    private readonly Queue<byte> _toClient = [];
    private readonly byte[] _piece = new byte[64];
    private BrokerConnection? _connection;

    public MqttSession Session { get; } = new(options);

    /// <summary>Payloads received, in order.</summary>
    public List<string> Received { get; } = [];

    public int Acknowledged { get; private set; }

    public bool IsLinked => _connection != null;

    public bool IsConnected => Session.State == MqttState.Connected;

    public void Link(long nowMs)
    {
        _connection = core.Open(nowMs);
        Session.Connect(nowMs);
    }

    /// <summary>The link breaks; so many of the bytes that are under way to the broker still arrive.</summary>
    public void Break(int arriving, long nowMs)
    {
        PassToBroker(arriving, nowMs);
        core.Close(_connection!, nowMs);
        Session.TransportClosed(nowMs);
        TakeEvents();
        _connection = null;
        _toBroker.Clear();
        _toClient.Clear();
    }

    /// <summary>Moves up to so many bytes each way and does what is due.</summary>
    public void Step(int bytes, long nowMs)
    {
        Session.HandleTimeout(nowMs);
        TakeEvents();
        for (int count = Session.PollTransmit(_piece, 0, Math.Min(bytes, _piece.Length)), i = 0; i < count; i++)
        {
            _toBroker.Enqueue(_piece[i]);
        }

        PassToBroker(bytes, nowMs);
        int taken = core.TakeOutput(_connection!, _piece.AsSpan(0, Math.Min(bytes, _piece.Length)), nowMs);
        for (int i = 0; i < taken; i++)
        {
            _toClient.Enqueue(_piece[i]);
        }

        PassToClient(bytes, nowMs);
        TakeEvents();
        if (_connection!.IsClosed || Session.State is MqttState.Failed or MqttState.Disconnected)
        {
            Break(0, nowMs);
        }
    }

    private void PassToBroker(int most, long nowMs)
    {
        byte[] bytes = [.. Enumerable.Range(0, Math.Min(most, _toBroker.Count)).Select(_ => _toBroker.Dequeue())];
        core.HandleInput(_connection!, bytes, nowMs);
    }

    private void PassToClient(int most, long nowMs)
    {
        byte[] bytes = [.. _toClient.Take(most)];
        int taken = Session.HandleInput(bytes, 0, bytes.Length, nowMs);
        for (int i = 0; i < taken; i++)
        {
            _toClient.Dequeue();
        }
    }

    private void TakeEvents()
    {
        for (MqttEvent next = Session.PollEvent(); next != MqttEvent.None; next = Session.PollEvent())
        {
            if (next == MqttEvent.Message)
            {
                MqttMessage message = Session.Message;
                Received.Add(System.Text.Encoding.UTF8.GetString(message.Buffer, message.PayloadOffset, message.PayloadCount));
            }

            Acknowledged += next == MqttEvent.Acknowledged ? 1 : 0;
            Assert.IsFalse(next is MqttEvent.Lost or MqttEvent.Refused, $"{next}: {MqttReason.Describe(Session.EventReason)}");
        }
    }
}
