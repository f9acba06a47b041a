using Telenode.Core;
using Telenode.Mqtt;
using Telenode.SimBoard;
using Telenode.SimBoard.Crypto;
using Telenode.SimBoard.Net;
using Telenode.Uplinks;

namespace Telenode.Cli.Watch;

/// <summary>What <see cref="MqttFeed.Step"/> has come upon.</summary>
internal enum FeedEvent
{
    None = 0,
    Subscribed,

    /// <summary>A message: <see cref="MqttFeed.Topic"/> and <see cref="MqttFeed.Payload"/>.</summary>
    Message,

    /// <summary>A message too large to take: its topic, and its size in <see cref="MqttFeed.SkippedSize"/>.</summary>
    Skipped,

    /// <summary>The broker went away for <see cref="MqttFeed.Failure"/>; it is tried again after <see cref="MqttFeed.RetryMs"/>.</summary>
    Lost,

    /// <summary>It is of no use to try again: <see cref="MqttFeed.Failure"/>.</summary>
    Refused,
}

/// <summary>Keeps a subscription on a broker alive across lost connections.</summary>
/// <remarks>Until it has once subscribed, every failure is final: a person who mistyped a port wants to know now.</remarks>
internal sealed class MqttFeed : IDisposable
{
    private const int OpenTimeoutMs = 15_000;
    private const int MostRounds = 64; // a broker that chatters without end must not keep the caller from its stop
    private const int LargestPacket = 1 << 20;

    // At QoS 2 a message that comes twice was published twice.
    private const int Qos = 2;

    private readonly WatchOptions _options;
    private readonly StreamFactory _streams = new();
    private readonly IByteStream _stream;
    private readonly Backoff _backoff = new(500, 30_000, new SimRandom(Environment.TickCount));
    private readonly MqttOptions _mqtt;
    private readonly byte[] _output = new byte[4096];
    private readonly byte[] _input = new byte[16 * 1024];
    private readonly ScramSha256? _scram;
    private MqttSession _session;
    private Phase _phase;
    private long _phaseMs;
    private bool _everSubscribed;
    private int _outputOffset;
    private int _outputCount;
    private int _inputOffset;
    private int _inputCount;

    public MqttFeed(WatchOptions options)
    {
        _options = options;
        string? password = options.Connection.Password ?? options.Url.Password;
        _stream = EndpointStream.Create(options.Url, options.Connection.Tls, _streams, new SimRandom(Environment.TickCount));
        string? user = options.Connection.User ?? options.Url.User;
        _scram = options.Connection.Scram ? Scram(user, password) : null;
        _mqtt = new MqttOptions
        {
            ClientId = $"telenode-watch-{Guid.NewGuid():N}"[..23], // the length that every 3.1.1 server takes [MQTT-3.1.3-5]
            UserName = _scram is null ? user : null,
            Authenticator = _scram,
            Password = password is null || _scram is not null ? null : System.Text.Encoding.UTF8.GetBytes(password),
            KeepAliveSeconds = 30,
            ReceiveBufferSize = LargestPacket,
            ReceiveMaximum = 100,
        };
        _session = new MqttSession(_mqtt);
    }

    private enum Phase
    {
        Waiting,
        Opening,
        Connected,
    }

    public string Topic { get; private set; } = "";

    public byte[] Payload { get; private set; } = [];

    public bool IsRetained { get; private set; }

    public int SkippedSize { get; private set; }

    public string Failure { get; private set; } = "";

    public long RetryMs { get; private set; }

    /// <summary>What to know about the connection although it works, or null.</summary>
    public string? Warning => _stream.Warning;

    /// <summary>Moves on until something has happened or nothing is left to do.</summary>
    public FeedEvent Step(long nowMs) => _phase switch
    {
        Phase.Waiting => Open(nowMs),
        Phase.Opening => CheckOpening(nowMs),
        _ => StepSession(nowMs),
    };

    /// <summary>Waits until there may be something to do.</summary>
    public void Wait(long nowMs, int atMostMs)
    {
        long dueMs = _phase == Phase.Connected ? _session.NextDeadlineMs : _phase == Phase.Waiting ? _phaseMs : Time.Never;
        _streams.Wait((int)Math.Clamp(dueMs - nowMs, 0, atMostMs));
    }

    /// <summary>Says goodbye, as far as the network takes it at once.</summary>
    public void Close(long nowMs)
    {
        if (_phase == Phase.Connected)
        {
            _session.Disconnect(MqttReason.Success, nowMs);
            Transmit();
        }

        _stream.Close();
    }

    public void Dispose() => _streams.Dispose();

    private FeedEvent Open(long nowMs)
    {
        if (nowMs >= _phaseMs)
        {
            _stream.Open(_options.Url.Host, _options.Url.Port);
            _phase = Phase.Opening;
            _phaseMs = nowMs;
        }

        return FeedEvent.None;
    }

    private FeedEvent CheckOpening(long nowMs)
    {
        switch (_stream.State)
        {
            case StreamState.Open:
                _outputCount = 0;
                _inputCount = 0;
                _session.Connect(nowMs);
                _phase = Phase.Connected;
                return StepSession(nowMs);
            case StreamState.Opening:
                return nowMs - _phaseMs < OpenTimeoutMs ? FeedEvent.None : Lose("the host does not answer", false, nowMs);
            default:
                return Lose(_stream.Failure ?? "the connection could not be opened", false, nowMs);
        }
    }

