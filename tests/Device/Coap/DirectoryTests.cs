using Telenode.Coap;

namespace Telenode.Tests.Coap;

/// <summary>RFC 9176 §5: registration, refresh, and registering anew.</summary>
[TestClass]
public class DirectoryTests
{
    // POST, Uri-Path rd, Content-Format 40, Uri-Query ep=node1 and lt=60, payload </t>;rt="x".
    private const string Registration = "b27264" + "1128" + "3865703d6e6f646531" + "056c743d3630" + "ff" + "3c2f743e3b72743d227822";

    [TestMethod]
    public void Registers_refreshes_and_registers_anew_when_forgotten()
    {
        var desk = new Desk(new CoapOptions { TokenLength = 0 }, 1);
        desk.Endpoint.AddResource("t", new TextResource(), "rt=\"x\"", ResourceFlags.None);
        var registration = new DirectoryRegistration(desk.Endpoint, "node1", 60, "rd");
        registration.Start(Desk.Peer, 0);
        Assert.AreEqual("40020001" + Registration, desk.Sent());
        Take(desk, registration, "60410001" + "827264" + "0434353231"); // 2.01, Location-Path rd and 4521
        Assert.IsTrue(registration.IsRegistered);
        Assert.AreEqual(45000L, registration.NextMs);

        desk.NowMs = 45000;
        registration.Step(desk.NowMs);
        Assert.AreEqual("40020002" + "b27264" + "0434353231", desk.Sent());
        Take(desk, registration, "60440002");
        Assert.AreEqual(90000L, registration.NextMs);

        desk.NowMs = 90000;
        registration.Step(desk.NowMs);
        desk.Sent();
        Take(desk, registration, "60840003"); // 4.04: the directory was restarted
        Assert.IsFalse(registration.IsRegistered);
        registration.Step(desk.NowMs);
        Assert.AreEqual("40020004" + Registration, desk.Sent());
    }

    private static void Take(Desk desk, DirectoryRegistration registration, string hex)
    {
        Assert.IsTrue(registration.TakeEvent(desk.Receive(hex), desk.NowMs));
    }
}
