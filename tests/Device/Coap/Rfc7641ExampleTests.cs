using Telenode.Coap;
using Telenode.Tests.Security;

namespace Telenode.Tests.Coap;

/// <summary>RFC 7641 Appendix A, both sides byte for byte. A proxy, of which Figures 7 and 8 tell, is nothing that we are: there our
/// endpoint is the client on one side of it and the server on the other.</summary>
[TestClass]
public class Rfc7641ExampleTests
{
    private const string Temperature = "74656d7065726174757265";
    private const string Status = "737461747573";
    private const string ToSensor = "3d01" + "73656e736f722e6578616d706c65"; // Uri-Host sensor.example
    private const string ViaProxy = "636f61703a2f2f73656e736f722e6578616d706c652f737461747573"; // coap://sensor.example/status
    private const string ETag = "78797a7a79";

    [TestMethod]
    public void Figure_3_client_registers_and_is_notified()
    {
        Desk client = Client(0x1633);
        Observe(client, "4a", null);
        Assert.AreEqual("410116334a" + "60" + "5b" + Temperature, client.Sent());
        Assert.IsTrue(client.Receive("614516334a" + "6109" + "810f" + "ff31382e352043656c") == CoapEvent.Response);
        Assert.IsTrue(client.Endpoint.EventObserving);
        Assert.AreEqual("18.5 Cel", client.Payload());
        Assert.IsTrue(client.Receive("51457b504a" + "6110" + "810f" + "ff31392e322043656c") == CoapEvent.Notification);
        Assert.AreEqual("19.2 Cel", client.Payload());
        Assert.AreEqual("", client.Sent());
    }

    // The figure's client takes a new token (0xb2). Left to itself ours keeps the old one, as §3.3.1 says; ObserveTests has that.
    [TestMethod]
    public void Figure_4_client_registers_anew_after_Max_Age()
    {
        Desk client = Client(0x1634);
        Observe(client, "b2", null);
        Assert.AreEqual("41011634b2" + "60" + "5b" + Temperature, client.Sent());
        Assert.IsTrue(client.Receive("61451634b2" + "45" + ETag + "212c" + "810f" + "ff31392e372043656c") == CoapEvent.Response);
        Assert.AreEqual("19.7 Cel", client.Payload());
        Assert.IsTrue(client.Endpoint.EventObserving);
    }

    [TestMethod]
    public void Figure_5_client_lets_the_server_choose_what_it_has_stored()
    {
        Desk client = Client(0x1635);
        Observe(client, "f9", ETag);
        Assert.AreEqual("41011635f9" + "45" + ETag + "20" + "5b" + Temperature, client.Sent());
        Assert.IsTrue(client.Receive("61451635f9" + "614a" + "810f" + "ff32302e302043656c") == CoapEvent.Response);
        Assert.AreEqual("20.0 Cel", client.Payload());
        Assert.IsTrue(client.Receive("5143aa0cf9" + "45" + ETag + "2151" + "810f") == CoapEvent.Notification);
        Assert.AreEqual(CoapCode.Valid, client.Endpoint.Message.Code);
        Assert.AreEqual(0, client.Endpoint.Message.PayloadLength);
        Assert.IsTrue(client.Endpoint.EventObserving);
    }

    [TestMethod]
    public void Figures_3_and_4_server()
    {
        var resource = new TaggedResource { Text = "18.5 Cel" };
        Desk server = Server("temperature", 0x7b50, resource, out int index);
        CountTo(server, 9, Temperature);
        server.Receive("410116334a" + "60" + "5b" + Temperature);
        Assert.AreEqual("614516334a" + "6109" + "810f" + "ff31382e352043656c", server.Sent());
        CountTo(server, 16, Temperature);
        resource.Text = "19.2 Cel";
        server.Endpoint.Notify(index, 7000);
        Assert.AreEqual("51457b504a" + "6110" + "810f" + "ff31392e322043656c", server.Sent());
        CountTo(server, 25, Temperature);
        resource.Text = "19.7 Cel";
        server.Endpoint.Notify(index, 16000);
        Assert.AreEqual("51457b514a" + "6119" + "810f" + "ff31392e372043656c", server.Sent()); // lost
        CountTo(server, 44, Temperature);
        resource.ETag = ETag;
        server.Receive("41011634b2" + "60" + "5b" + Temperature);
        Assert.AreEqual("61451634b2" + "45" + ETag + "212c" + "810f" + "ff31392e372043656c", server.Sent());
    }

