using System.Globalization;
using Telenode.Telemetry;
using Telenode.Uplinks;

namespace Telenode.Tests.Host.Uplinks;

/// <summary>Requests over MQTT: what is handed to the node, where its answer goes, and what is not carried out.</summary>
[TestClass]
public sealed class MqttDownlinkTests
{
    private const string V5 = "20 03 00 00 00";
    private const string Topic = "00 0B 'p/d/command'";

    [TestMethod]
    public void It_asks_for_requests_at_every_connection_and_not_without_a_node()
    {
        var desk = new UplinkDesk(downlink: new Echo());
        for (int i = 0; i < 2; i++)
        {
            desk.Connects();
            List<string> packets = desk.Packets();
            Assert.AreEqual(1, packets.Count(packet => packet.StartsWith("82", StringComparison.Ordinal)
                && packet.EndsWith(Convert.ToHexString("\0\vp/d/command\u0002"u8), StringComparison.Ordinal)), string.Join("\n", packets));
            desk.Breaks();
        }

        var without = new UplinkDesk();
        without.Connects();
        Assert.AreEqual(0, without.Packets().Count(packet => packet.StartsWith("82", StringComparison.Ordinal)));
    }

    [TestMethod]
    [DataRow(0)]
    [DataRow(1)]
    [DataRow(2)]
    public void A_request_is_answered_on_the_answer_topic(int qos)
    {
        UplinkDesk desk = Connected(new Echo(), out _);
        desk.Gives(qos == 0 ? $"30 11 {Topic} 00 'get'" : $"3{2 * qos} 13 {Topic} 00 09 00 'get'");
        List<string> packets = desk.Packets();
        string answer = packets.Single(packet => UplinkDesk.Topic(packet) == "p/d/answer");
        StringAssert.StartsWith(answer, "32", "at QoS 1, not retained");
        Assert.AreEqual("00" + Convert.ToHexString("echo get plain"u8), UplinkDesk.Payload(answer));
        CollectionAssert.IsSubsetOf(qos == 0 ? [] : new[] { qos == 1 ? "40020009" : "50020009" }, packets);
    }

    [TestMethod]
    public void A_response_topic_and_its_correlation_data_are_honoured()
    {
        UplinkDesk desk = Connected(new Echo(), out _);
        desk.Gives($"32 1F {Topic} 00 09 0C 08 00 03 'r/s' 09 00 03 01 00 FF 'get'");
        string answer = desk.Packets().Single(packet => UplinkDesk.Topic(packet) == "r/s");
        Assert.AreEqual("06" + "0900030100FF" + Convert.ToHexString("echo get plain"u8), UplinkDesk.Payload(answer));

        // The request's own topic as the response topic: it would ask itself for ever.
        desk.Gives($"32 21 {Topic} 00 0A 0E 08 {Topic} 'get'");
        Assert.AreEqual(1, desk.Packets().Count(packet => UplinkDesk.Topic(packet) == "p/d/answer"));
    }

    [TestMethod]
    public void A_retained_request_is_not_carried_out_and_told()
    {
        UplinkDesk desk = Connected(new Echo(), out Echo node);
        desk.Gives($"33 13 {Topic} 00 09 00 'get'");
        StringAssert.Contains(Answer(desk), "error: the request is retained");
        Assert.AreEqual(0, node.Requests);
    }

    [TestMethod]
    public void A_repetition_at_QoS_1_is_carried_out_once_and_another_request_each_time()
    {
        UplinkDesk desk = Connected(new Echo(), out Echo node);
        desk.Gives($"32 13 {Topic} 00 09 00 'get'").Packets();
        desk.Breaks().Connects("20 03 01 00 00");
        desk.Gives($"3A 13 {Topic} 00 09 00 'get'");
        Assert.AreEqual(1, node.Requests, "its PUBACK was lost, so the broker sends it again [MQTT-4.4.0-1]");
        desk.Gives($"3A 13 {Topic} 00 09 00 'set'");
        Assert.AreEqual(2, node.Requests, "another request, of which the device had never had the first sending");
        desk.Gives($"32 13 {Topic} 00 09 00 'set'");
        Assert.AreEqual(3, node.Requests, "asked again");
    }

    [TestMethod]
    public void A_request_larger_than_the_buffer_is_told_in_311()
    {
        UplinkDesk desk = new(downlink: new Echo());
        desk.Connects("20 02 00 01", expectReady: false);
        desk.Connects("20 02 00 00", expectReady: false).Connects("20 02 00 00");
        desk.Packets();
        desk.Gives($"30 FC 04 {Topic} " + string.Concat(Enumerable.Repeat("41", 0x27C - 13)));
        StringAssert.Contains(Answer(desk, v5: false), "error: the request has 623 bytes");
        Assert.AreEqual(UplinkState.Ready, desk.Uplink.State);
    }

    [TestMethod]
    public void Other_topics_are_none_of_its_business()
    {
        UplinkDesk desk = Connected(new Echo(), out Echo node);
        desk.Gives("32 09 00 01 'x' 00 09 00 'get'");
        CollectionAssert.AreEqual(new[] { "40020009" }, desk.Packets());
        Assert.AreEqual(0, node.Requests);
    }

