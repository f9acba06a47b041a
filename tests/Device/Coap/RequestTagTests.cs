using Telenode.Coap;
using Telenode.Tests.Security;

namespace Telenode.Tests.Coap;

/// <summary>Request-Tag (RFC 9175 §3): bodies in blocks are not put together from two of them.</summary>
[TestClass]
public class RequestTagTests
{
    private const string Path = "b161";
    private const string First = "d10308"; // Block1 0/1/16
    private const string Last = "d10310"; // Block1 1/0/16
    private const string Taken = "d10e08"; // the same in an answer
    private const string Over = "d10e10";
    private const string A = "d1fc01";
    private const string B = "d1fc02";

    private static readonly string _block = "ff" + new PatternBody(16).Hex(0, 16);

    [TestMethod]
    public void All_blocks_of_a_body_have_one_tag_and_the_next_body_another()
    {
        var client = new Desk(new CoapOptions { TokenLength = 0, BlockSize = 16 }, 0);
        Send(client, 40);
        string first = TagOf(client.Sent());
        client.Receive("605f0000" + Taken);
        Assert.AreEqual(first, TagOf(client.Sent()));
        client.Receive("605f0001" + "d10e18");
        Assert.AreEqual(first, TagOf(client.Sent()));
        client.Receive("60440002" + "d10e20");
        Send(client, 40);
        string second = TagOf(client.Sent());
        Assert.IsTrue(first != "" && second != "" && first != second, first + " " + second);
    }

    // §3.4: a tag must not come again while the server may still hold blocks under it.
    [TestMethod]
    public void A_tag_does_not_come_again_soon()
    {
        var client = new Desk(new CoapOptions { TokenLength = 0, BlockSize = 16 }, 0);
        string first = "";
        for (int i = 0; i < 600; i++)
        {
            int handle = Send(client, 40);
            string tag = TagOf(client.Sent());
            Assert.IsTrue(tag != first, tag);
            first = i == 0 ? tag : first;
            client.Endpoint.Cancel(handle);
            client.NowMs += 300000;
            client.Endpoint.HandleTimeout(client.NowMs);
        }
    }

    [TestMethod]
    public void What_fits_one_message_needs_none()
    {
        var client = new Desk(new CoapOptions { TokenLength = 0, BlockSize = 16 }, 0);
        Send(client, 16);
        Assert.AreEqual("", TagOf(client.Sent()));
    }

    [TestMethod]
    public void Two_bodies_at_one_time_are_kept_apart()
    {
        Desk server = Server();
        Put(server, "0001", First + A, "5f", Taken);
        Put(server, "0002", First + B, "5f", Taken);
        Put(server, "0003", Last + A, "44", Over);
        Put(server, "0004", Last + B, "44", Over);
    }

    [TestMethod]
    [DataRow(A, B)]
    [DataRow(A, "")] // no tag is not any tag
    [DataRow("", A)]
    [DataRow("", "d0fc")] // nor the empty one
    [DataRow("d0fc", "")]
    [DataRow(A, "d2fc0101")] // a longer one
    [DataRow(A + "0102", A)] // a list of two is not its first
    [DataRow(A + "0102", "d1fc02" + "0101")] // nor the other way round
    [DataRow(A, A + "0102")]
    [DataRow("d0fc", "d0fc" + "00")]
    public void A_block_under_another_tag_does_not_go_on_with_a_body(string first, string other)
    {
        Desk server = Server();
        Put(server, "0001", First + first, "5f", Taken);
        Put(server, "0002", Last + other, "88", Over); // 4.08: blocks are missing
        Put(server, "0003", Last + first, "44", Over);
    }

    [TestMethod]
    public void More_tags_than_are_kept_are_refused()
    {
        Desk server = Server();
        const string Eight = "0102030405060708";
        Put(server, "0001", First + "d8fc" + Eight + "08" + Eight, "5f", Taken);
        Put(server, "0002", Last + "d8fc" + Eight + "08" + Eight, "44", Over);
        Put(server, "0003", First + "d8fc" + Eight + "08" + Eight + "00", "8d", "d00e"); // 4.13
    }

    private static void Put(Desk server, string messageId, string options, string code, string block)
    {
        server.Receive("4003" + messageId + Path + options + _block);
        Assert.AreEqual("60" + code + messageId + block, server.Sent());
    }

    private static int Send(Desk client, int size)
    {
        var request = new CoapRequest { Method = CoapCode.Put, Body = new PatternBody(size), UseRequestTag = true };
        request.AddPath("a");
        return client.Endpoint.TrySend(request, Desk.Peer, client.NowMs);
    }

    private static string TagOf(string hex)
    {
        var message = new CoapMessage();
        byte[] bytes = Hex.Bytes(hex);
        Assert.IsTrue(message.Parse(bytes, 0, bytes.Length) == MessageError.None);
        message.RewindOptions();
        while (message.NextOption())
        {
            if (message.OptionNumber == OptionNumber.RequestTag)
            {
                return Hex.Text(bytes, message.OptionOffset, message.OptionLength);
            }
        }

        return "";
    }

    private static Desk Server()
    {
        var desk = new Desk(new CoapOptions { MaxTransfers = 2 }, 0);
        desk.Endpoint.AddResource("a", new SinkResource(), "", ResourceFlags.TakesBlocks);
        return desk;
    }
}
