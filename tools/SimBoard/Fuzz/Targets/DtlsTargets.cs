using Telenode.Core;
using Telenode.Security;

namespace Telenode.SimBoard.Fuzz;

/// <summary>One side of a DTLS handshake. An input is datagrams, each behind its length in two bytes, as the other side sends them.</summary>
/// <remarks>Random numbers are the same in every run, so that a recorded side fits: damage is met at every state up to data.</remarks>
internal abstract class DtlsTarget : FuzzTarget, IPskStore
{
    private static readonly byte[] _key = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16];
    private readonly byte[] _address = [127, 0, 0, 1];
    private readonly byte[] _out = new byte[1500];

    public override int MaxInput => 700;

    public override bool IsStream => true;

    public override IReadOnlyList<byte[]> Tokens { get; } =
        [[0x16, 0xFE, 0xFD, 0, 0], [0x14, 0xFE, 0xFD, 0, 0], [0x15, 0xFE, 0xFD, 0, 0], [0x17, 0xFE, 0xFD, 0, 1], [0xFE, 0xFF], [0x03, 0x03], [0xC0, 0xA8], [0x00, 0x17, 0x00, 0x00], [0xFF, 0x01, 0x00, 0x01, 0x00], [0xFF, 0xFF, 0xFF], [0x00, 0x36]];

    protected DtlsConnection Client { get; private set; } = null!;

    protected DtlsServer Server { get; private set; } = null!;

    public int Find(byte[] identity, int offset, int count, byte[] key, out int keyCount)
    {
        _key.CopyTo(key, 0);
        keyCount = _key.Length;
        return 0;
    }

    // Makes the lengths of the datagram and of its first record what is there; half the time that of a handshake message too.
    public override void Repair(FuzzInput part, FuzzRandom random)
    {
        if (part.Count < 15)
        {
            return;
        }

        Put(part, 0, part.Count - 2);
        if (part.Count < 300)
        {
            Put(part, 13, part.Count - 15);
        }

        if (part.Count is >= 27 and < 300 && part.Bytes[2] == 0x16 && random.OneIn(2))
        {
            part.Bytes[16] = 0;
            Put(part, 17, part.Count - 27);
            part.Bytes[24] = 0;
            Put(part, 25, part.Count - 27);
        }
    }

    protected void Make()
    {
        Client = new DtlsConnection(new DtlsOptions { Identity = "node"u8.ToArray(), Key = _key }, new FuzzCrypto(), new Steady(1));
        Server = new DtlsServer(new DtlsOptions(), this, 2, 2, new FuzzCrypto(), new Steady(2));
    }

    /// <summary>Runs a handshake and some data and writes down what one side sends.</summary>
    protected IEnumerable<byte[]> Record(bool client)
    {
        Make();
        var flights = new List<byte[]>();
        Client.Connect(0);
        for (bool moved = true; moved;)
        {
            moved = Carry(Client.PollTransmit(_out, 0, _out.Length), true, client, flights) || Carry(Server.PollTransmit(_out, 0, _out.Length), false, client, flights);
        }

        Require(Client.State == DtlsState.Connected, "the handshake to be damaged does not come about");
        byte[] data = [1, 2, 3];
        Carry(client ? Client.Protect(data, 0, 3, _out, 0, _out.Length) : Server.Connection(0).Protect(data, 0, 3, _out, 0, _out.Length), client, client, flights);
        byte[] whole = [.. flights.SelectMany(flight => flight)];
        BeginSteps(10_000);
        Require(Fits((byte[])whole.Clone()), "the recorded side does not fit the other one made anew");
        return [.. flights, whole];
    }

    /// <summary>Whether the side under test connects when it is given all that was recorded.</summary>
    protected abstract bool Fits(byte[] whole);

    protected ulong Feed(byte[] buffer, int offset, int count, bool toServer)
    {
        ulong outcome = 0;
        for (int at = 0; at + 2 <= count;)
        {
            Step();
            int size = Math.Min((buffer[offset + at] << 8) | buffer[offset + at + 1], count - at - 2);
            at += 2;
            if (toServer)
            {
                Server.HandleInput(_address, 0, 4, buffer, offset + at, size, at);
            }
            else
            {
                Client.HandleInput(buffer, offset + at, size, at);
            }

            outcome = Drain(outcome, toServer, offset, count);
            at += size;
        }

        return outcome;
    }

    private ulong Drain(ulong outcome, bool toServer, int offset, int count)
    {
        for (DtlsEvent happened = Poll(toServer); happened != DtlsEvent.None; happened = Poll(toServer))
        {
            Step();
            outcome = Mix(outcome, (int)happened);
            if (happened == DtlsEvent.Data)
            {
                DtlsConnection side = toServer ? Server.Connection(Server.EventConnection) : Client;
                Require(side.DataOffset >= offset && side.DataCount >= 0 && side.DataOffset + side.DataCount <= offset + count, "data outside the datagram");
            }
        }

        for (int sent = Transmit(toServer); sent > 0; sent = Transmit(toServer))
        {
            Step();
            outcome = Mix(outcome, _out[0]);
            outcome = Mix(outcome, _out[Math.Min(13, sent - 1)]);
        }

        return outcome;
    }

    private DtlsEvent Poll(bool server) => server ? Server.PollEvent() : Client.PollEvent();

    private int Transmit(bool server) => server ? Server.PollTransmit(_out, 0, _out.Length) : Client.PollTransmit(_out, 0, _out.Length);

    private bool Carry(int count, bool toServer, bool client, List<byte[]> flights)
    {
        if (count <= 0)
        {
            return false;
        }

        if (toServer == client)
        {
            flights.Add([(byte)(count >> 8), (byte)count, .. _out.AsSpan(0, count)]);
        }

        byte[] copy = _out[..count];
        if (toServer)
        {
            Server.HandleInput(_address, 0, 4, copy, 0, count, 0);
        }
        else
        {
            Client.HandleInput(copy, 0, count, 0);
        }

        while (Client.PollEvent() != DtlsEvent.None || Server.PollEvent() != DtlsEvent.None)
        {
        }

        return true;
    }

    private static void Put(FuzzInput part, int at, int value)
    {
        part.Bytes[at] = (byte)(value >> 8);
        part.Bytes[at + 1] = (byte)value;
    }

    private sealed class Steady(ulong seed) : IRandom
    {
        private readonly FuzzRandom _random = new(seed);

        public void Fill(byte[] buffer, int offset, int count)
        {
            for (int i = 0; i < count; i++)
            {
                buffer[offset + i] = (byte)_random.NextBits();
            }
        }
    }
}

