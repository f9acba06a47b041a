using System;
using Telenode.Coap;
using Telenode.Telemetry;
using Telenode.Tests.Security;
using Telenode.Uplinks;

namespace Telenode.Tests.Coap;

/// <summary>/settings: lines over a secured channel and no other, nothing to be read.</summary>
[TestClass]
public class SettingsResourceTests
{
    private const string Path = "b8" + "73657474696e6773"; // Uri-Path "settings"

    [TestMethod]
    [DataRow("02")] // POST
    [DataRow("03")] // PUT
    public void A_plain_channel_sets_nothing(string method)
    {
        var downlink = new SmallDownlink();
        Desk desk = Open(downlink);
        desk.Receive("40" + method + "0001" + Path + "ff" + Text("set interval 10s\n"));
        string answer = desk.Sent();
        Assert.AreEqual("60810001" + "ff", answer.Substring(0, 10)); // 4.01 with the reason
        Assert.IsTrue(FromHex(answer.Substring(10)).IndexOf("coaps") > 0);
        Assert.AreEqual(0, downlink.Requests);
        Assert.AreEqual("30s", downlink.Interval);
    }

    [TestMethod]
    public void A_group_sets_nothing()
    {
        var downlink = new SmallDownlink();
        Desk desk = Open(downlink);
        desk.ReceiveFrom(Desk.Peer, "50020001" + Path + "ff" + Text("set interval 10s\n"), Arrival.Multicast);
        Assert.AreEqual(0, downlink.Requests);
    }

    [TestMethod]
    public void The_answer_names_what_was_taken_and_what_was_refused()
    {
        var downlink = new SmallDownlink();
        Desk desk = Open(downlink);
        string answer = Post(desk, 1, "02", "set interval 10s\nset nonsense 1\n");
        Assert.AreEqual("60800001" + "ff", answer.Substring(0, 10)); // 4.00: not all was set
        Assert.AreEqual("ok\nerror: there is no setting nonsense\n", FromHex(answer.Substring(10)));
        Assert.AreEqual("10s", downlink.Interval);
        Assert.IsTrue(downlink.WasSecured);
    }

    [TestMethod]
    public void When_all_lines_are_taken_it_is_2_04()
    {
        var downlink = new SmallDownlink();
        Desk desk = Open(downlink);
        Assert.AreEqual("60440001" + "c0" + "ff" + Text("ok\nok\n"), Post(desk, 1, "03", "set interval 1s\nset interval 2s"));
        Assert.AreEqual("2s", downlink.Interval);
    }

    [TestMethod]
    public void A_secret_can_be_set_and_never_read()
    {
        var downlink = new SmallDownlink();
        Desk desk = Open(downlink);
        Assert.AreEqual("60440001" + "c0" + "ff" + Text("ok\n"), Post(desk, 1, "02", "set secret hush"));
        Assert.AreEqual("hush", downlink.Secret);
        desk.ReceiveFrom(Desk.Peer, "40010002" + Path, Arrival.Secured);
        Assert.AreEqual("60850002", desk.Sent()); // 4.05: there is no GET
        desk.ReceiveFrom(Desk.Peer, "40050003" + Path, Arrival.Secured);
        Assert.AreEqual("60850003", desk.Sent()); // nor FETCH
        string shown = Post(desk, 4, "02", "get secret");
        Assert.IsTrue(FromHex(shown.Substring(10)).IndexOf("hush") < 0);
    }

    [TestMethod]
    public void Lines_may_come_in_blocks()
    {
        var downlink = new SmallDownlink();
        Desk desk = Open(downlink);
        byte[] lines = System.Text.Encoding.UTF8.GetBytes("set interval 17s\nset secret hush\n");
        string first = Hex.Text(lines, 0, 16);
        desk.ReceiveFrom(Desk.Peer, "40020001" + Path + "d10308" + "ff" + first, Arrival.Secured);
        Assert.AreEqual("605f0001" + "d10e08", desk.Sent());
        Assert.AreEqual(0, downlink.Requests);

        // Someone else cannot go on with it.
        desk.ReceiveFrom(8, "40020009" + Path + "d10310" + "ff" + Hex.Text(lines, 16, 16), Arrival.Secured);
        Assert.AreEqual("60880009", desk.Sent().Substring(0, 8));
        desk.ReceiveFrom(Desk.Peer, "40020002" + Path + "d10310" + "ff" + Hex.Text(lines, 16, lines.Length - 16), Arrival.Secured);
        Assert.AreEqual("60440002", desk.Sent().Substring(0, 8));
        Assert.AreEqual("17s", downlink.Interval);
        Assert.AreEqual("hush", downlink.Secret);
    }

