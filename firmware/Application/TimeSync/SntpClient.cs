using System;
using Telenode.Core;

namespace Telenode.Application;

/// <summary>Asks time servers for the date, one after the other, and teaches it to the clock (RFC 5905 §14, RFC 4330).</summary>
/// <remarks>
/// A server that does not answer hands over to the next; when none does, the round begins again after a pause that grows from 15 s,
/// the least that RFC 4330 §10 allows, to an hour. One that knows the time is asked again an hour later. It never gives up.
/// </remarks>
public sealed class SntpClient
{
    /// <summary>Most servers.</summary>
    public const int MaxServers = 4;

    private const int Port = 123;
    private const int AnswerMs = 3000;
    private const int ResolveMs = 10000;
    private const int ShortestPauseMs = 15000;
    private const int IntervalMs = 3600000;
    private const int LongestIntervalMs = 16 * IntervalMs;

    // The answer's arrival is seen only when the client is stepped, and half the delay is taken for its way back.
    private const int WatchMs = 10;

    // A network that takes longer there and back tells the time no better than this client's clock keeps it.
    private const int LongestTripMs = 2000;

    private readonly string[] _hosts;
    private readonly int[] _ports;
    private readonly bool[] _denied;
    private readonly IDatagramSocket _socket;
    private readonly IRandom _random;
    private readonly NetworkClock _clock;
    private readonly Backoff _backoff;
    private readonly SntpPacket _packet = new SntpPacket();
    private readonly byte[] _buffer = new byte[SntpPacket.Size];
    private int _server;
    private int _failedInRound;
    private int _peer;
    private long _cookie;
    private long _intervalMs = IntervalMs;
    private long _atMs;
    private long _askedMs;
    private State _state;

    /// <summary>Creates a client that asks at its first step.</summary>
    /// <param name="servers">Host names or addresses, each with <c>:port</c> where it is not 123; blanks or commas between them.</param>
    /// <param name="socket">A socket of its own.</param>
    /// <param name="random">For cookies and pauses.</param>
    /// <param name="clock">Learns the time.</param>
    /// <exception cref="ArgumentException">No server is named, or more than <see cref="MaxServers"/>, or a port is none.</exception>
    public SntpClient(string servers, IDatagramSocket socket, IRandom random, NetworkClock clock)
    {
        _socket = socket;
        _random = random;
        _clock = clock;
        _backoff = new Backoff(ShortestPauseMs, IntervalMs, random);
        string[] words = Words(servers);
        _hosts = new string[words.Length];
        _denied = new bool[words.Length];
        _ports = ReadPorts(words, _hosts);
    }

    private enum State
    {
        Waiting = 0,
        Resolving,
        Asking,
    }

    /// <summary>Whether a server has told the time since the start.</summary>
    public bool Done { get; private set; }

    /// <summary>Why there is no time yet, in one line for a person; null before the first failure and after a success.</summary>
    public string Failure { get; private set; }

    /// <summary>Monotonic ms of the next question; meaningless while one is under way.</summary>
    public long NextMs => _atMs;

    /// <summary>Answers taken since the start.</summary>
    public int Answers { get; private set; }

    /// <summary>Refuses what is no list of servers.</summary>
    /// <exception cref="ArgumentException">Says why.</exception>
    public static void Check(string servers) => ReadPorts(Words(servers), null);

    /// <summary>Does what is due. To be called only while the network is there.</summary>
    /// <returns>Monotonic ms at which to call again.</returns>
    public long Step(long nowMs)
    {
        if (_state == State.Waiting && nowMs >= _atMs)
        {
            Ask(nowMs);
        }

        if (_state == State.Resolving)
        {
            Resolve(nowMs);
        }

        if (_state == State.Asking)
        {
            Receive(nowMs);
        }

        return _state == State.Waiting ? _atMs : nowMs + WatchMs;
    }

    /// <summary>Gives up the question under way, since the network is gone; it is asked at the next step.</summary>
    public void Suspend()
    {
        if (_state != State.Waiting)
        {
            Wait(0);
        }
    }

    /// <summary>Asks at the next step, whatever pause there was.</summary>
    public void AskNow() => _atMs = _state == State.Waiting ? 0 : _atMs;

    private static string[] Words(string servers)
    {
        string[] parts = (servers ?? "").Split(' ', ',');
        var words = new string[MaxServers];
        int count = 0;
        for (int i = 0; i < parts.Length; i++)
        {
            if (parts[i].Length > 0 && count == MaxServers)
            {
                throw new ArgumentException("at most " + MaxServers.ToString() + " time servers can be named");
            }

            if (parts[i].Length > 0)
            {
                words[count++] = parts[i];
            }
        }

        if (count == 0)
        {
            throw new ArgumentException("no time server is named");
        }

        var exact = new string[count];
        Array.Copy(words, exact, count);
        return exact;
    }

