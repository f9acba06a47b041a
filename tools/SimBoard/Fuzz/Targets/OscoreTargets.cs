using Telenode.Core;
using Telenode.Security;

namespace Telenode.SimBoard.Fuzz;

/// <summary>OSCORE messages: as they come, and such as only a peer with the right keys could make.</summary>
internal abstract class OscoreTarget : FuzzTarget
{
    private readonly byte[] _wire = new byte[600];
    private readonly byte[] _plain = new byte[600];

    public override int MaxInput => 200;

    public override IReadOnlyList<byte[]> Tokens { get; } =
        [[0xFF], [0x90], [0x92, 0x09, 0x00], [0x93, 0x19, 0x00, 0x00], [0x19], [0xB1, (byte)'a'], [0x60], [0xD1, 0x0A, 0x06], [0xDD, 0x00], [0xC1, 0x07], [0x44, 0x02], [0x44, 0x45]];

    protected OscoreContext Client { get; private set; } = null!;

    protected OscoreContext Server { get; private set; } = null!;

    protected OscoreExchange Asked { get; private set; } = null!;

    protected OscoreExchange Answered { get; private set; } = null!;

    // Of the exception, when the message is to be protected and is none.
    public override long HeapFor(int count) => 5000;

    public override void Prepare()
    {
        Client = Context([], [1]);
        Server = Context([1], []);
        Asked = new OscoreExchange();
        Answered = new OscoreExchange();
    }

    /// <summary>The first byte says whether the rest is a message on the wire or one that the peer protects first.</summary>
    protected int Receive(byte[] buffer, int offset, int count, bool request)
    {
        if (count == 0)
        {
            return 0;
        }

        bool inner = (buffer[offset++] & 1) != 0;
        count--;
        if (!inner)
        {
            return Unprotect(buffer, offset, count, request);
        }

        int wireCount = Protect(buffer, offset, count, request);
        return wireCount <= 0 ? wireCount : Unprotect(_wire, 0, wireCount, request);
    }

    // What is no message is our own misuse when we are to send it, and refused by an exception.
    private int Protect(byte[] buffer, int offset, int count, bool request)
    {
        try
        {
            return request
                ? Client.ProtectRequest(Asked, buffer, offset, count, _wire, 0, _wire.Length)
                : Server.ProtectResponse(Answered, buffer, offset, count, _wire, 0, _wire.Length);
        }
        catch (ArgumentException)
        {
            return 0;
        }
    }

    protected int Unprotect(byte[] buffer, int offset, int count, bool request)
    {
        int result = request
            ? Server.UnprotectRequest(Answered, buffer, offset, count, _plain, 0, _plain.Length)
            : Client.UnprotectResponse(Asked, buffer, offset, count, _plain, 0, _plain.Length);
        Require(result <= _plain.Length, "more than there is room for");
        return result;
    }

    /// <summary>A request from client to server, so that a response can follow.</summary>
    protected byte[] Ask()
    {
        byte[] request = [0x01, 0xB1, (byte)'a'];
        int count = Client.ProtectRequest(Asked, request, 0, request.Length, _wire, 0, _wire.Length);
        byte[] copy = _wire[..count];
        byte[] sent = _wire[..count];
        Require(Unprotect(copy, 0, count, true) > 0, "the request does not arrive");
        return sent;
    }

    protected byte[] Respond()
    {
        byte[] response = [0x45, 0xFF, (byte)'o'];
        int count = Server.ProtectResponse(Answered, response, 0, response.Length, _wire, 0, _wire.Length);
        return _wire[..count];
    }

    private static OscoreContext Context(byte[] sender, byte[] recipient) => new(new FuzzCrypto(), new Zeros(), new OscoreParameters
    {
        MasterSecret = new byte[16],
        SenderId = sender,
        RecipientId = recipient,
        NeverUsed = true,
    });

    private sealed class Zeros : IRandom
    {
        public void Fill(byte[] buffer, int offset, int count) => buffer.AsSpan(offset, count).Clear();
    }
}

/// <summary>Requests to a server.</summary>
internal sealed class OscoreRequestTarget : OscoreTarget
{
    public override string Name => "oscore-request";

    public override string Decodes => "OSCORE requests (RFC 8613)";

    public override ulong Decode(byte[] buffer, int offset, int count, FuzzRandom random) => Mix(0, Receive(buffer, offset, count, true));

    protected override IEnumerable<byte[]> MoreCorpus()
    {
        Prepare();
        byte[] request = Ask();
        return [[0, .. request], [1, 0x01, 0xB1, (byte)'a']];
    }
}

/// <summary>Responses to a client.</summary>
internal sealed class OscoreResponseTarget : OscoreTarget
{
    public override string Name => "oscore-response";

    public override string Decodes => "OSCORE responses (RFC 8613)";

    public override void Prepare()
    {
        base.Prepare();
        Ask();
    }

    public override ulong Decode(byte[] buffer, int offset, int count, FuzzRandom random) => Mix(0, Receive(buffer, offset, count, false));

    protected override IEnumerable<byte[]> MoreCorpus()
    {
        Prepare();
        byte[] response = Respond();
        return [[0, .. response], [1, 0x45, 0xFF, (byte)'o']];
    }
}
