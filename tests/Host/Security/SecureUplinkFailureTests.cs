using Telenode.Core;
using Telenode.Drivers;
using Telenode.SimBoard;
using Telenode.SimBoard.Crypto;
using Telenode.SimBoard.Net;
using Telenode.SimBoard.Store;
using Telenode.Telemetry;
using Telenode.Uplinks;

namespace Telenode.Tests.Host.Security;

/// <summary>What a person reads when a secured uplink fails, and that it goes on trying; on virtual time.</summary>
[TestClass]
public class SecureUplinkFailureTests
{
    private static readonly LinkFaults Clean = new(0, 0, 0, 0);

    /// <summary>Most servers fall silent after a wrong key: the bound of the handshake ends it.</summary>
    [TestMethod]
    public void A_wrong_key_at_a_silent_server()
    {
        ChannelBench bench = Bench(Server("another"));
        bench.LosesAnswer = datagram => datagram[0] == 21;
        using var rig = new Rig(bench, "coaps://greenhouse.example/t");
        bench.Run(() => rig.Uplink.Failure != null);
        Assert.AreEqual("the server did not finish the DTLS handshake: is the key for the identity \"node\" right?", rig.Uplink.Failure);
        Assert.IsTrue(bench.NowMs < 80_000, $"{bench.NowMs} ms: 63 s for the flight that stays unanswered");
        Assert.AreEqual(UplinkState.BackingOff, rig.Uplink.State);
        int sent = bench.Wire.Count;
        bench.Run(() => bench.Wire.Count > sent);
        Assert.IsTrue(bench.Wire.Count > sent, "it tries again");
    }

    /// <summary>Our own server says what it thinks.</summary>
    [TestMethod]
    public void A_wrong_key_at_a_server_that_says_so()
    {
        ChannelBench bench = Bench(Server("another"));
        using var rig = new Rig(bench, "coaps://greenhouse.example/t");
        bench.Run(() => rig.Uplink.Failure != null);
        StringAssert.Contains(rig.Uplink.Failure, "decrypt_error");
        StringAssert.Contains(rig.Uplink.Failure, "we are \"node\"");
    }

    [TestMethod]
    public void No_server_at_all()
    {
        ChannelBench bench = Bench(Server("another"));
        bench.LosesAnswer = _ => true;
        using var rig = new Rig(bench, "coaps://greenhouse.example/t");
        bench.Run(() => rig.Uplink.Failure != null);
        StringAssert.Contains(rig.Uplink.Failure, "wrong address or port");
    }

    /// <summary>The server's 4.01 is not protected, so it is told and not obeyed: the message is sent as often as any.</summary>
    [TestMethod]
    public void Another_OSCORE_context()
    {
        var server = new ChannelBench.OscorePair(true); // the sides are the wrong way round
        ChannelBench bench = Bench(socket => server.Server(socket, 3));
        using var rig = new Rig(bench, "coap+oscore://greenhouse.example/t");
        bench.Run(() => rig.Uplink.Failure != null);
        StringAssert.Contains(rig.Uplink.Failure, "4.01 Unauthorized without OSCORE");
        Assert.AreEqual(5, bench.Wire.Count);
    }

    [TestMethod]
    public void A_store_that_refuses_sends_nothing()
    {
        var server = new ChannelBench.OscorePair(false);
        ChannelBench bench = Bench(socket => server.Server(socket, 3));
        using var rig = new Rig(bench, "coap+oscore://greenhouse.example/t", store => store.Refuses = true);
        bench.Run(() => rig.Uplink.Failure != null);
        StringAssert.Contains(rig.Uplink.Failure, "sequence number could not be stored");
        Assert.AreEqual(0, bench.Wire.Count);
    }

    /// <summary>A value that the medium has lost is not taken for none: numbers would begin at 0 again.</summary>
    [TestMethod]
    public void Lost_sequence_numbers_end_the_keys()
    {
        var server = new ChannelBench.OscorePair(false);
        ChannelBench bench = Bench(socket => server.Server(socket, 3));
        using var rig = new Rig(bench, "coap+oscore://greenhouse.example/t", LoseSequence);
        bench.Run(() => rig.Uplink.Failure != null);
        StringAssert.Contains(rig.Uplink.Failure, "need a new secret");
        Assert.AreEqual(0, bench.Wire.Count);
    }

