using Telenode.Core;
using Telenode.SimBoard.Store;
using Telenode.Uplinks;

namespace Telenode.Tests.Host.Security;

/// <summary>A DTLS association over deep sleeps and power cuts: it goes on where it can, and no sequence number comes twice.</summary>
[TestClass]
public class SecureSleepTests
{
    private static readonly LinkFaults Clean = new(0, 0, 0, 0);

    /// <summary>What becomes of a write that the power goes away in.</summary>
    public enum Cut
    {
        Lost,
        Torn,
        Done,
    }

    [TestMethod]
    public void An_association_goes_on_after_a_sleep_without_a_handshake()
    {
        var store = new MemoryKeyValueStore();
        ChannelBench bench = New(store, 1);
        Assert.IsTrue(bench.Connect());
        Assert.IsTrue(bench.Post("a"));
        for (int sleep = 0; sleep < 5; sleep++)
        {
            bench.Client.Suspend(bench.NowMs);
            bench.NowMs += 3_600_000;
            int port = bench.ClientSocket.OpenedPort;
            bench.ReplaceClient(socket => SecureChannelTests.DtlsClient(socket, 100 + sleep, store));
            int sent = bench.Wire.Count;
            Assert.IsTrue(bench.Connect());
            Assert.AreEqual(sent, bench.Wire.Count, "no handshake");
            Assert.AreEqual(port, bench.ClientSocket.OpenedPort, "a server without connection ids knows it by its port");
            Assert.IsTrue(bench.Post("after sleep " + sleep));
            Assert.AreEqual(sent + 1, bench.Wire.Count, "one record");
        }

        Assert.AreEqual(6, bench.Handled.Count);
        AssertNoNumberTwice(bench.Wire);
    }

    /// <summary>The server has forgotten it meanwhile: after ten seconds without an answer the session is resumed or begun anew.</summary>
    [TestMethod]
    public void An_association_that_the_server_has_forgotten_is_given_up()
    {
        var store = new MemoryKeyValueStore();
        ChannelBench bench = New(store, 2);
        Assert.IsTrue(bench.Connect());
        Assert.IsTrue(bench.Post("a"));
        bench.Client.Suspend(bench.NowMs);
        bench.Restart(SecureChannelTests.DtlsServer(bench.ServerSocket, 77), 77);
        bench.ReplaceClient(socket => SecureChannelTests.DtlsClient(socket, 3, store));
        Assert.IsTrue(bench.Connect());
        long woke = bench.NowMs;
        Assert.IsFalse(bench.Post("b"));
        Assert.AreEqual(StreamState.Failed, bench.Client.State);
        StringAssert.Contains(bench.Client.Failure, "from before the sleep");
        Assert.IsTrue(bench.NowMs - woke < 15_000, $"{bench.NowMs - woke} ms");
        bench.Client.Close(bench.NowMs);
        Assert.IsTrue(bench.Connect());
        Assert.IsTrue(bench.Post("b"));
    }

    /// <summary>The power goes away in any write of the store, before, in the middle of or right behind it.</summary>
    [TestMethod]
    [DataRow(Cut.Lost)]
    [DataRow(Cut.Torn)]
    [DataRow(Cut.Done)]
    public void No_power_cut_brings_sequence_numbers_back(Cut cut)
    {
        for (int at = 1; at <= 14; at++)
        {
            var store = new CuttingStore(at, cut);
            ChannelBench bench = New(store, at);
            for (int boot = 0; boot < 8; boot++)
            {
                try
                {
                    bench.ReplaceClient(socket => SecureChannelTests.DtlsClient(socket, (100 * at) + boot, store));
                    Assert.IsTrue(bench.Connect(), $"cut {at}, boot {boot}: {bench.Client.Failure}");
                    Assert.IsTrue(bench.Post($"{boot} a"), $"cut {at}, boot {boot}");
                    Assert.IsTrue(bench.Post($"{boot} b"), $"cut {at}, boot {boot}");
                    bench.Client.Suspend(bench.NowMs);
                }
                catch (PowerCutException)
                {
                    bench.Drop();
                }
            }

            AssertNoNumberTwice(bench.Wire);
        }
    }

