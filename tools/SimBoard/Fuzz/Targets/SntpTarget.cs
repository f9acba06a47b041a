using Telenode.Application;
using Telenode.Core;

namespace Telenode.SimBoard.Fuzz;

/// <summary>What a time server answers, or whoever answers in its place. The question's cookie is put in three times out of four.</summary>
internal sealed class SntpTarget : FuzzTarget, IDatagramSocket, IWallClock
{
    private readonly byte[] _cookie = new byte[8];
    private readonly byte[] _answer = new byte[120];
    private int _count;
    private SntpClient _client = null!;
    private NetworkClock _clock = null!;

    public override string Name => "sntp";

    public override string Decodes => "answers of time servers (RFC 4330, 5905)";

    public override int MaxInput => 100;

    public override IReadOnlyList<byte[]> Tokens { get; } = [[0x24], [0xE4], [0x1C], [0, 0, 0, 0], [0xFF, 0xFF, 0xFF, 0xFF], .. Words("RATE|DENY|RSTR"), [0xEB, 0x00, 0x00, 0x00]];

    // The reason in a line, when a server is of no use.
    public override long HeapFor(int count) => 2000;

    public StreamState State => StreamState.Open;

    public string? Failure => null;

    public bool WasForGroup => false;

    public long MonotonicMs => 1000;

    public long UnixMs => 1_760_000_000_000;

    public override void Prepare()
    {
        _clock = new NetworkClock(this);
        _client = new SntpClient("time.example", this, new Sevens(), _clock);
        _count = -1;
        _client.Step(1_000_000);
        _client.Step(1_000_000);
    }

    public override ulong Decode(byte[] buffer, int offset, int count, FuzzRandom random)
    {
        buffer.AsSpan(offset, count).CopyTo(_answer);
        _count = count;
        if (!random.OneIn(4) && count >= 32)
        {
            _cookie.CopyTo(_answer.AsSpan(24));
        }

        _client.Step(1_000_050);
        return Mix(Mix(_clock.IsSet ? 1u : 0u, _client.Answers), _client.Failure?.Length ?? 0);
    }

    public void SetUnixMs(long unixMs)
    {
    }

    public void Open(int localPort)
    {
    }

    public int Resolve(string host, int port) => 1;

    public bool JoinGroup(string address) => false;

    public int Receive(byte[] buffer, int offset, int capacity, out int peer)
    {
        peer = 1;
        int count = Math.Min(_count, capacity);
        if (count > 0)
        {
            _answer.AsSpan(0, count).CopyTo(buffer.AsSpan(offset));
        }

        _count = -1;
        return count;
    }

    public void Send(byte[] buffer, int offset, int count, int peer) => buffer.AsSpan(offset + 40, 8).CopyTo(_cookie);

    public void Close()
    {
    }

    private sealed class Sevens : IRandom
    {
        public void Fill(byte[] buffer, int offset, int count) => buffer.AsSpan(offset, count).Fill(7);
    }
}