    private static int[] ReadPorts(string[] words, string[] hosts)
    {
        var ports = new int[words.Length];
        for (int i = 0; i < words.Length; i++)
        {
            int colon = words[i].IndexOf(':');
            bool hasPort = colon > 0 && colon == words[i].LastIndexOf(':');
            int port = Port;
            if (hasPort && (!int.TryParse(words[i].Substring(colon + 1), out port) || port < 1 || port > 65535))
            {
                throw new ArgumentException("\"" + words[i] + "\" is no time server: write it like pool.ntp.org or 192.0.2.7:123");
            }

            ports[i] = port;
            if (hosts != null)
            {
                hosts[i] = hasPort ? words[i].Substring(0, colon) : words[i];
            }
        }

        return ports;
    }

    private void Ask(long nowMs)
    {
        for (int i = 0; _denied[_server] && i < _hosts.Length; i++)
        {
            Advance();
        }

        if (_denied[_server])
        {
            // RFC 5905 §7.4: who has refused is not asked again, until the board or the settings begin anew.
            _atMs = Time.Never;
            return;
        }

        _socket.Open(0);
        _askedMs = nowMs;
        _state = State.Resolving;
    }

    private void Resolve(long nowMs)
    {
        if (_socket.State != StreamState.Open)
        {
            Fail(nowMs, _socket.Failure ?? "no socket");
            return;
        }

        _peer = _socket.Resolve(_hosts[_server], _ports[_server]);
        if (_peer < 0 || (_peer == 0 && nowMs >= _askedMs + ResolveMs))
        {
            Fail(nowMs, _peer < 0 ? _socket.Failure : "its name did not resolve in time");
        }
        else if (_peer > 0)
        {
            _random.Fill(_buffer, 0, 8);
            _cookie = 0;
            for (int i = 0; i < 8; i++)
            {
                _cookie = (_cookie << 8) | _buffer[i];
            }

            _packet.WriteQuestion(_buffer, _cookie);
            _socket.Send(_buffer, 0, SntpPacket.Size, _peer);
            _askedMs = nowMs;
            _state = State.Asking;
        }
    }

    private void Receive(long nowMs)
    {
        // At most a few: a flood of forged answers must not keep the loop.
        for (int i = 0; i < 8 && _state == State.Asking; i++)
        {
            int count = _socket.Receive(_buffer, 0, _buffer.Length, out int peer);
            if (count < 0)
            {
                break;
            }

            if (peer == _peer)
            {
                Take(_packet.Read(_buffer, count, _cookie), nowMs);
            }
        }

        if (_state == State.Asking && nowMs >= _askedMs + AnswerMs)
        {
            Fail(nowMs, "did not answer");
        }
    }

    private void Take(SntpAnswer answer, long nowMs)
    {
        switch (answer)
        {
            case SntpAnswer.Time:
                Learn(nowMs);
                break;
            case SntpAnswer.Unsynchronized:
                Fail(nowMs, "does not know the time itself");
                break;
            case SntpAnswer.TooOften:
                _intervalMs = _intervalMs < LongestIntervalMs ? _intervalMs * 2 : LongestIntervalMs;
                Fail(nowMs, "is asked too often");
                break;
            case SntpAnswer.Denied:
                _denied[_server] = true;
                Fail(nowMs, "refuses to tell the time");
                break;
        }
    }

    private void Learn(long nowMs)
    {
        // On the way there and back the question spent what the server did not spend on it.
        long tripMs = nowMs - _askedMs - (_packet.SentUnixMs - _packet.ReceivedUnixMs);
        if (tripMs < 0 && tripMs >= -WatchMs)
        {
            tripMs = 0; // both spans are rounded, and ours is known to a turn of the loop only
        }

        if (tripMs < 0 || tripMs > LongestTripMs)
        {
            Fail(nowMs, "answered too late to tell the time");
            return;
        }

        _clock.Learn(_packet.SentUnixMs + (tripMs / 2), nowMs);
        Done = true;
        Answers++;
        Failure = null;
        _failedInRound = 0;
        _backoff.Reset();

        // RFC 4330 §10: a fleet that started together does not go on asking together.
        _random.Fill(_buffer, 0, 1);
        Wait(nowMs + _intervalMs - (_intervalMs * _buffer[0] / 2048));
    }

    private void Fail(long nowMs, string why)
    {
        Failure = _hosts[_server] + " " + why;
        Advance();
        _failedInRound++;
        if (_failedInRound < _hosts.Length)
        {
            Wait(nowMs);
            return;
        }

        _failedInRound = 0;
        long pauseMs = _backoff.NextMs();
        Wait(nowMs + (_intervalMs > IntervalMs && pauseMs < _intervalMs ? _intervalMs : pauseMs));
    }

    private void Advance() => _server = (_server + 1) % _hosts.Length;

    private void Wait(long untilMs)
    {
        _socket.Close();
        _state = State.Waiting;
        _atMs = untilMs;
    }
}
