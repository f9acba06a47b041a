using Telenode.Core;
using Telenode.Security;

namespace Telenode.Tests.Host.Security;

/// <summary>Work, bytes and heap of a handshake and of a message, counted: docs/security.md quotes these numbers.</summary>
[TestClass]
public class SecurityBudgetTests : IPskStore
{
    private readonly byte[] _buffer = new byte[2048];
    private readonly byte[] _address = [1];

    public int Find(byte[] identity, int offset, int count, byte[] key, out int keyCount)
    {
        DtlsSimulation.Key.CopyTo(key, 0);
        keyCount = 16;
        return 0;
    }

    [TestMethod]
    public void A_handshake()
    {
        var crypto = new CountingCrypto();
        DtlsConnection client = Client(crypto);
        DtlsServer server = Server(new CountingCrypto());
        (int datagrams, int bytes) = Connect(client, server);
        Assert.AreEqual(6, datagrams);
        Assert.AreEqual((7, 14, 4), (client.Counters.HashBlocks, crypto.AesBlocks, crypto.AesCalls));
        Assert.AreEqual(12, crypto.Hmacs);
        Assert.IsTrue(client.Counters.HashBlocks <= 24 && crypto.AesBlocks <= 60);
        Assert.AreEqual(537, bytes);

        int hashBefore = client.Counters.HashBlocks;
        crypto.Reset();
        (datagrams, bytes) = Connect(client, server);
        Assert.IsTrue(client.IsResumed);
        Assert.AreEqual((6, 14, 4, 8), (client.Counters.HashBlocks - hashBefore, crypto.AesBlocks, crypto.AesCalls, crypto.Hmacs));
        Assert.AreEqual((5, 513), (datagrams, bytes));
    }

    [TestMethod]
    public void A_record_of_50_bytes()
    {
        var crypto = new CountingCrypto();
        DtlsConnection client = Client(crypto);
        DtlsServer server = Server(new CountingCrypto());
        Connect(client, server);
        crypto.Reset();
        Assert.AreEqual(79, client.Protect(new byte[50], 0, 50, _buffer, 0, 2048));
        Assert.AreEqual((11, 2), (crypto.AesBlocks, crypto.AesCalls));
    }

    [TestMethod]
    public void A_record_of_50_bytes_received_and_a_handshake_served()
    {
        var crypto = new CountingCrypto();
        DtlsConnection client = Client(new CountingCrypto());
        DtlsServer server = Server(crypto);
        Connect(client, server);
        Assert.IsTrue(server.Connection(0).Counters.HashBlocks is > 0 and <= 24, $"{server.Connection(0).Counters.HashBlocks}");
        Assert.AreEqual((14, 4), (crypto.AesBlocks, crypto.AesCalls));
        Assert.IsTrue(crypto.Hmacs <= 16, $"{crypto.Hmacs}: four more than the client's for two cookies");
        crypto.Reset();
        int count = client.Protect(new byte[50], 0, 50, _buffer, 0, 2048);
        server.HandleInput(_address, 0, 1, _buffer, 0, count, 0);
        Assert.AreEqual(DtlsEvent.Data, server.PollEvent());
        Assert.AreEqual((11, 2, 0), (crypto.AesBlocks, crypto.AesCalls, crypto.Hmacs));
    }

    [TestMethod]
    public void An_oscore_request_received()
    {
        var crypto = new CountingCrypto();
        var parameters = new OscoreParameters { MasterSecret = DtlsSimulation.Key, SenderId = [1], RecipientId = [], NeverUsed = true };
        var client = new OscoreContext(new CountingCrypto(), new SeededRandom(1), parameters);
        parameters = new OscoreParameters { MasterSecret = DtlsSimulation.Key, SenderId = [], RecipientId = [1], NeverUsed = true };
        var server = new OscoreContext(crypto, new SeededRandom(1), parameters);
        byte[] request = [2, 0xb1, (byte)'t', 0xff, .. new byte[50]];
        int count = client.ProtectRequest(new OscoreExchange(), request, 0, request.Length, _buffer, 0, 2048);
        crypto.Reset();
        Assert.AreEqual(request.Length, server.UnprotectRequest(new OscoreExchange(), _buffer, 0, count, new byte[128], 0, 128));
        Assert.AreEqual((12, 2, 0), (crypto.AesBlocks, crypto.AesCalls, crypto.Hmacs));
    }

    [TestMethod]
    public void An_oscore_request()
    {
        var crypto = new CountingCrypto();
        var context = new OscoreContext(crypto, new SeededRandom(1), new OscoreParameters
        {
            MasterSecret = DtlsSimulation.Key,
            SenderId = [1],
            RecipientId = [],
            NeverUsed = true,
        });
        Assert.AreEqual(4, crypto.Hmacs, "the whole of its handshake");
        crypto.Reset();
        byte[] request = [2, 0xb1, (byte)'t', 0xff, .. new byte[50]];
        int count = context.ProtectRequest(new OscoreExchange(), request, 0, request.Length, _buffer, 0, 2048);
        Assert.AreEqual(request.Length + 14, count);
        Assert.AreEqual((12, 2, 0), (crypto.AesBlocks, crypto.AesCalls, crypto.Hmacs));
    }

