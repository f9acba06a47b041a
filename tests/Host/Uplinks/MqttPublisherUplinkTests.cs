using Telenode.Core;
using Telenode.SimBoard;
using Telenode.Telemetry;
using Telenode.Uplinks;

namespace Telenode.Tests.Host.Uplinks;

/// <summary>The uplink over an MQTT client that is not ours. The client is played by the test: nanoFramework.M2Mqtt runs on a board only.</summary>
[TestClass]
public sealed class MqttPublisherUplinkTests
{
    [TestMethod]
    public void Status_and_schema_come_first_and_readings_leave_the_outbox_when_acknowledged()
    {
        var bench = new Bench();
        bench.Connects();
        CollectionAssert.AreEqual(new[] { "p/d/status online 1 retained", "p/d/schema … 1 retained" }, bench.Client.TakePublished());
        bench.Takes(1);
        CollectionAssert.AreEqual(new[] { "p/d/telemetry … 1" }, bench.Client.TakePublished());
        Assert.AreEqual(1, bench.Outbox.Waiting);
        bench.Client.Outcomes.Enqueue((bench.Client.LastHandle, true));
        bench.Step();
        Assert.AreEqual(1, bench.Outbox.Acknowledged);
        bench.Uplink.Close(bench.Now);
        CollectionAssert.AreEqual(new[] { "p/d/status offline 0 retained" }, bench.Client.TakePublished());
    }

    [TestMethod]
    public void At_QoS_0_a_reading_is_done_when_the_client_has_it()
    {
        var bench = new Bench(qos: 0);
        bench.Connects();
        bench.Takes(1);
        Assert.AreEqual(1, bench.Outbox.Acknowledged);
    }

    [TestMethod]
    public void What_the_client_gives_up_is_offered_again()
    {
        // M2Mqtt tries three times and then drops a message, with an event that says so.
        var bench = new Bench();
        bench.Connects();
        bench.Takes(1);
        bench.Client.TakePublished();
        bench.Client.Outcomes.Enqueue((bench.Client.LastHandle, false));
        bench.Step();
        Assert.AreEqual(1, bench.Client.TakePublished().Count(line => line.StartsWith("p/d/telemetry", StringComparison.Ordinal)));
        Assert.AreEqual(1, bench.Outbox.Waiting);
        StringAssert.Contains(bench.Uplink.Failure, "given up");
    }

    [TestMethod]
    public void What_was_under_way_when_the_connection_ended_is_published_again_on_the_next()
    {
        var bench = new Bench();
        bench.Connects();
        bench.Takes(1);
        bench.Client.TakePublished();
        bench.Client.Fail("the connection was closed");
        bench.Step();
        Assert.AreEqual(UplinkState.BackingOff, bench.Uplink.State);
        Assert.AreEqual("the connection was closed", bench.Uplink.Failure);
        Assert.AreEqual(1, bench.Outbox.Sendable);
        bench.Pass(5000);
        bench.Connects();
        Assert.AreEqual("p/d/telemetry … 1", bench.Client.TakePublished()[^1]);
        bench.Client.Outcomes.Enqueue((bench.Client.LastHandle, true));
        bench.Step();
        Assert.AreEqual(1, bench.Outbox.Acknowledged);
        Assert.AreEqual(0, bench.Outbox.Waiting);
    }

    [TestMethod]
    public void A_client_that_says_nothing_is_closed_and_tried_again()
    {
        var bench = new Bench();
        bench.Uplink.Open(bench.Now);
        bench.Pass(60_000);
        Assert.AreEqual("the host did not answer", bench.Uplink.Failure);
        bench.Pass(5000);
        bench.Connects();
        bench.Takes(1);
        bench.Pass(60_000);
        Assert.AreEqual("the broker acknowledges nothing", bench.Uplink.Failure);
        Assert.AreEqual(1, bench.Outbox.Sendable);
    }

