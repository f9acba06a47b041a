using System;
using Telenode.Coap;
using Telenode.Core;
using Telenode.Tests.Security;
using Telenode.Uplinks;

namespace Telenode.Tests.Coap;

/// <summary>The table of connections that clients have opened to our server (RFC 8323).</summary>
[TestClass]
public class ConnectionsTests
{
    private const string OurCsm = "40e1" + "220480" + "20";
    private const string TheirCsm = "00e1";
    private const string Get = "2101aab161"; // GET /a with token aa
    private const string Answer = "7145aa" + "ff32322e332043";
    private const string Register = "3101bb" + "60" + "5161";

    [TestMethod]
    public void Each_connection_is_answered_on_its_own_way()
    {
        var bench = new Bench(2);
        Wire first = bench.Connect();
        Wire second = bench.Connect();
        bench.Step(0);
        Assert.AreEqual(OurCsm, first.Taken());
        Assert.AreEqual(OurCsm, second.Taken());
        first.Feed(TheirCsm + Get);
        second.Feed(TheirCsm + Get + Get);
        bench.Step(1);
        Assert.AreEqual(Answer, first.Taken());
        Assert.AreEqual(Answer + Answer, second.Taken());
        Assert.AreEqual(2, bench.Connections.Count);
    }

    [TestMethod]
    public void Byte_by_byte_both_ways_it_is_the_same()
    {
        var bench = new Bench(1);
        Wire wire = bench.Connect();
        wire.Room = 1;
        string bytes = TheirCsm + Get + Get;
        string taken = "";
        for (int i = 0; i < 100; i++)
        {
            if (i < bytes.Length / 2)
            {
                wire.Feed(bytes.Substring(2 * i, 2));
            }

            bench.Step(i);
            taken += wire.Taken();
            wire.Room = 1;
        }

        Assert.AreEqual(OurCsm + Answer + Answer, taken);
    }

    [TestMethod]
    public void A_full_table_takes_no_further_connection_and_leaves_the_others()
    {
        var bench = new Bench(1);
        Wire first = bench.Connect();
        Wire second = bench.Connect();
        bench.Step(0);
        Assert.IsTrue(second.State == StreamState.Closed);
        first.Feed(TheirCsm + Get);
        bench.Step(1);
        Assert.AreEqual(OurCsm + Answer, first.Taken());
    }

    // RFC 8323 §5.4: a ping asks whether the other side lives.
    [TestMethod]
    public void Who_answers_a_ping_stays_and_who_does_not_makes_room()
    {
        var bench = new Bench(2);
        Wire living = bench.Connect();
        Wire dead = bench.Connect();
        bench.Step(0);
        living.Feed(TheirCsm + Register);
        dead.Feed(TheirCsm + Register);
        bench.Step(0);
        Assert.AreEqual(2, bench.Endpoint.ObserverCount);
        living.Taken();
        dead.Taken();
        Assert.AreEqual(60000L, bench.Connections.NextMs);
        bench.Step(60000);
        Assert.AreEqual("00e2", living.Taken());
        Assert.AreEqual("00e2", dead.Taken());
        living.Feed("00e3");
        bench.Step(60100);
        bench.Step(90000);
        Assert.AreEqual(1, bench.Connections.Count);
        Assert.AreEqual(1, bench.Endpoint.ObserverCount);
        Assert.IsTrue(living.State == StreamState.Open);
        Assert.IsTrue(dead.State == StreamState.Closed);
        Assert.AreEqual(120100L, bench.Connections.NextMs);
    }

    // An observer that takes nothing for a while is told the state of afterwards, and the states in between are passed over (RFC 7641 §1.3).
    [TestMethod]
    public void A_connection_that_takes_nothing_holds_up_nobody()
    {
        var bench = new Bench(2);
        Wire slow = bench.Connect();
        Wire quick = bench.Connect();
        bench.Step(0);
        slow.Feed(TheirCsm + Register);
        quick.Feed(TheirCsm + Register);
        bench.Step(0);
        slow.Taken();
        quick.Taken();
        slow.Room = 3;
        string[] states = { "1", "2", "3" };
        for (int i = 0; i < 3; i++)
        {
            bench.Resource.Text = states[i];
            bench.Endpoint.Notify(bench.Index, i);
            bench.Step(i);
            Assert.AreEqual("ff3" + states[i], Tail(quick.Taken()));
        }

        slow.Room = 100;
        bench.Step(10);
        string taken = slow.Taken();
        Assert.AreEqual("ff31", taken.Substring(10, 4)); // what was begun, then the last state
        Assert.AreEqual("ff33", Tail(taken));
        Assert.AreEqual(28, taken.Length);
    }

    [TestMethod]
    public void A_connection_that_breaks_is_forgotten_with_its_observers()
    {
        var bench = new Bench(1);
        Wire wire = bench.Connect();
        bench.Step(0);
        wire.Feed(TheirCsm + Register);
        bench.Step(0);
        wire.Break();
        bench.Step(1);
        Assert.AreEqual(0, bench.Connections.Count);
        Assert.AreEqual(0, bench.Endpoint.ObserverCount);
        Wire next = bench.Connect();
        bench.Step(2);
        next.Feed(TheirCsm + Get);
        bench.Step(2);
        Assert.AreEqual(OurCsm + Answer, next.Taken());
    }

