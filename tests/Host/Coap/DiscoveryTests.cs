using System.Text.RegularExpressions;
using Telenode.Coap;
using Telenode.SimBoard.Net;
using Telenode.Uplinks;

namespace Telenode.Tests.Host.Coap;

/// <summary>Being found: libcoap's resource directory (RFC 9176), and requests to a group (RFC 7252 §8) on the loopback.</summary>
[TestClass]
public class DiscoveryTests
{
    private const string Group = "224.0.1.187";

    [TestMethod]
    public void TheDirectoryOfLibcoapTakesOurLinks()
    {
        using CoapPeer peer = CoapPeer.Libcoap("coap-rd-notls");
        using CoapSession session = peer.Session("");
        session.Endpoint.AddResource("sensors/temperature", new LibcoapTests.Saying("1"), "rt=\"temperature\"", ResourceFlags.None);
        var registration = new DirectoryRegistration(session.Endpoint, "node1", 3600, "rd");
        session.OnEvent = e => registration.TakeEvent(e, session.NowMs);
        registration.Start(session.Peer, session.NowMs);
        Assert.IsTrue(session.RunUntil(() => registration.IsRegistered, 20_000), $"{CoapCode.Describe(registration.LastCode)}\n{peer.Output}");
        string listed = CoapPeer.Client("coap-client-notls", "-m", "get", peer.Url + "/.well-known/core").Output;
        Match location = Regex.Match(listed, "</(rd/[^>]+)>");
        Assert.IsTrue(location.Success, listed);
        string links = CoapPeer.Client("coap-client-notls", "-m", "get", $"{peer.Url}/{location.Groups[1].Value}").Output;
        Assert.AreEqual("</sensors/temperature>;rt=\"temperature\"", links.Trim());
    }

    [TestMethod]
    public void AGroupsRequestIsAnsweredByWhoHasSomethingToSay()
    {
        using var served = new Served(
            endpoint => endpoint.AddResource("t", new LibcoapTests.Saying("1"), "rt=\"x\"", ResourceFlags.None),
            new CoapOptions { LeisureMs = 300 },
            Group);
        using var socket = new UdpSocket(System.Net.IPAddress.Loopback);
        var owner = new Owner();
        var options = new CoapOptions { Random = new SeededRandom(3) };
        var endpoint = new CoapEndpoint(options);
        owner.Endpoint = endpoint;
        var pump = new CoapDatagrams(endpoint, options.MaxMessageSize, new PlainChannel(socket), owner);
        socket.Open(0);
        int group = 0;
        while (group == 0)
        {
            group = socket.Resolve(Group, served.Port);
        }

        // One filter that matches and one that does not: of two requests, one is answered.
        foreach (string filter in new[] { "rt=x", "rt=y" })
        {
            var request = new CoapRequest { IsConfirmable = false, IsMulticast = true };
            request.AddPath(".well-known/core");
            request.AddQuery(filter);
            Assert.AreNotEqual(0, endpoint.TrySend(request, group, Environment.TickCount64));
        }

        long end = Environment.TickCount64 + 4000;
        while (Environment.TickCount64 < end && owner.Answers.Count == 0)
        {
            pump.Step(Environment.TickCount64);
            socket.Wait(10);
        }

        for (int i = 0; i < 80; i++)
        {
            pump.Step(Environment.TickCount64);
            socket.Wait(10);
        }

        CollectionAssert.AreEqual(new[] { "</t>;rt=\"x\"" }, owner.Answers);
    }

    private sealed class Owner : ICoapOwner
    {
        public CoapEndpoint? Endpoint { get; set; }

        public List<string> Answers { get; } = [];

        public void OnCoapEvent(CoapEvent what, long nowMs)
        {
            CoapMessage m = Endpoint!.Message;
            Answers.Add(System.Text.Encoding.UTF8.GetString(m.Buffer, m.PayloadOffset, m.PayloadLength));
        }
    }
}