    /// <summary>The data path, from the outbox to the acknowledgement, through each channel: no byte of heap.</summary>
    [TestMethod]
    [DataRow("coap")]
    [DataRow("coaps")]
    [DataRow("coap+oscore")]
    public void Readings_take_no_heap(string scheme)
    {
        var server = new ChannelBench.OscorePair(false);
        ChannelBench bench = Bench(socket => scheme == "coaps" ? Server("key")(socket) : server.Server(socket, 3));
        using var rig = new Rig(bench, scheme + "://greenhouse.example/echo");
        bench.Run(() => rig.Outbox.Waiting == 0);
        rig.Measure = true;
        for (int i = 1; i <= 300; i++)
        {
            rig.Outbox.Add(0, 2000 + i, bench.NowMs, Time.Never);
            bench.Run(() => rig.Outbox.Waiting == 0);
            Assert.AreEqual(0, rig.Outbox.Waiting, rig.Uplink.Failure);
            rig.Allocated = i == 200 ? 0 : rig.Allocated; // the runtime has settled by then
        }

        Assert.AreEqual(0, rig.Allocated);
    }

    [TestMethod]
    public void Short_keys_are_warned_of()
    {
        ChannelBench bench = Bench(Server("another"));
        using var rig = new Rig(bench, "coaps://greenhouse.example/t", _ => { }, "short"u8.ToArray());
        StringAssert.Contains(rig.Uplink.Warning, "less than 16 bytes");
        using var good = new Rig(bench, "coaps://greenhouse.example/t");
        Assert.IsNull(good.Uplink.Warning);
    }

    private static void LoseSequence(MemoryKeyValueStore store)
    {
        // A first life stores the number, in both places.
        for (int life = 0; life < 3; life++)
        {
            var client = new OscoreClientChannel(
                new SilentSocket(), OscorePeer.Keys("01", "02", "-"), 640, 2, new PcCrypto(), new SeededRandom(1), store);
            client.Connect("x", 1, 0);
            client.Send([0x40, 2, 0, 1], 0, 4, 1, 0);
        }

        Assert.AreEqual(2, store.Values.Count);
        foreach (byte[] value in store.Values.Values)
        {
            value[5] ^= 1;
        }
    }

    private static ChannelBench Bench(Func<IDatagramSocket, IServerChannel> server)
        => new(3, Clean, socket => new PlainChannel(socket), server);

    private static Func<IDatagramSocket, IServerChannel> Server(string key)
    {
        var keys = new SecureOptions { PskIdentity = "node", PskKey = key == "key" ? DtlsSimulation.Key : System.Text.Encoding.UTF8.GetBytes(key) };
        return socket => new DtlsServerChannel(socket, keys, 2, new PcCrypto(), new SeededRandom(4));
    }

    /// <summary>An uplink with one reading to send, in the place of the bench's client.</summary>
    private sealed class Rig : IDisposable
    {
        private readonly ChannelBench _bench;

        public Rig(ChannelBench bench, string url, Action<MemoryKeyValueStore>? prepare = null, byte[]? key = null)
        {
            _bench = bench;
            var store = new MemoryKeyValueStore();
            prepare?.Invoke(store);
            ISensor[] sensors = [new AdcVoltage(new AdcModel(), new AdcVoltageOptions())];
            var channels = new Channels(sensors);
            Outbox = new Outbox(64, 1);
            SecureOptions keys = OscorePeer.Keys("01", "02", "-");
            keys.PskIdentity = "node";
            keys.PskKey = key ?? DtlsSimulation.Key;
            var options = new UplinkOptions { DeviceId = "node", Secure = keys };
            var parts = new UplinkParts(new StreamFactory(), Outbox, channels, new SimClock(1, 0), new SeededRandom(5))
            {
                Datagrams = bench.ClientSocket,
                Crypto = new PcCrypto(),
                Store = store,
            };
            Uplink = UplinkFactory.Create(EndpointUrl.Parse(url, out _), options, parts);
            Outbox.Add(0, 2000, 0, Time.Never);
            Uplink.Open(0);
            bench.Instead = Step;
        }

        public IUplink Uplink { get; }

        public Outbox Outbox { get; }

        /// <summary>Whether allocations of the uplink's own steps are counted; the bench's are not.</summary>
        public bool Measure { get; set; }

        public long Allocated { get; set; }

        public void Dispose() => Uplink.Close(0);

        private long Step(long nowMs)
        {
            long before = GC.GetAllocatedBytesForCurrentThread() - _bench.ClientSocket.Allocated;
            long due = Uplink.Step(nowMs, false);
            Allocated += Measure ? GC.GetAllocatedBytesForCurrentThread() - _bench.ClientSocket.Allocated - before : 0;
            return due;
        }
    }

    private sealed class SilentSocket : IDatagramSocket
    {
        public StreamState State { get; private set; }

        public string Failure => "";

        public bool WasForGroup => false;

        public void Open(int localPort) => State = StreamState.Open;

        public int Resolve(string host, int port) => 1;

        public bool JoinGroup(string address) => false;

        public int Receive(byte[] buffer, int offset, int capacity, out int peer)
        {
            peer = 0;
            return -1;
        }

        public void Send(byte[] buffer, int offset, int count, int peer)
        {
        }

        public void Close() => State = StreamState.Closed;
    }
}
