using Telenode.Telemetry;
using Telenode.Uplinks;

namespace Telenode.Tests.Host.Uplinks;

/// <summary>Connections that end soon after they were accepted: the pause grows, and a person is told what it may be.</summary>
[TestClass]
public sealed class MqttReconnectTests
{
    private const long Dated = 1_781_946_000_000;

    [TestMethod]
    public void A_session_that_is_taken_over_is_told_at_once()
    {
        UplinkDesk desk = New().Connects();
        desk.Gives("E0 01 8E");
        Assert.AreEqual("session taken over", desk.Uplink.Failure);
        StringAssert.Contains(desk.Uplink.Warning, "another client has connected as \"d\": give every device an id of its own");
        desk.Connects();
        StringAssert.Contains(desk.Uplink.Warning, "another client", "still there when it is connected again");
        desk.Passes(119_999);
        Assert.IsNotNull(desk.Uplink.Warning);
        desk.Passes(1);
        Assert.IsNull(desk.Uplink.Warning, "it has lasted");
    }

    [TestMethod]
    public void A_broker_that_only_closes_is_told_when_it_has_become_a_pattern()
    {
        // Version 3.1.1, and Mosquitto 2.0 in version 5: no reason, although each connection delivers readings.
        UplinkDesk desk = New();
        for (int i = 1; i <= 3; i++)
        {
            Deliver(desk.Connects());
            Assert.IsNull(desk.Uplink.Warning);
            desk.Passes(1500).Breaks();
        }

        StringAssert.Contains(desk.Uplink.Warning, "closed 3 connections in a row soon after it had accepted them: does another device have the id \"d\"?");
    }

    [TestMethod]
    public void Two_devices_of_one_id_leave_each_other_ever_more_time()
    {
        // Each connects when its pause is over, which throws the other out.
        UplinkDesk[] boards = [New(), New()];
        int connections = 0;
        long[] pauses = new long[24];
        foreach (int turn in Enumerable.Range(0, pauses.Length))
        {
            UplinkDesk board = boards[turn % 2];
            long before = board.Now;
            Deliver(board.Connects());
            pauses[turn] = board.Now - before;
            connections++;
            board.Passes(500).Breaks();
        }

        Assert.AreEqual(24, connections);
        long early = pauses[2..8].Sum();
        long late = pauses[18..].Sum();
        Assert.IsGreaterThan(4 * early, late, $"pauses of {string.Join(", ", pauses)} ms");
    }

    [TestMethod]
    public void A_link_that_breaks_now_and_then_is_tried_soon()
    {
        UplinkDesk desk = New();
        for (int i = 0; i < 10; i++)
        {
            Deliver(desk.Connects());
            desk.Passes(130_000);
            desk.Gives("D0 00");
            desk.Breaks("timed out");
            long before = desk.Now;
            desk.Connects();
            Assert.IsLessThan(5000L, desk.Now - before);
            Assert.IsNull(desk.Uplink.Warning);
            Deliver(desk);
            desk.Passes(130_000);
            desk.Gives("D0 00").Breaks("timed out");
        }
    }

    [TestMethod]
    public void A_connection_that_breaks_in_the_middle_of_a_proof_leaves_nothing_to_do_at_once()
    {
        var desk = new UplinkDesk(new UplinkOptions { ScramSha256 = true, User = "u", Password = "p" });
        desk.Uplink.Open(desk.Now);
        desk.Uplink.Step(desk.Now, false);
        string connect = System.Text.Encoding.ASCII.GetString(Convert.FromHexString(desk.Packets().Single()));
        string nonce = connect[(connect.IndexOf("r=", StringComparison.Ordinal) + 2)..][..20];
        string first = $"r={nonce}x,s=QUJD,i=100000";
        desk.Arrives($"F0 {first.Length + 21:X2} 18 {first.Length + 19:X2} 15 00 0D 'SCRAM-SHA-256' 16 00 {first.Length:X2} '{first}'");
        Assert.AreEqual(desk.Now, desk.Uplink.Step(desk.Now, false), "the proof goes on at once");
        desk.Hangs();
        Assert.IsGreaterThan(desk.Now, desk.Uplink.Step(desk.Now, false));
        desk.Passes(5000);
        Assert.AreEqual(UplinkState.Connecting, desk.Uplink.State);
    }

    private static void Deliver(UplinkDesk desk)
    {
        long had = desk.Outbox.Acknowledged;
        desk.Takes(1);
        desk.Gives("40 02" + desk.Packs().Single().Identifier);
        Assert.AreEqual(had + 1, desk.Outbox.Acknowledged);
    }

    private static UplinkDesk New() => new(new UplinkOptions { KeepAliveSeconds = 0 }) { ClockSetTo = Dated };
}