    [TestMethod]
    [DataRow("2101bbb161", "00e5")] // no CSM first: Abort (RFC 8323 §5.3)
    [DataRow("00e1" + "00e4", "")] // Release: it leaves
    [DataRow("00e1" + "09e1000000000000000000", "00e5")] // a token of 9 bytes
    public void What_ends_a_stream_closes_its_connection(string bytes, string answer)
    {
        var bench = new Bench(1);
        Wire wire = bench.Connect();
        bench.Step(0);
        wire.Feed(bytes);
        bench.Step(1);
        Assert.AreEqual(OurCsm + answer, wire.Taken());
        Assert.IsTrue(wire.State == StreamState.Closed);
        Assert.AreEqual(0, bench.Connections.Count);
    }

    [TestMethod]
    public void Closing_takes_leave()
    {
        var bench = new Bench(2);
        Wire wire = bench.Connect();
        bench.Step(0);
        wire.Feed(TheirCsm);
        bench.Step(1);
        bench.Connections.Close(bench.Datagrams, 2);
        Assert.AreEqual(OurCsm + "00e4", wire.Taken());
        Assert.IsTrue(wire.State == StreamState.Closed);
    }

    private static string Tail(string hex) => hex.Substring(hex.Length - 4);

    /// <summary>A server with a listener whose connections are wires in memory, and a network without datagrams.</summary>
    private sealed class Bench : ICoapOwner, IStreamListener, IServerChannel
    {
        private readonly Wire[] _waiting = new Wire[8];
        private int _first;
        private int _last;

        public Bench(int connections)
        {
            var options = new CoapOptions { Random = new DictatedRandom(), MaxStreams = connections };
            Endpoint = new CoapEndpoint(options);
            Index = Endpoint.AddResource("a", Resource, "", ResourceFlags.Observable);
            Datagrams = new CoapDatagrams(Endpoint, options.MaxMessageSize, this, this);
            Connections = new CoapConnections(Endpoint, options.MaxMessageSize, this, connections);
            Datagrams.Connections = Connections;
        }

        public CoapEndpoint Endpoint { get; }

        public CoapDatagrams Datagrams { get; }

        public CoapConnections Connections { get; }

        public TextResource Resource { get; } = new TextResource();

        public int Index { get; }

        public StreamState State => StreamState.Open;

        public PlainChannel Plain => null;

        public string Failure => null;

        public string Hint => null;

        public long NextDeadlineMs => Time.Never;

        public int Arrival => 0;

        public long BytesSent => 0;

        public long BytesReceived => 0;

        public Wire Connect()
        {
            _waiting[_last] = new Wire();
            return _waiting[_last++];
        }

        public void Step(long nowMs)
        {
            Endpoint.HandleTimeout(nowMs);
            Connections.Step(Datagrams, nowMs);
        }

        public IByteStream Accept() => _first == _last ? null : _waiting[_first++];

        public void OnCoapEvent(CoapEvent what, long nowMs)
        {
            if (what == CoapEvent.StreamClosed)
            {
                Connections.Close(Endpoint.EventPeer, nowMs);
            }
        }

        public int Receive(byte[] buffer, int offset, int capacity, out int peer, long nowMs)
        {
            peer = 0;
            return -1;
        }

        public void Send(byte[] buffer, int offset, int count, int peer, long nowMs)
        {
        }

        public void Listen(int port, string group)
        {
        }

        public bool JoinGroup(string address) => false;

        public void Open(int localPort)
        {
        }

        public void Close(long nowMs)
        {
        }

        public void Close()
        {
        }
    }

    /// <summary>An accepted connection in memory.</summary>
    private sealed class Wire : IByteStream
    {
        private readonly byte[] _incoming = new byte[256];
        private readonly byte[] _taken = new byte[512];
        private int _start;
        private int _end;
        private int _count;

        public int Room { get; set; } = 10000;

        public StreamState State { get; private set; } = StreamState.Open;

        public string Failure => null;

        public string Warning => null;

        public LinkStage Stage => LinkStage.None;

        public void Feed(string hex)
        {
            byte[] bytes = Hex.Bytes(hex);
            Array.Copy(bytes, 0, _incoming, _end, bytes.Length);
            _end += bytes.Length;
        }

        /// <summary>What was written since the last call.</summary>
        public string Taken()
        {
            string taken = Hex.Text(_taken, 0, _count);
            _count = 0;
            return taken;
        }

        public void Break() => State = StreamState.Failed;

        public void Open(string host, int port)
        {
        }

        public int Read(byte[] buffer, int offset, int count)
        {
            int taken = _end - _start < count ? _end - _start : count;
            Array.Copy(_incoming, _start, buffer, offset, taken);
            _start += taken;
            return taken;
        }

        public int Write(byte[] buffer, int offset, int count)
        {
            int taken = count < Room ? count : Room;
            Array.Copy(buffer, offset, _taken, _count, taken);
            _count += taken;
            Room -= taken;
            return taken;
        }

        public void Close() => State = StreamState.Closed;
    }
}
