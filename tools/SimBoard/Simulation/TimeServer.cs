using System.Buffers.Binary;
using Telenode.Core;

namespace Telenode.SimBoard.Simulation;

/// <summary>A time server and the way to it, as the device's datagram socket (RFC 5905 §7.3).</summary>
internal sealed class TimeServer(SimulationOptions options, Random random, Cuts cuts, Func<long> now) : IDatagramSocket
{
    private const int PacketBytes = 48;
    private const long Since1900Seconds = 2_208_988_800;

    private readonly byte[] _answer = new byte[PacketBytes];
    private long _arrivesAtMs = Time.Never;
    private long _answerErrorMs;

    /// <summary>Whether the board's network is there.</summary>
    public Func<bool> HasNetwork { get; set; } = () => true;

    /// <summary>Whether names and answers are lost at random.</summary>
    public bool IsUnreliable { get; set; } = true;

    /// <summary>How far the server itself is off.</summary>
    public long ErrorMs { get; set; }

    /// <summary>How far off the server was in the answers that the board has had since its start.</summary>
    public List<long> Told { get; } = new(64);

    /// <inheritdoc/>
    public StreamState State { get; private set; }

    /// <inheritdoc/>
    public string? Failure => State == StreamState.Failed ? "the network is down" : "has no address";

    /// <inheritdoc/>
    public bool WasForGroup => false;

    /// <inheritdoc/>
    public void Open(int localPort)
    {
        cuts.Touch();
        _arrivesAtMs = Time.Never;
        State = HasNetwork() ? StreamState.Open : StreamState.Failed;
    }

    /// <inheritdoc/>
    public int Resolve(string host, int port) => IsUnreliable && random.NextDouble() < options.NoNameShare ? -1 : 1;

    /// <inheritdoc/>
    public bool JoinGroup(string address) => false;

    /// <inheritdoc/>
    public int Receive(byte[] buffer, int offset, int capacity, out int peer)
    {
        peer = 1;
        if (now() < _arrivesAtMs || !HasNetwork())
        {
            return -1;
        }

        _arrivesAtMs = Time.Never;
        int count = Math.Min(capacity, PacketBytes);
        Array.Copy(_answer, 0, buffer, offset, count);
        Told.Add(_answerErrorMs);
        return count;
    }

    /// <inheritdoc/>
    public void Send(byte[] buffer, int offset, int count, int peer)
    {
        cuts.Touch();
        if (count != PacketBytes || !HasNetwork() || (IsUnreliable && random.NextDouble() < options.NoTimeShare))
        {
            return;
        }

        long receivedMs = now() + Latency;
        _answerErrorMs = ErrorMs;
        _answer.AsSpan().Clear();
        _answer[0] = (4 << 3) | 4; // version 4, server
        _answer[1] = 2; // stratum
        buffer.AsSpan(offset + 40, 8).CopyTo(_answer.AsSpan(24));
        PutTime(32, SimulatedClock.EpochMs + receivedMs + ErrorMs);
        PutTime(40, SimulatedClock.EpochMs + receivedMs + 1 + ErrorMs);
        _arrivesAtMs = receivedMs + 1 + Latency;
    }

    /// <inheritdoc/>
    public void Close() => State = StreamState.Closed;

    private long Latency => options.LatencyMs + random.Next(options.JitterMs + 1);

    private void PutTime(int at, long unixMs)
    {
        BinaryPrimitives.WriteUInt32BigEndian(_answer.AsSpan(at), (uint)((unixMs / 1000) + Since1900Seconds));
        BinaryPrimitives.WriteUInt32BigEndian(_answer.AsSpan(at + 4), (uint)((((unixMs % 1000) << 32) + 999) / 1000)); // rounded up: the way back rounds down
    }
}