    [TestMethod]
    [DataRow("mqtt://host/p", false, "plain")]
    [DataRow("mqtts://host/p", false, "secured")]
    [DataRow("mqtts://host/p", true, "plain")]
    public void It_is_secured_only_over_TLS_with_a_verified_server(string url, bool insecure, string expected)
    {
        var options = new UplinkOptions { Tls = new TlsOptions { Insecure = insecure } };
        var desk = new UplinkDesk(options, new Echo(), url);
        desk.Connects();
        desk.Packets();
        desk.Gives($"32 13 {Topic} 00 09 00 'get'");
        StringAssert.EndsWith(Answer(desk), expected);
    }

    [TestMethod]
    public void Requests_come_one_at_a_time_and_readings_go_on_between_them()
    {
        // The broker acknowledges one publish at a time, so that answers wait.
        UplinkDesk desk = new(downlink: new Echo()) { ClockSetTo = 1_781_946_000_000 };
        desk.Connects("20 06 00 00 03 21 00 01");
        Settle(desk);
        desk.Takes(1);
        string flood = string.Concat(Enumerable.Range(1, 40).Select(i => $"30 11 {Topic} 00 'get'"));
        desk.Gives(flood);
        desk.Takes(2);
        List<string> all = Settle(desk);
        int answers = all.Count(packet => UplinkDesk.Topic(packet) == "p/d/answer");
        Assert.IsTrue(answers > 0, "answers");
        Assert.AreEqual(desk.Outbox.Taken, desk.Outbox.Acknowledged, "readings");
        int refused = all.Where(packet => UplinkDesk.Topic(packet) == "p/d/answer")
            .Select(packet => System.Text.Encoding.UTF8.GetString(Convert.FromHexString(UplinkDesk.Payload(packet))))
            .Where(text => text.Contains("were not carried out", StringComparison.Ordinal))
            .Sum(text => int.Parse(text.Split(' ')[1], CultureInfo.InvariantCulture));
        Assert.AreEqual(40, refused + ((Echo)desk.Downlink!).Requests, "every request is answered or counted");
    }

    [TestMethod]
    public void A_broker_that_does_not_allow_it_is_told()
    {
        UplinkDesk desk = new(downlink: new Echo());
        desk.Connects();
        string subscribe = desk.Packets().Single(packet => packet.StartsWith("82", StringComparison.Ordinal));
        desk.Gives($"90 04 {UplinkDesk.Identifier(subscribe)} 00 87");
        StringAssert.Contains(desk.Uplink.Warning, "does not let the device hear p/d/command (not authorized)");
    }

    [TestMethod]
    public void An_answer_larger_than_the_broker_takes_is_replaced_by_a_short_one()
    {
        UplinkDesk desk = new(downlink: new Echo { Filler = 300 });
        desk.Connects("20 08 00 00 05 27 00 00 00 B4");
        Settle(desk);
        desk.Gives($"32 13 {Topic} 00 09 00 'get'");
        StringAssert.Contains(Answer(desk), "error: the answer is larger than the broker takes");
    }

    private static UplinkDesk Connected(Echo node, out Echo same)
    {
        same = node;
        var desk = new UplinkDesk(downlink: node);
        desk.Connects(V5);
        desk.Packets();
        return desk;
    }

    private static string Answer(UplinkDesk desk, bool v5 = true)
    {
        string packet = desk.Packets().Single(one => UplinkDesk.Topic(one) == "p/d/answer");
        return System.Text.Encoding.UTF8.GetString(Convert.FromHexString(UplinkDesk.Payload(packet)[(v5 ? 2 : 0)..]));
    }

    // Acknowledges until nothing leaves any more.
    private static List<string> Settle(UplinkDesk desk)
    {
        var all = new List<string>();
        for (List<string> packets = desk.Packets(); packets.Count > 0; packets = desk.Packets())
        {
            all.AddRange(packets);
            foreach (string packet in packets)
            {
                if (packet[0] == '8')
                {
                    desk.Gives($"90 04 {UplinkDesk.Identifier(packet)} 00 02");
                }
                else if (packet.StartsWith("32", StringComparison.Ordinal) || packet.StartsWith("33", StringComparison.Ordinal))
                {
                    desk.Gives("40 02" + UplinkDesk.Identifier(packet));
                }
            }
        }

        return all;
    }

    /// <summary>Answers with the request, and whether it came over a secured channel.</summary>
    private sealed class Echo : IDownlink
    {
        public int Requests { get; private set; }

        public int Filler { get; init; }

        public int Handle(byte[] request, int offset, int count, bool secured, byte[] answer, int answerOffset, int capacity)
        {
            Requests++;
            string text = "echo " + System.Text.Encoding.UTF8.GetString(request, offset, count) + (secured ? " secured" : " plain") + new string('.', Filler);
            return System.Text.Encoding.UTF8.GetBytes(text, answer.AsSpan(answerOffset, capacity));
        }
    }
}