    [TestMethod]
    public void Figure_5_server_after_its_restart()
    {
        var resource = new TaggedResource { Text = "20.0 Cel" };
        Desk server = Server("temperature", 0xaa0c, resource, out int index);
        CountTo(server, 74, Temperature);
        server.Receive("41011635f9" + "45" + ETag + "20" + "5b" + Temperature);
        Assert.AreEqual("61451635f9" + "614a" + "810f" + "ff32302e302043656c", server.Sent());
        CountTo(server, 81, Temperature);
        resource.Text = "19.7 Cel";
        resource.ETag = ETag;
        server.Endpoint.Notify(index, 7000);
        Assert.AreEqual("5143aa0cf9" + "45" + ETag + "2151" + "810f", server.Sent());
        Assert.AreEqual(1, server.Endpoint.ObserverCount);
    }

    [TestMethod]
    public void Figure_6_client_rejects_what_it_has_no_use_for()
    {
        Desk client = Client(0x1635);
        int handle = Observe(client, "f9", ETag);
        client.Sent();
        client.Receive("61451635f9" + "614a" + "810f" + "ff32302e302043656c");
        client.Endpoint.Cancel(handle);
        Assert.IsTrue(client.Receive("4145aa0ff9" + "615b" + "810f" + "ff31392e332043656c") == CoapEvent.None);
        Assert.AreEqual("7000aa0f", client.Sent());
    }

    [TestMethod]
    public void Figure_6_server_whose_notification_is_rejected()
    {
        var resource = new TaggedResource { Text = "20.0 Cel" };
        Desk server = Server("temperature", 0xaa0f, resource, out int index);
        CountTo(server, 74, Temperature);
        server.Receive("41011635f9" + "45" + ETag + "20" + "5b" + Temperature);
        server.Sent();
        CountTo(server, 91, Temperature);
        resource.Text = "19.3 Cel";
        server.Endpoint.Notify(index, 100); // soon after: confirmable
        Assert.AreEqual("4145aa0ff9" + "615b" + "810f" + "ff31392e332043656c", server.Sent());
        server.Receive("7000aa0f");
        Assert.AreEqual(0, server.Endpoint.ObserverCount);
        resource.Text = "19.0 Cel";
        server.Endpoint.Notify(index, 11000);
        Assert.AreEqual("", server.Sent());
    }

    [TestMethod]
    public void Figure_7_server_that_a_proxy_observes_and_client_of_that_proxy()
    {
        var resource = new TaggedResource { Text = "ready", MaxAge = 60 };
        Desk server = Server("status", 0x5fc0, resource, out int index);
        CountTo(server, 42, Status);
        server.Receive("41015fb81a" + ToSensor + "30" + "56" + Status);
        Assert.AreEqual("61455fb81a" + "612a" + "813c" + "ff7265616479", server.Sent());
        CountTo(server, 135, Status);
        resource.Text = "busy";
        server.Endpoint.Notify(index, 71000);
        Assert.AreEqual("51455fc01a" + "6187" + "813c" + "ff62757379", server.Sent());

        Desk client = Client(0x1633);
        AskProxy(client, "9a", false);
        Assert.AreEqual("410116339a" + "dd160f" + ViaProxy, client.Sent());
        Assert.IsTrue(client.Receive("614516339a" + "d10135" + "ff7265616479") == CoapEvent.Response);
        Assert.AreEqual(53L, client.Endpoint.Message.MaxAge);
        AskProxy(client, "9b", false);
        Assert.AreEqual("410116349b" + "dd160f" + ViaProxy, client.Sent());
        Assert.IsTrue(client.Receive("614516349b" + "d10131" + "ff62757379") == CoapEvent.Response);
        Assert.AreEqual("busy", client.Payload());
    }