    [TestMethod]
    public void Records_allocate_nothing_and_handshakes_only_what_the_platform_does()
    {
        DtlsConnection client = Client(new CountingCrypto());
        DtlsServer server = Server(new CountingCrypto());
        Connect(client, server);
        byte[] data = new byte[50];
        byte[] datagram = new byte[256];
        long before = 0;
        for (int i = 0; i < 200; i++)
        {
            before = i == 100 ? GC.GetAllocatedBytesForCurrentThread() : before;
            int count = client.Protect(data, 0, 50, datagram, 0, 256);
            server.HandleInput(_address, 0, 1, datagram, 0, count, 0);
            Assert.AreEqual(DtlsEvent.Data, server.PollEvent());
            Assert.AreEqual(DtlsEvent.None, server.PollEvent());
            count = server.Connection(server.EventConnection).Protect(data, 0, 50, datagram, 0, 256);
            client.HandleInput(datagram, 0, count, 0);
            Assert.AreEqual(DtlsEvent.Data, client.PollEvent());
            Assert.AreEqual(DtlsEvent.None, client.PollEvent());
        }

        Assert.AreEqual(0, GC.GetAllocatedBytesForCurrentThread() - before);

        // Handshakes: over a cipher that keeps nothing, so what is left is ours.
        client = Client(new NullCrypto());
        server = Server(new NullCrypto());
        for (int i = 0; i < 20; i++)
        {
            before = i == 10 ? GC.GetAllocatedBytesForCurrentThread() : before;
            client.ForgetSession();
            Connect(client, server);
        }

        Assert.AreEqual(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [TestMethod]
    public void Memory_of_a_client_and_of_a_server_place()
    {
        var crypto = new NullCrypto();
        long before = GC.GetAllocatedBytesForCurrentThread();
        DtlsConnection client = Client(crypto);
        long one = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.IsTrue(one <= 8 * 1024, $"{one} bytes with the PC's object headers");
        before = GC.GetAllocatedBytesForCurrentThread();
        var two = new DtlsServer(new DtlsOptions(), this, 2, 0, crypto, new SeededRandom(2));
        long places = GC.GetAllocatedBytesForCurrentThread() - before;
        before = GC.GetAllocatedBytesForCurrentThread();
        var five = new DtlsServer(new DtlsOptions(), this, 5, 0, crypto, new SeededRandom(2));
        long place = (GC.GetAllocatedBytesForCurrentThread() - before - places) / 3;
        Assert.IsTrue(place <= 7 * 1024, $"{place} bytes for each client of a server");
        before = GC.GetAllocatedBytesForCurrentThread();
        var context = new OscoreContext(
            crypto, new SeededRandom(1), new OscoreParameters { MasterSecret = DtlsSimulation.Key, SenderId = [1], RecipientId = [] });
        long oscore = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.IsTrue(oscore <= 4 * 1024, $"{oscore} bytes for an OSCORE context");
        GC.KeepAlive((client, two, five, context));
    }

    private (int Datagrams, int Bytes) Connect(DtlsConnection client, DtlsServer server)
    {
        int datagrams = 0, bytes = 0;
        client.Connect(0);
        bool moved = true;
        while (moved)
        {
            moved = false;
            for (int count = client.PollTransmit(_buffer, 0, 2048); count > 0; count = client.PollTransmit(_buffer, 0, 2048))
            {
                server.HandleInput(_address, 0, 1, _buffer, 0, count, 0);
                Drain(client, server);
                (datagrams, bytes, moved) = (datagrams + 1, bytes + count, true);
            }

            for (int count = server.PollTransmit(_buffer, 0, 2048); count > 0; count = server.PollTransmit(_buffer, 0, 2048))
            {
                client.HandleInput(_buffer, 0, count, 0);
                Drain(client, server);
                (datagrams, bytes, moved) = (datagrams + 1, bytes + count, true);
            }
        }

        Assert.IsTrue(client.State == DtlsState.Connected);
        return (datagrams, bytes);
    }

    private static void Drain(DtlsConnection client, DtlsServer server)
    {
        while (client.PollEvent() != DtlsEvent.None || server.PollEvent() != DtlsEvent.None)
        {
        }
    }

    private static DtlsConnection Client(ICrypto crypto)
        => new(new DtlsOptions { Identity = "node"u8.ToArray(), Key = DtlsSimulation.Key }, crypto, new SeededRandom(1));

    private DtlsServer Server(ICrypto crypto) => new(new DtlsOptions(), this, 1, 2, crypto, new SeededRandom(2));
}