    [TestMethod]
    public void No_more_than_four_packs_are_under_way_and_a_full_client_is_tried_later()
    {
        var bench = new Bench(packBytes: 64);
        bench.Connects();
        bench.Client.TakePublished();
        bench.Client.Room = 2;
        for (int i = 0; i < 40; i++)
        {
            bench.Takes(i);
        }

        Assert.HasCount(2, bench.Client.TakePublished());
        bench.Client.Room = int.MaxValue;
        bench.Step();
        bench.Step();
        bench.Step();
        Assert.HasCount(2, bench.Client.TakePublished());
        Assert.AreEqual(40, bench.Outbox.Waiting);
    }

    [TestMethod]
    [DataRow("mqtt://host/p", 2, false)]
    [DataRow("mqtts://host/p", 1, false)]
    [DataRow("ws://host/p", 1, false)]
    [DataRow("mqtt://host/p", 1, true)]
    public void What_it_does_not_do_is_refused(string url, int qos, bool scram)
    {
        ArgumentException e = Assert.ThrowsExactly<ArgumentException>(() => new Bench(url, qos, scram));
        StringAssert.Contains(e.Message, "uplink.client m2mqtt does mqtt: at QoS 0 and 1");
    }

    private sealed class Bench
    {
        private readonly UplinkDesk _desk = new(); // for its channel and clock

        public Bench(string url = "mqtt://host/p", int qos = 1, bool scram = false, int packBytes = 512)
        {
            var options = new UplinkOptions { DeviceId = "d", Qos = qos, PlatformClient = true, ScramSha256 = scram, PackBytes = packBytes };
            var parts = new UplinkParts(_desk, Outbox, new Channels([_desk]), _desk, new SimRandom(1)) { Publisher = Client };
            Uplink = UplinkFactory.Create(EndpointUrl.Parse(url, out _)!, options, parts);
        }

        public Outbox Outbox { get; } = new(64, 1);

        public FakeClient Client { get; } = new();

        public IUplink Uplink { get; }

        public long Now { get; private set; } = 1000;

        public void Connects()
        {
            Uplink.Open(Now);
            Step();
            Client.State = StreamState.Open;
            Step();
            Assert.AreEqual(UplinkState.Ready, Uplink.State);
        }

        public void Takes(long mantissa)
        {
            Outbox.Add(0, mantissa, Now, 1_781_946_000_000);
            Step();
        }

        public void Pass(long ms)
        {
            Now += ms;
            Step();
        }

        public void Step() => Uplink.Step(Now, false);
    }

    private sealed class FakeClient : IMqttPublisher
    {
        private readonly List<string> _published = [];

        public StreamState State { get; set; }

        public string? Failure { get; private set; }

        public int LastHandle { get; private set; }

        public int Room { get; set; } = int.MaxValue;

        public Queue<(int Handle, bool Delivered)> Outcomes { get; } = [];

        public List<string> TakePublished()
        {
            List<string> all = [.. _published];
            _published.Clear();
            return all;
        }

        public void Fail(string why)
        {
            State = StreamState.Failed;
            Failure = why;
        }

        public void Open(EndpointUrl url, UplinkOptions options, string willTopic, string will)
        {
            Assert.AreEqual(("p/d/status", "offline"), (willTopic, will));
            State = StreamState.Opening;
        }

        public int Publish(string topic, byte[] payload, int offset, int count, int qos, bool retain)
        {
            if (State != StreamState.Open || Room == 0)
            {
                return 0;
            }

            Room--;
            string text = System.Text.Encoding.UTF8.GetString(payload, offset, count);
            _published.Add($"{topic} {(text is "online" or "offline" ? text : "…")} {qos}{(retain ? " retained" : "")}");
            return ++LastHandle;
        }

        public int TakeOutcome(out bool delivered)
        {
            (int handle, delivered) = Outcomes.TryDequeue(out (int, bool) next) ? next : (0, false);
            return handle;
        }

        public void Close()
        {
            State = StreamState.Closed;
            Failure = null;
            Outcomes.Clear();
        }
    }
}