    [TestMethod]
    public void Figure_8_observing_through_a_proxy()
    {
        Desk client = Client(0x1635);
        AskProxy(client, "6a", true);
        Assert.AreEqual("410116356a" + "60" + "dd100f" + ViaProxy, client.Sent());
        Assert.IsTrue(client.Receive("60001635") == CoapEvent.None);
        Assert.IsTrue(client.Receive("4145af946a" + "6243c2" + "813c" + "ff7265616479") == CoapEvent.Response);
        Assert.IsTrue(client.Endpoint.EventObserving);
        Assert.AreEqual("6000af94", client.Sent());
        Assert.IsTrue(client.Receive("5145af9b6a" + "62441c" + "813c" + "ff62757379") == CoapEvent.Notification);
        Assert.AreEqual("busy", client.Payload());

        var resource = new TaggedResource { Text = "ready", MaxAge = 60 };
        Desk server = Server("status", 0x5a20, resource, out int index);
        CountTo(server, 67, Status);
        server.Receive("4101af90aa" + ToSensor + "30" + "56" + Status);
        Assert.AreEqual("6145af90aa" + "6143" + "813c" + "ff7265616479", server.Sent());
        CountTo(server, 157, Status);
        resource.Text = "busy";
        server.Endpoint.Notify(index, 90000);
        Assert.AreEqual("51455a20aa" + "619d" + "813c" + "ff62757379", server.Sent());
    }

    private static Desk Client(int messageId) => new Desk(new CoapOptions { TokenLength = 1 }, messageId);

    private static int Observe(Desk client, string token, string etag)
    {
        client.Random.Dictate(token);
        var request = new CoapRequest { Observe = true };
        request.AddPath("temperature");
        if (etag != null)
        {
            byte[] bytes = Hex.Bytes(etag);
            request.Options.Add(OptionNumber.ETag, bytes, 0, bytes.Length);
        }

        return client.Endpoint.TrySend(request, Desk.Peer, 0);
    }

    private static void AskProxy(Desk client, string token, bool observe)
    {
        client.Random.Dictate(token);
        var request = new CoapRequest { Observe = observe };
        request.Options.AddText(OptionNumber.ProxyUri, "coap://sensor.example/status");
        client.Endpoint.TrySend(request, Desk.Peer, 0);
    }

    private static Desk Server(string path, int messageId, TaggedResource resource, out int index)
    {
        var desk = new Desk(new CoapOptions(), messageId);
        index = desk.Endpoint.AddResource(path, resource, "", ResourceFlags.Observable);
        return desk;
    }

    // The figures' servers number by the seconds that have passed, ours by its notifications: another client registers until it is there.
    private static void CountTo(Desk server, int next, string path)
    {
        string uriPath = (path == Status ? "56" : "5b") + path;
        int number = 0;
        for (int i = 1; number < next - 1; i++)
        {
            server.ReceiveFrom(99, "4101" + Hex.Text(new byte[] { (byte)next, (byte)i }, 0, 2) + "77" + "60" + uriPath, Arrival.Plain);
            number = Hex.Bytes(server.Sent().Substring(12, 2))[0];
        }

        server.ReceiveFrom(99, "4101" + Hex.Text(new byte[] { (byte)next, 0 }, 0, 2) + "77" + "6101" + uriPath, Arrival.Plain);
        server.Sent();
    }

    /// <summary>A text that may have an ETag; who names that ETag gets 2.03 without the text.</summary>
    private sealed class TaggedResource : ICoapResource
    {
        public string Text { get; set; }

        public string ETag { get; set; }

        public long MaxAge { get; set; } = 15;

        public void Handle(CoapIncoming request, CoapReply reply)
        {
            reply.Code = CoapCode.Content;
            reply.MaxAge = MaxAge;
            byte[] text = System.Text.Encoding.UTF8.GetBytes(Text);
            System.Array.Copy(text, 0, reply.Payload, 0, text.Length);
            reply.PayloadLength = text.Length;
            byte[] etag = ETag == null ? new byte[0] : Hex.Bytes(ETag);
            if (etag.Length > 0)
            {
                reply.SetETag(etag, 0, etag.Length);
                if (request.HasETag(etag, 0, etag.Length))
                {
                    reply.Code = CoapCode.Valid;
                    reply.PayloadLength = 0;
                }
            }
        }
    }
}