    [TestMethod]
    public void What_cannot_be_lines_is_refused()
    {
        Desk desk = Open(new SmallDownlink());
        desk.ReceiveFrom(Desk.Peer, "40020001" + Path + "113c" + "ffa0", Arrival.Secured); // CBOR
        Assert.AreEqual("608f0001", desk.Sent().Substring(0, 8));
        string kilobyte = Hex.Text(new byte[512], 0, 512);
        desk.ReceiveFrom(Desk.Peer, "40020002" + Path + "d1030d" + "ff" + kilobyte, Arrival.Secured);
        Assert.AreEqual("605f0002", desk.Sent().Substring(0, 8));
        desk.ReceiveFrom(Desk.Peer, "40020003" + Path + "d1031d" + "ff" + kilobyte, Arrival.Secured);
        Assert.AreEqual("605f0003", desk.Sent().Substring(0, 8));
        desk.ReceiveFrom(Desk.Peer, "40020004" + Path + "d10325" + "ff61", Arrival.Secured);
        Assert.AreEqual("608d0004" + "d10e25" + "d2140400" + "ff", desk.Sent().Substring(0, 24)); // 4.13, Size1 1024
    }

    private static string Post(Desk desk, int messageId, string method, string lines)
    {
        desk.ReceiveFrom(Desk.Peer, "40" + method + Hex.Text(new byte[] { 0, (byte)messageId }, 0, 2) + Path + "ff" + Text(lines), Arrival.Secured);
        return desk.Sent();
    }

    private static Desk Open(IDownlink downlink)
    {
        var desk = new Desk(new CoapOptions { MaxTransfers = 1 }, 0);
        desk.Endpoint.AddResource("settings", new SettingsResource(downlink), "", ResourceFlags.TakesBlocks);
        return desk;
    }

    private static string Text(string text)
    {
        byte[] bytes = System.Text.Encoding.UTF8.GetBytes(text);
        return Hex.Text(bytes, 0, bytes.Length);
    }

    private static string FromHex(string hex)
    {
        byte[] bytes = Hex.Bytes(hex);
        return System.Text.Encoding.UTF8.GetString(bytes, 0, bytes.Length);
    }

    /// <summary>Two settings, one of them secret.</summary>
    private sealed class SmallDownlink : IDownlink
    {
        public string Interval { get; private set; } = "30s";

        public string Secret { get; private set; } = "";

        public bool WasSecured { get; private set; }

        public int Requests { get; private set; }

        public int Handle(byte[] request, int offset, int count, bool secured, byte[] answer, int answerOffset, int capacity)
        {
            Requests++;
            WasSecured = secured;
            string[] lines = System.Text.Encoding.UTF8.GetString(request, offset, count).Split('\n');
            string all = "";
            for (int i = 0; i < lines.Length; i++)
            {
                all += lines[i].Length == 0 ? "" : CarryOut(lines[i].Split(' '), secured) + "\n";
            }

            byte[] bytes = System.Text.Encoding.UTF8.GetBytes(all);
            Array.Copy(bytes, 0, answer, answerOffset, bytes.Length);
            return bytes.Length;
        }

        private string CarryOut(string[] words, bool secured)
        {
            if (words[0] != "set" || words.Length != 3)
            {
                return "error: write set NAME VALUE";
            }

            if (words[1] == "interval")
            {
                Interval = words[2];
                return "ok";
            }

            if (words[1] == "secret" && secured)
            {
                Secret = words[2];
                return "ok";
            }

            return "error: there is no setting " + words[1];
        }
    }
}
