using System.Diagnostics;
using Telenode.Core;
using Telenode.Mqtt;
using Telenode.SimBoard.Net;

namespace Telenode.Tests.Host.Mqtt;

/// <summary>A session on a TCP socket, moved by its caller, with a record of what it has received and what has become of its publishes.</summary>
internal sealed class SocketClient(int port, MqttOptions options) : IDisposable
{
    private const int PatienceMs = 20_000;

    private readonly SocketStream _stream = new();
    private readonly byte[] _in = new byte[4096];
    private readonly byte[] _out = new byte[4096];
    private readonly Dictionary<int, int> _numbers = [];
    private int _inStart;
    private int _inEnd;
    private int _outStart;
    private int _outEnd;

    public MqttSession Session { get; } = new(options);

    /// <summary>Payloads received, as text, in order; left empty when <see cref="Sink"/> is set.</summary>
    public List<string> Received { get; } = [];

    /// <summary>Takes each message instead of <see cref="Received"/>.</summary>
    public Action<MqttMessage>? Sink { get; set; }

    /// <summary>Done before each step.</summary>
    public Action? BeforeStep { get; set; }

    /// <summary>Whether nothing may be transmitted now.</summary>
    public Func<bool> Withholds { get; set; } = () => false;

    /// <summary>What numbered publishes have come to.</summary>
    public Dictionary<int, MqttEvent> Outcomes { get; } = [];

    /// <summary>The reason of the last subscribe's answer, or −1.</summary>
    public int Granted { get; private set; } = -1;

    public bool IsConnected => Session.State == MqttState.Connected;

    /// <summary>Connects and holds that the server accepts.</summary>
    public SocketClient Connect()
    {
        Open();
        Assert.AreEqual(MqttState.Connected, Session.State, MqttReason.Describe(Session.Reason));
        return this;
    }

    /// <summary>Connects and waits for the server's answer.</summary>
    public void Open()
    {
        _inStart = _inEnd = _outStart = _outEnd = 0;
        _stream.Open("127.0.0.1", port);
        var watch = Stopwatch.StartNew();
        while (_stream.State == StreamState.Opening)
        {
            _stream.Wait(10);
            Assert.IsTrue(watch.ElapsedMilliseconds < PatienceMs, "no TCP connection");
        }

        Assert.AreEqual(StreamState.Open, _stream.State, _stream.Failure);
        Session.Connect(Environment.TickCount64);
        Until(() => Session.State != MqttState.Connecting);
    }

    /// <summary>Subscribes and waits for the answer, which is to grant this.</summary>
    public SocketClient Subscribe(string filter, int qos, int granted)
    {
        Granted = -1;
        Assert.IsTrue(Session.TrySubscribe(filter, qos) > 0);
        Until(() => Granted >= 0);
        Assert.AreEqual(granted, Granted);
        return this;
    }

    /// <summary>Offers a publish under a number of the caller's.</summary>
    /// <returns>Whether the session took it.</returns>
    public bool TryPublish(MqttTopic topic, byte[] payload, int count, int qos, int number)
    {
        int handle = Session.TryPublish(topic, payload, 0, count, qos, false);
        Assert.IsTrue(handle >= 0, $"refused: {-handle:X2}");
        if (handle > 0)
        {
            _numbers[handle] = number;
        }

        return handle > 0;
    }

    /// <summary>Publishes and waits until it has done its course.</summary>
    public MqttEvent Publish(string topic, string payload, int qos, bool retain = false)
    {
        byte[] bytes = System.Text.Encoding.UTF8.GetBytes(payload);
        int handle = Session.TryPublish(new MqttTopic(topic), bytes, 0, bytes.Length, qos, retain);
        Assert.IsTrue(handle > 0);
        _numbers[handle] = -1;
        Outcomes.Remove(-1);
        Until(() => Outcomes.ContainsKey(-1));
        return Outcomes[-1];
    }

    /// <summary>Moves bytes until the condition holds.</summary>
    public void Until(Func<bool> condition)
    {
        var watch = Stopwatch.StartNew();
        while (!condition())
        {
            Assert.IsTrue(watch.ElapsedMilliseconds < PatienceMs, $"it does not come about: {Session.State}, {MqttReason.Describe(Session.Reason)}, {Session.InFlight} in flight, {Received.Count} received");
            if (!Step())
            {
                _stream.Wait(1);
            }
        }
    }

    /// <summary>Moves what can be moved at once.</summary>
    /// <returns>Whether anything did.</returns>
    public bool Step()
    {
        long now = Environment.TickCount64;
        BeforeStep?.Invoke();
        bool moved = Transmit();
        if (_inStart == _inEnd)
        {
            _inStart = 0;
            _inEnd = _stream.Read(_in, 0, _in.Length);
        }

        int taken = 1;
        while (_inStart < _inEnd && taken > 0)
        {
            taken = Session.HandleInput(_in, _inStart, _inEnd - _inStart, now);
            _inStart += taken;
            moved = true;
            TakeEvents();
            Transmit();
        }

        if (_stream.State == StreamState.Failed && _inStart == _inEnd)
        {
            Session.TransportClosed(now);
        }

        Session.HandleTimeout(now);
        TakeEvents();
        return moved;
    }

    /// <summary>Breaks the connection without a word.</summary>
    public void Break()
    {
        _stream.Close();
        Session.TransportClosed(Environment.TickCount64);
        TakeEvents();
    }

    /// <summary>Takes leave.</summary>
    public void Disconnect()
    {
        Session.Disconnect(MqttReason.Success, Environment.TickCount64);
        Until(() => Session.State == MqttState.Disconnected && _outStart == _outEnd);
        _stream.Close();
    }

    public void Dispose() => _stream.Dispose();

    private bool Transmit()
    {
        bool moved = false;
        while (!Withholds())
        {
            if (_outStart == _outEnd)
            {
                _outStart = 0;
                _outEnd = Session.PollTransmit(_out, 0, _out.Length);
            }

            int taken = _outStart == _outEnd ? 0 : _stream.Write(_out, _outStart, _outEnd - _outStart);
            if (taken == 0)
            {
                return moved;
            }

            _outStart += taken;
            moved = true;
        }

        return moved;
    }

    private void TakeEvents()
    {
        for (MqttEvent e = Session.PollEvent(); e != MqttEvent.None; e = Session.PollEvent())
        {
            switch (e)
            {
                case MqttEvent.Message:
                    Take(Session.Message);
                    break;
                case MqttEvent.Subscribed:
                    Granted = Session.EventReason;
                    break;
                case MqttEvent.Acknowledged or MqttEvent.Refused or MqttEvent.Lost:
                    if (_numbers.Remove(Session.EventHandle, out int number))
                    {
                        Outcomes[number] = e;
                    }

                    break;
            }
        }
    }

    private void Take(MqttMessage message)
    {
        if (Sink != null)
        {
            Sink(message);
            return;
        }

        Received.Add(System.Text.Encoding.UTF8.GetString(message.Buffer, message.PayloadOffset, message.PayloadCount));
    }
}
