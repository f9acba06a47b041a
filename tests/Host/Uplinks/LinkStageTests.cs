using System.Net;
using System.Net.Sockets;
using Telenode.Core;
using Telenode.SimBoard;
using Telenode.SimBoard.Broker;
using Telenode.SimBoard.Net;
using Telenode.Telemetry;
using Telenode.Uplinks;

namespace Telenode.Tests.Host.Uplinks;

/// <summary>An uplink that fails says at which stage, on real sockets.</summary>
[TestClass]
public sealed class LinkStageTests
{
    // An empty label: no resolver asks anyone for it.
    [TestMethod]
    [DataRow("mqtt")]
    [DataRow("mqtts")]
    [DataRow("coap+tcp")]
    [DataRow("coap")]
    public void A_name_without_address_fails_at_Resolve(string scheme) => Fails($"{scheme}://no..name:1", LinkStage.Resolve);

    [TestMethod]
    [DataRow("mqtt")]
    [DataRow("mqtts")]
    [DataRow("ws")]
    [DataRow("coap+tcp")]
    public void A_port_without_listener_fails_at_Connect(string scheme) => Fails($"{scheme}://127.0.0.1:{FreePort()}", LinkStage.Connect);

    [TestMethod]
    [DataRow("mqtts")]
    [DataRow("wss")]
    public void A_server_without_TLS_fails_at_Secure(string scheme) => AtBroker(scheme, LinkStage.Secure);

    [TestMethod]
    public void A_server_without_WebSocket_fails_at_Upgrade() => AtBroker("ws", LinkStage.Upgrade);

    [TestMethod]
    [DataRow("mqtt")]
    public void A_server_that_hangs_up_fails_at_Introduce(string scheme)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        Task hangUp = listener.AcceptTcpClientAsync().ContinueWith(static accepted => accepted.Result.Dispose(), TaskContinuationOptions.OnlyOnRanToCompletion);
        Fails($"{scheme}://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}", LinkStage.Introduce);
        hangUp.Wait();
    }

    private static void AtBroker(string scheme, LinkStage expected)
    {
        using var broker = new TcpBroker();
        Fails(broker.Url.Replace("mqtt:", scheme + ":", StringComparison.Ordinal), expected);
    }

    private static void Fails(string url, LinkStage expected)
    {
        using var streams = new StreamFactory();
        using var socket = new UdpSocket(IPAddress.Loopback);
        var channels = new Channels([]);
        var outbox = new Outbox(4, 1);
        var clock = new SimClock(1, 0);
        IUplink uplink = UplinkFactory.Create(
            EndpointUrl.Parse(url, out _),
            new UplinkOptions { DeviceId = "stage" },
            new UplinkParts(streams, outbox, channels, clock, new SimRandom(1)) { Datagrams = socket });
        Assert.AreEqual(LinkStage.None, uplink.Stage);
        uplink.Open(0);
        for (int turn = 0; turn < 1000 && uplink.State == UplinkState.Connecting; turn++)
        {
            uplink.Step(1, false);
            Thread.Sleep(5);
        }

        Assert.AreEqual(UplinkState.BackingOff, uplink.State);
        Assert.AreEqual(expected, uplink.Stage, uplink.Failure);
        uplink.Close(2);
        Assert.AreEqual(LinkStage.None, uplink.Stage);
    }

    private static int FreePort()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }
}
