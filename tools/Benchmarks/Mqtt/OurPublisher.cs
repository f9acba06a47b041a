using System.Diagnostics;
using System.Globalization;
using Telenode.Core;
using Telenode.Mqtt;
using Telenode.SimBoard.Net;

namespace Telenode.Benchmarks.Mqtt;

/// <summary>Telenode.Mqtt over a TCP socket, publishing numbered messages as fast as the broker takes them.</summary>
internal sealed class OurPublisher : IDisposable
{
    private const int PatienceMs = 60_000;

    private readonly MqttSession _session;
    private readonly MqttTopic _topic;
    private readonly SocketStream _stream = new();
    private readonly byte[] _in = new byte[4096];
    private readonly byte[] _out = new byte[4096];
    private readonly Stopwatch _silence = Stopwatch.StartNew();
    private int _inStart;
    private int _inEnd;
    private int _outStart;
    private int _outEnd;

    public OurPublisher(int port, string topic, int version, int aliases)
    {
        _topic = new MqttTopic(topic);
        _session = new MqttSession(new MqttOptions
        {
            Version = version,
            ClientId = "telenode-benchmark",
            MaxInFlight = 20, // what mosquitto_pub and libmosquitto have under way
            OutboundTopicAliases = aliases,
        });
        _stream.Open("127.0.0.1", port);
        while (_stream.State == StreamState.Opening)
        {
            _stream.Wait(10);
        }

        _session.Connect(Environment.TickCount64);
        while (_session.State != MqttState.Connected)
        {
            Turn();
        }
    }

    /// <summary>Bytes that the stream has taken.</summary>
    public long BytesSent { get; private set; }

    /// <summary>Publishes and returns when all are done.</summary>
    /// <returns>How many the broker acknowledged, at QoS 0 how many left.</returns>
    public int Publish(int qos, int count, int size)
    {
        byte[] payload = new byte[size];
        int sent = 0;
        int done = 0;
        while (done < count)
        {
            while (sent < count)
            {
                sent.TryFormat(payload, out _, "D" + size.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
                if (_session.TryPublish(_topic, payload, 0, size, qos, false) <= 0)
                {
                    break;
                }

                sent++;
            }

            done += Turn();
        }

        return done;
    }

    public void Dispose()
    {
        _session.Disconnect(MqttReason.Success, Environment.TickCount64);
        Transmit();
        _stream.Dispose();
    }

    private int Turn()
    {
        Transmit();
        if (_inStart == _inEnd)
        {
            _inStart = 0;
            _inEnd = _stream.Read(_in, 0, _in.Length);
        }

        bool hasInput = _inEnd > _inStart;
        if (hasInput)
        {
            _inStart += _session.HandleInput(_in, _inStart, _inEnd - _inStart, Environment.TickCount64);
            _silence.Restart();
        }

        int done = 0;
        for (MqttEvent e = _session.PollEvent(); e != MqttEvent.None; e = _session.PollEvent())
        {
            done += e == MqttEvent.Acknowledged ? 1 : 0;
            if (e is MqttEvent.Closed or MqttEvent.Refused or MqttEvent.Lost)
            {
                throw new InvalidOperationException($"{e}: {MqttReason.Describe(_session.EventReason)}");
            }
        }

        if (done > 0)
        {
            _silence.Restart();
        }
        else if (!hasInput)
        {
            _stream.Wait(1);
        }

        if (_silence.ElapsedMilliseconds > PatienceMs)
        {
            throw new InvalidOperationException("the broker is silent");
        }

        return done;
    }

    private void Transmit()
    {
        while (true)
        {
            if (_outStart == _outEnd)
            {
                _outStart = 0;
                _outEnd = _session.PollTransmit(_out, 0, _out.Length);
            }

            int taken = _outStart == _outEnd ? 0 : _stream.Write(_out, _outStart, _outEnd - _outStart);
            if (taken == 0)
            {
                return;
            }

            _outStart += taken;
            BytesSent += taken;
        }
    }
}