    private static ScramSha256 Scram(string? user, string? password)
    {
        try
        {
            return new ScramSha256(user, password, new PcCrypto(), new PcRandom());
        }
        catch (ArgumentException e)
        {
            throw new BadInputException("--auth: " + e.Message);
        }
    }

    private FeedEvent StepSession(long nowMs)
    {
        if (_session.NextDeadlineMs <= nowMs)
        {
            _session.HandleTimeout(nowMs);
        }

        bool moved = true;
        for (int round = 0; moved && round < MostRounds; round++)
        {
            for (MqttEvent next = _session.PollEvent(); next != MqttEvent.None; next = _session.PollEvent())
            {
                FeedEvent result = Handle(next, nowMs);
                if (result != FeedEvent.None || _phase != Phase.Connected)
                {
                    return result;
                }
            }

            moved = Transmit() | Receive(nowMs);
        }

        return FeedEvent.None;
    }

    private FeedEvent Handle(MqttEvent next, long nowMs)
    {
        switch (next)
        {
            case MqttEvent.Connected:
                int handle = _session.TrySubscribe(_options.Filter, Qos);
                return handle > 0 ? FeedEvent.None : Lose($"the filter is refused: {MqttReason.Describe(-handle)}", true, nowMs);
            case MqttEvent.Subscribed when _session.EventReason >= MqttReason.Unspecified:
                return Lose($"the broker refuses the filter {_options.Filter}: {MqttReason.Describe(_session.EventReason)}", true, nowMs);
            case MqttEvent.Subscribed:
                _everSubscribed = true;
                _backoff.Reset();
                return FeedEvent.Subscribed;
            case MqttEvent.Message:
                Take(_session.Message);
                return FeedEvent.Message;
            case MqttEvent.MessageSkipped:
                Take(_session.Message);
                return FeedEvent.Skipped;
            case MqttEvent.Closed:
                return HandleClosed(_session.EventReason, nowMs);
            default:
                return FeedEvent.None;
        }
    }

    private FeedEvent HandleClosed(int reason, long nowMs)
    {
        if (reason == MqttReason.UnsupportedProtocolVersion && _mqtt.Version == MqttVersion.V5 && _scram is null)
        {
            _mqtt.Version = MqttVersion.V311;
            _session = new MqttSession(_mqtt);
            _stream.Close();
            _phase = Phase.Waiting;
            return FeedEvent.None;
        }

        bool isFinal = reason is MqttReason.UnsupportedProtocolVersion or MqttReason.ClientIdentifierNotValid
            or MqttReason.BadUserNameOrPassword or MqttReason.NotAuthorized;
        return Lose(Describe(reason), isFinal, nowMs);
    }

    private string Describe(int reason)
    {
        string text = reason == MqttReason.ServerNotAuthentic && _scram?.Failure is { } why ? why : reason == MqttReason.TransportClosed ? _stream.Failure ?? MqttReason.Describe(reason) : MqttReason.Describe(reason);
        string said = _session.ServerText;
        text += said.Length > 0 ? $" (\"{said}\")" : "";
        bool isOdd = reason is MqttReason.TransportClosed or MqttReason.NoConnack or MqttReason.MalformedPacket
            or MqttReason.ProtocolError or MqttReason.PacketTooLarge;
        return isOdd && !_everSubscribed ? $"{text}: is that an MQTT broker?" : text;
    }

    private FeedEvent Lose(string failure, bool isFinal, long nowMs)
    {
        _stream.Close();
        _session.TransportClosed(nowMs);
        while (_session.PollEvent() != MqttEvent.None)
        {
            // What the connection left behind is told by the failure.
        }

        Failure = failure;
        RetryMs = _backoff.NextMs();
        _phase = Phase.Waiting;
        _phaseMs = nowMs + RetryMs;
        return isFinal || !_everSubscribed ? FeedEvent.Refused : FeedEvent.Lost;
    }

    private void Take(MqttMessage message)
    {
        Topic = System.Text.Encoding.UTF8.GetString(message.TopicBuffer, message.TopicOffset, message.TopicCount);
        IsRetained = message.Retain;
        SkippedSize = message.PayloadCount;
        bool isWhole = message.PayloadCount <= message.Buffer.Length - message.PayloadOffset;
        Payload = isWhole ? message.Buffer.AsSpan(message.PayloadOffset, message.PayloadCount).ToArray() : [];
    }

    private bool Transmit()
    {
        bool moved = false;
        _scram?.Work(ScramSha256.MaxRounds); // which take a PC some milliseconds
        while (true)
        {
            if (_outputCount == 0)
            {
                _outputOffset = 0;
                _outputCount = _session.PollTransmit(_output, 0, _output.Length);
            }

            int taken = _outputCount == 0 ? 0 : _stream.Write(_output, _outputOffset, _outputCount);
            if (taken == 0)
            {
                return moved;
            }

            _outputOffset += taken;
            _outputCount -= taken;
            moved = true;
        }
    }

    private bool Receive(long nowMs)
    {
        if (_inputCount == 0)
        {
            _inputOffset = 0;
            _inputCount = _stream.Read(_input, 0, _input.Length);
        }

        if (_inputCount == 0)
        {
            bool isGone = _stream.State != StreamState.Open && _session.State is MqttState.Connecting or MqttState.Connected or MqttState.Closing;
            if (isGone)
            {
                _session.TransportClosed(nowMs);
            }

            return isGone;
        }

        int taken = _session.HandleInput(_input, _inputOffset, _inputCount, nowMs);
        _inputOffset += taken;
        _inputCount -= taken;
        return true;
    }
}
