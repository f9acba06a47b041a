using Telenode.Core;
using Telenode.SimBoard.Broker;
using Telenode.Uplinks;

namespace Telenode.SimBoard.Simulation;

/// <summary>The network between the board and the broker, as the board's stream: latency, bandwidth, and every way a connection fails.</summary>
internal sealed class Link(SimulationOptions options, Random random, Cuts cuts, Func<long> now) : IByteStream, IStreamFactory
{
    private const int WindowBytes = 4096;

    private readonly Pipe _up = new();
    private readonly Pipe _down = new();
    private readonly byte[] _piece = new byte[1024];
    private BrokerConnection? _connection;
    private long _opensAtMs;
    private string? _fails;
    private bool _isDead;

    /// <summary>The broker that is reached; null while it is down.</summary>
    public BrokerCore? Broker { get; set; }

    /// <summary>Whether the board's network is there.</summary>
    public Func<bool> HasNetwork { get; set; } = () => true;

    /// <summary>Whether attempts to connect fail at random.</summary>
    public bool IsUnreliable { get; set; } = true;

    /// <summary>Since when nothing arrives on the connection and no one says so; <see cref="Time.Never"/> while it lives.</summary>
    public long DeadSinceMs { get; private set; } = Time.Never;

    /// <summary>Attempts to connect.</summary>
    public int Attempts { get; private set; }

    /// <summary>Connections that have been made.</summary>
    public int Connections { get; private set; }

    /// <summary>Whether something has happened that the board should look at.</summary>
    public bool HasNews { get; set; }

    /// <inheritdoc/>
    public StreamState State { get; private set; }

    /// <inheritdoc/>
    public string? Failure { get; private set; }

    /// <inheritdoc/>
    public string? Warning => null;

    /// <inheritdoc/>
    public LinkStage Stage => State == StreamState.Opening ? LinkStage.Connect : LinkStage.None;

    /// <summary>When something happens by itself.</summary>
    public long NextMs
    {
        get
        {
            long next = State == StreamState.Opening ? _opensAtMs : Time.Never;
            return _isDead ? next : Math.Min(next, Math.Min(_up.NextMs, _down.NextMs));
        }
    }

    /// <inheritdoc/>
    public IByteStream Plain() => this;

    /// <inheritdoc/>
    public IByteStream Tls(TlsOptions options) => this;

    /// <inheritdoc/>
    public void Open(string host, int port)
    {
        cuts.Touch();
        Close();
        Attempts++;
        State = StreamState.Opening;
        _isDead = false;
        long latency = options.LatencyMs + random.Next(options.JitterMs + 1);
        double chance = IsUnreliable ? random.NextDouble() : 1;
        _fails = null;
        _opensAtMs = now() + (2 * latency);
        if (!HasNetwork())
        {
            Plan("the network is down", 100);
        }
        else if ((chance -= options.NoNameShare) < 0)
        {
            Plan("the name is not known", random.Next(5000));
        }
        else if (Broker == null || (chance -= options.RefusedShare) < 0)
        {
            Plan("the connection was refused", latency);
        }
        else if (chance - options.SlowShare < 0)
        {
            _opensAtMs = random.Next(3) == 0 ? Time.Never : now() + random.Next(60_000);
        }
    }

    /// <inheritdoc/>
    public int Read(byte[] buffer, int offset, int count)
    {
        cuts.Touch();
        int taken = State == StreamState.Open ? _down.Take(buffer.AsSpan(offset, count), now()) : 0;
        if (taken == 0 && State == StreamState.Open && _fails != null && _down.Length == 0)
        {
            Failure = _fails;
            State = StreamState.Failed;
        }

        return taken;
    }

    /// <inheritdoc/>
    public int Write(byte[] buffer, int offset, int count)
    {
        cuts.Touch();
        int taken = State == StreamState.Open ? Math.Min(count, _up.Room(WindowBytes)) : 0;
        if (taken > 0 && _fails == null)
        {
            Send(_up, buffer.AsSpan(offset, taken));
        }

        cuts.Touch();
        return taken;
    }

    /// <inheritdoc/>
    public void Close()
    {
        if (_connection != null && !_isDead)
        {
            // What was on its way still arrives, then the broker sees the end.
            Deliver(_up.Length, long.MaxValue);
            Broker?.Close(_connection, now());
        }

        Forget();
        State = StreamState.Closed;
    }

    /// <summary>Moves what is due between the board and the broker.</summary>
    public void Pump()
    {
        long at = now();
        if (State == StreamState.Opening && _opensAtMs <= at)
        {
            HasNews = true;
            if (_fails != null || Broker == null || !HasNetwork())
            {
                Failure = _fails ?? "the connection was refused";
                State = StreamState.Failed;
                return;
            }

            State = StreamState.Open;
            _connection = Broker.Open(at);
            Connections++;
        }

        if (_connection == null || _isDead || State != StreamState.Open)
        {
            return;
        }

        Deliver(int.MaxValue, at);
        Fetch(at);
        HasNews = HasNews || _down.NextMs <= at;
        if (_connection.IsClosed && _fails == null)
        {
            _fails = "the broker closed the connection";
            _up.Clear();
            HasNews = true;
        }
    }

    /// <summary>Breaks the connection at any byte that is on its way; both sides learn of it.</summary>
    public void Break()
    {
        if (_connection == null || State != StreamState.Open || _isDead)
        {
            return;
        }

        Deliver(random.Next(_up.Length + 1), long.MaxValue);
        Fetch(now());
        Broker?.Close(_connection, now());
        _down.Cut(random.Next(_down.Length + 1), now());
        _up.Clear();
        _fails = "the connection was reset";
        _connection = null;
        HasNews = true;
    }

    /// <summary>From now on nothing arrives any more on this connection, and no one says so.</summary>
    public void Die()
    {
        if (_connection != null)
        {
            Deliver(random.Next(_up.Length + 1), long.MaxValue);
            _isDead = true;
            DeadSinceMs = Math.Min(DeadSinceMs, now());
        }
    }

    /// <summary>The board is gone: what it had sent may still arrive, the broker learns nothing.</summary>
    public void Abandon()
    {
        Die();
        Forget();
        State = StreamState.Closed;
    }

    private void Plan(string failure, long afterMs)
    {
        _fails = failure;
        _opensAtMs = now() + afterMs;
    }

    private void Forget()
    {
        DeadSinceMs = Time.Never;
        _connection = null;
        _up.Clear();
        _down.Clear();
        _fails = null;
    }

    private void Deliver(int most, long untilMs)
    {
        while (most > 0 && Broker != null && _connection != null)
        {
            int count = _up.Take(_piece.AsSpan(0, Math.Min(most, _piece.Length)), untilMs);
            if (count == 0)
            {
                return;
            }

            most -= count;
            Broker.HandleInput(_connection, _piece.AsSpan(0, count), now());
        }
    }

    private void Fetch(long at)
    {
        while (Broker != null && _connection is { HasOutput: true } && _down.Room(WindowBytes) is int room and > 0)
        {
            int count = Broker.TakeOutput(_connection, _piece.AsSpan(0, Math.Min(room, _piece.Length)), at);
            Send(_down, _piece.AsSpan(0, count));
        }
    }

    private void Send(Pipe pipe, ReadOnlySpan<byte> bytes)
    {
        long transfer = bytes.Length * 1000L / options.BytesPerSecond;
        if (!_isDead)
        {
            pipe.Put(bytes, now() + options.LatencyMs + random.Next(options.JitterMs + 1), transfer);
        }
    }
}