    /// <summary>The same for OSCORE's sender sequence number, which is stored ahead in two places in turn.</summary>
    [TestMethod]
    [DataRow(Cut.Lost)]
    [DataRow(Cut.Torn)]
    [DataRow(Cut.Done)]
    public void No_power_cut_brings_a_Partial_IV_back(Cut cut)
    {
        for (int at = 1; at <= 10; at++)
        {
            var store = new CuttingStore(at, cut);
            var server = new ChannelBench.OscorePair(false);
            ChannelBench bench = new(at, Clean, socket => OscoreClient(socket, at, store), socket => server.Server(socket, at));
            for (int boot = 0; boot < 6; boot++)
            {
                try
                {
                    bench.ReplaceClient(socket => OscoreClient(socket, (100 * at) + boot, store));
                    Assert.IsTrue(bench.Connect(), $"cut {at}, boot {boot}: {bench.Client.Failure}");
                    for (int i = 0; i < 100; i++)
                    {
                        Assert.IsTrue(bench.Post($"{boot} {i}"), $"cut {at}, boot {boot}: {bench.Client.Failure}");
                    }
                }
                catch (PowerCutException)
                {
                    bench.Drop();
                }
            }

            var seen = new HashSet<string>();
            foreach (byte[] datagram in bench.Wire)
            {
                Assert.IsTrue(seen.Add(Convert.ToHexString(datagram, 10, datagram[9] & 7)), $"cut {at}: a Partial IV twice");
            }

            Assert.IsTrue(seen.Count >= 500);
        }
    }

    private static IClientChannel OscoreClient(IDatagramSocket socket, int seed, IKeyValueStore store)
        => new OscoreClientChannel(socket, OscorePeer.Keys("01", "02", "-"), 640, 2, new SimBoard.Crypto.PcCrypto(), new SeededRandom(seed), store);

    /// <summary>A key or server that has been changed finds nothing of the old one's.</summary>
    [TestMethod]
    public void A_changed_key_shakes_hands_anew()
    {
        var store = new MemoryKeyValueStore();
        ChannelBench bench = New(store, 4);
        Assert.IsTrue(bench.Connect());
        bench.Client.Suspend(bench.NowMs);
        byte[] association = (byte[])store.Values.Single().Value.Clone();
        var keys = new SecureOptions { PskIdentity = "node", PskKey = "another key, of 24 bytes"u8.ToArray() };
        bench.ReplaceClient(socket => new DtlsClientChannel(
            socket, "server", keys, new SimBoard.Crypto.PcCrypto(), new SeededRandom(9), store));
        Assert.IsFalse(bench.Connect());
        CollectionAssert.AreEqual(association, store.Values.Single().Value);
    }

    private static ChannelBench New(IKeyValueStore store, int seed) => new(
        seed, Clean, socket => SecureChannelTests.DtlsClient(socket, seed, store), socket => SecureChannelTests.DtlsServer(socket, seed));

    /// <summary>Records of epoch 1 between two ClientHellos are one association's, or go on with it.</summary>
    private static void AssertNoNumberTwice(List<byte[]> wire)
    {
        var seen = new Dictionary<string, string>();
        foreach (byte[] datagram in wire)
        {
            if (datagram[0] == 22 && datagram[4] == 0 && datagram[13] == 1)
            {
                seen.Clear();
            }

            for (int at = 0; at < datagram.Length;)
            {
                int id = datagram[at] == 25 ? 2 : 0;
                int length = (datagram[at + id + 11] << 8) | datagram[at + id + 12];
                string number = Convert.ToHexString(datagram, at + 3, 8);
                string record = Convert.ToHexString(datagram, at, 13 + id + length);
                Assert.IsTrue(datagram[at + 4] == 0 || seen.TryAdd(number, record), $"sequence number {number} twice");
                at += 13 + id + length;
            }
        }
    }

    private sealed class PowerCutException : Exception;

    private sealed class CuttingStore(int at, Cut cut) : IKeyValueStore
    {
        private readonly MemoryKeyValueStore _inner = new();
        private int _operations;

        public int Read(string name, byte[] buffer, int offset, int capacity) => _inner.Read(name, buffer, offset, capacity);

        public bool Write(string name, byte[] buffer, int offset, int count)
        {
            bool isCut = ++_operations == at;
            if (!isCut || cut == Cut.Done)
            {
                _inner.Write(name, buffer, offset, count);
            }
            else if (cut == Cut.Torn)
            {
                _inner.Write(name, buffer, offset, count / 2);
            }

            return isCut ? throw new PowerCutException() : true;
        }

        public bool Remove(string name)
        {
            bool isCut = ++_operations == at;
            if (!isCut || cut != Cut.Lost)
            {
                _inner.Remove(name);
            }

            return isCut ? throw new PowerCutException() : true;
        }

        public bool RemoveAll() => _inner.RemoveAll();
    }
}
