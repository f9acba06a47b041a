using System;
using Telenode.Core;
using Telenode.Security;

namespace Telenode.Tests.Security;

/// <summary>A client and a server context, and the wire between them.</summary>
internal sealed class OscorePair
{
    private readonly OscoreExchange _asked = new OscoreExchange();
    private readonly OscoreExchange _answered = new OscoreExchange();
    private readonly byte[] _copy = new byte[256];
    private readonly byte[] _output = new byte[256];

    public OscorePair(bool serverRestarted = false)
    {
        Client = Context("", "01", true, null, 0);
        Server = Context("01", "", !serverRestarted, null, 0);
    }

    public OscoreContext Client { get; }

    public OscoreContext Server { get; }

    public byte[] Wire { get; } = new byte[256];

    public int WireCount { get; set; }

    /// <summary>What was protected last, as hexadecimal digits.</summary>
    public string Sent { get; private set; }

    /// <summary>What was verified last, as hexadecimal digits.</summary>
    public string Received { get; private set; }

    public static OscoreContext Context(string senderId, string recipientId, bool neverUsed, ISequenceStore store, long first)
    {
        return new OscoreContext(new ManagedCrypto(), new CountingRandom(), new OscoreParameters
        {
            MasterSecret = Hex.Bytes("0102030405060708090a0b0c0d0e0f10"),
            SenderId = Hex.Bytes(senderId),
            RecipientId = Hex.Bytes(recipientId),
            NeverUsed = neverUsed,
            Store = store,
            StoreStep = 4,
            FirstSequence = first,
        });
    }

    public static int ProtectWith(OscoreContext context, string message)
    {
        byte[] bytes = Hex.Bytes(message);
        return context.ProtectRequest(new OscoreExchange(), bytes, 0, bytes.Length, new byte[128], 0, 128);
    }

    public int Protect(string message) => Protect(message, _asked);

    /// <summary>Sends a request that has to arrive.</summary>
    public void Request(string message) => Request(message, _asked);

    public void Request(string message, OscoreExchange exchange)
    {
        Protect(message, exchange);
        Assert.IsTrue(Deliver() > 0);
    }

    /// <summary>Gives the wire to the server, as often as one likes.</summary>
    public int Deliver()
    {
        Array.Copy(Wire, _copy, WireCount);
        return Keep(Server.UnprotectRequest(_answered, _copy, 0, WireCount, _output, 0, 256));
    }

    public int Respond(string message)
    {
        byte[] bytes = Hex.Bytes(message);
        Sent = Hex.Text(bytes, 0, bytes.Length);
        WireCount = Server.ProtectResponse(_answered, bytes, 0, bytes.Length, Wire, 0, 256);
        return WireCount;
    }

    public int Challenge()
    {
        WireCount = Server.ProtectChallenge(_answered, Wire, 0, 256);
        return WireCount;
    }

    public int DeliverResponse() => DeliverResponse(_asked);

    public int DeliverResponse(OscoreExchange exchange)
    {
        Array.Copy(Wire, _copy, WireCount);
        return Keep(Client.UnprotectResponse(exchange, _copy, 0, WireCount, _output, 0, 256));
    }

    private int Protect(string message, OscoreExchange exchange)
    {
        byte[] bytes = Hex.Bytes(message);
        Sent = Hex.Text(bytes, 0, bytes.Length);
        WireCount = Client.ProtectRequest(exchange, bytes, 0, bytes.Length, Wire, 0, 256);
        return WireCount;
    }

    private int Keep(int count)
    {
        Received = count > 0 ? Hex.Text(_output, 0, count) : null;
        return count;
    }
}
