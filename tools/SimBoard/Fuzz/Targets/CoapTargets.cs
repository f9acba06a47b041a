using Telenode.Coap;
using Telenode.Core;

namespace Telenode.SimBoard.Fuzz;

/// <summary>A CoAP endpoint with resources, an observation and a transfer under way.</summary>
internal abstract class CoapTargetBase : FuzzTarget
{
    private readonly byte[] _out = new byte[1024];

    public override IReadOnlyList<byte[]> Tokens { get; } =
        [[0xFF], [0xB1, (byte)'a'], [0x60], [0x61, 0x05], [0xC1, 0x07], [0xD1, 0x0A, 0x06], [0xD0, 0x08], [0xE0, 0xFE, 0xF2], [0xDD, 0x00], [0x11, 0x00], [0x40, 0x01, 0x00, 0x01], [0x40, 0x05, 0x00, 0x02], [0x60, 0x45], [0xD1, 0xFC, 0x01], [0x20, 0xE1, 0x21, 0x80]];

    protected CoapEndpoint Endpoint { get; private set; } = null!;

    protected void Prepare(int streams)
    {
        Endpoint = new CoapEndpoint(new CoapOptions { Random = new Ones(), TokenLength = 1, MaxStreams = streams, MaxExchanges = 2, DuplicateRows = 4, MaxObservers = 2 });
        Endpoint.AddResource("a", new Ok(), "rt=\"a\"", ResourceFlags.TakesBlocks);
        Endpoint.AddResource("t", new Ok(), "", ResourceFlags.Observable);
    }

    protected ulong Drain(ulong outcome)
    {
        for (CoapEvent happened = Endpoint.PollEvent(); happened != CoapEvent.None; happened = Endpoint.PollEvent())
        {
            Step();
            outcome = Mix(outcome, (int)happened);
        }

        for (int count = Endpoint.PollTransmit(_out, 0, _out.Length); count > 0; count = Endpoint.PollTransmit(_out, 0, _out.Length))
        {
            Step();
            outcome = Mix(outcome, (_out[0] << 8) | _out[1]);
        }

        return outcome;
    }

    private sealed class Ok : ICoapResource
    {
        public void Handle(CoapIncoming request, CoapReply reply)
        {
            reply.Code = request.MoreFollows ? reply.Code : CoapCode.Content;
            reply.PayloadLength = request.MoreFollows ? 0 : 2;
        }
    }

    private sealed class Ones : IRandom
    {
        public void Fill(byte[] buffer, int offset, int count) => buffer.AsSpan(offset, count).Fill(1);
    }
}

/// <summary>Datagrams.</summary>
internal sealed class CoapTarget : CoapTargetBase
{
    public override string Name => "coap";

    public override string Decodes => "CoAP datagrams (RFC 7252, 7641, 7959)";

    public override int MaxInput => 120;

    public override void Prepare()
    {
        Prepare(0);
        var request = new CoapRequest { Observe = true };
        request.AddPath("t");
        Endpoint.TrySend(request, 1, 0);
        Drain(0);
    }

    // Two datagrams, the first as long as the first byte says, so that blocks and duplicates meet what came before.
    public override ulong Decode(byte[] buffer, int offset, int count, FuzzRandom random)
    {
        ulong outcome = 0;
        for (int at = 0, datagrams = 0; at < count && datagrams < 3; datagrams++)
        {
            int size = Math.Min(buffer[offset + at++], count - at);
            Endpoint.HandleInput(buffer, offset + at, size, 1 + (datagrams & 1), random.OneIn(16) ? Arrival.Multicast : Arrival.Plain, datagrams);
            outcome = Drain(outcome);
            at += size;
        }

        Endpoint.HandleTimeout(5000);
        return Drain(outcome);
    }

    public override bool IsStream => true;

    public override void Repair(FuzzInput part, FuzzRandom random)
    {
        if (part.Count > 0)
        {
            part.Bytes[0] = (byte)(part.Count - 1);
        }
    }
}

/// <summary>Messages on a stream.</summary>
internal sealed class CoapStreamTarget : CoapTargetBase
{
    public override string Name => "coap-tcp";

    public override string Decodes => "CoAP on a stream (RFC 8323)";

    public override int MaxInput => 200;

    public override bool IsStream => true;

    public override void Prepare()
    {
        Prepare(1);
        Require(Endpoint.OpenStream(5, 0), "no stream");
        Drain(0);
    }

    public override ulong Decode(byte[] buffer, int offset, int count, FuzzRandom random)
    {
        ulong outcome = 0;
        int piece = random.OneIn(3) ? 1 : 200;
        for (int at = 0; at < count;)
        {
            Step();
            at += Endpoint.HandleStreamInput(buffer, offset + at, Math.Min(count - at, 1 + random.Next(piece)), 5, Arrival.Plain, 0);
            outcome = Drain(outcome);
        }

        Endpoint.CloseStream(5, 1);
        return Drain(outcome);
    }

    // Makes a short length what is there: header, code and token count no part of it.
    public override void Repair(FuzzInput part, FuzzRandom random)
    {
        int rest = part.Count - 2 - (part.Count > 0 ? part.Bytes[0] & 15 : 0);
        if (rest is >= 0 and < 13)
        {
            part.Bytes[0] = (byte)((rest << 4) | (part.Bytes[0] & 15));
        }
    }
}