/// <summary>What a server sends to our client.</summary>
internal sealed class DtlsClientTarget : DtlsTarget
{
    private readonly byte[] _hello = new byte[1500];

    public override string Name => "dtls-client";

    public override string Decodes => "DTLS records and handshakes of a server (RFC 6347)";

    public override void Prepare()
    {
        Make();
        Client.Connect(0);
        Client.PollTransmit(_hello, 0, _hello.Length);
    }

    public override ulong Decode(byte[] buffer, int offset, int count, FuzzRandom random)
    {
        ulong outcome = Feed(buffer, offset, count, false);
        DtlsCounters counters = Client.Counters;
        outcome = Mix(Mix(outcome, counters.Malformed), counters.Replayed);
        outcome = Mix(Mix(outcome, counters.NotAuthentic), counters.HashBlocks);
        return Mix(Mix(outcome, (int)Client.State), (int)Client.Failure);
    }

    protected override IEnumerable<byte[]> MoreCorpus() => Record(false);

    protected override bool Fits(byte[] whole)
    {
        Prepare();
        Feed(whole, 0, whole.Length, false);
        return Client.State == DtlsState.Connected;
    }
}

/// <summary>What clients send to our server.</summary>
internal sealed class DtlsServerTarget : DtlsTarget
{
    public override string Name => "dtls-server";

    public override string Decodes => "DTLS records and handshakes of clients (RFC 6347)";

    public override void Prepare() => Make();

    public override ulong Decode(byte[] buffer, int offset, int count, FuzzRandom random)
    {
        ulong outcome = Feed(buffer, offset, count, true);
        for (int i = 0; i < Server.Count; i++)
        {
            outcome = Mix(outcome, (int)Server.Connection(i).State);
        }

        return outcome;
    }

    protected override IEnumerable<byte[]> MoreCorpus() => Record(true);

    protected override bool Fits(byte[] whole)
    {
        Prepare();
        Feed(whole, 0, whole.Length, true);
        return Enumerable.Range(0, Server.Count).Any(i => Server.Connection(i).State == DtlsState.Connected);
    }
}
