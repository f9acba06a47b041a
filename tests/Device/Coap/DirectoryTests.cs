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

    [TestMethod]
    public void Takes_its_leave_and_can_come_back()
    {
        var desk = new Desk(new CoapOptions { TokenLength = 0 }, 1);
        desk.Endpoint.AddResource("t", new TextResource(), "rt=\"x\"", ResourceFlags.None);
        var registration = new DirectoryRegistration(desk.Endpoint, "node1", 60, "rd");
        registration.Start(Desk.Peer, 0);
        desk.Sent();
        Take(desk, registration, "60410001" + "827264" + "0434353231");
        registration.Remove(1000);
        Assert.AreEqual("40040002" + "b27264" + "0434353231", desk.Sent()); // DELETE of what 2.01 named
        Assert.IsFalse(registration.IsRegistered);
        Assert.AreEqual(Telenode.Core.Time.Never, registration.NextMs);
        desk.Receive("60420002");
        registration.Start(Desk.Peer, 2000);
        Assert.AreEqual("40020003" + Registration, desk.Sent());
    }

    // RFC 7252 §4.2 has given up after 93 s: 30 s later it is tried again, and what was registered still counts.
    [TestMethod]
    public void A_directory_that_does_not_answer_is_asked_again()
    {
        var desk = new Desk(new CoapOptions { TokenLength = 0, MaxRetransmit = 0 }, 1);
        desk.Endpoint.AddResource("t", new TextResource(), "rt=\"x\"", ResourceFlags.None);
        var registration = new DirectoryRegistration(desk.Endpoint, "node1", 60, "rd");
        registration.Start(Desk.Peer, 0);
        desk.Sent();
        Assert.IsTrue(registration.TakeEvent(desk.WaitForDeadline(), desk.NowMs));
        Assert.AreEqual(desk.NowMs + 30000, registration.NextMs);
        desk.NowMs = registration.NextMs;
        registration.Step(desk.NowMs);
        Assert.AreEqual("40020002" + Registration, desk.Sent());
        Take(desk, registration, "60410002" + "827264");
        desk.NowMs = registration.NextMs;
        registration.Step(desk.NowMs);
        desk.Sent();
        Assert.IsTrue(registration.TakeEvent(desk.WaitForDeadline(), desk.NowMs));
        Assert.IsTrue(registration.IsRegistered);
    }

    private static void Take(Desk desk, DirectoryRegistration registration, string hex)
    {
        Assert.IsTrue(registration.TakeEvent(desk.Receive(hex), desk.NowMs));
    }
}
