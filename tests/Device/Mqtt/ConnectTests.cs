using Telenode.Mqtt;

namespace Telenode.Tests.Mqtt;

[TestClass]
public class ConnectTests
{
    [TestMethod]
    [DataRow(1)]
    [DataRow(4096)]
    public void A_311_connection_opens_idles_and_closes(int piece)
    {
        var options = new MqttOptions { Version = MqttVersion.V311, ClientId = "node", KeepAliveSeconds = 10 };
        new ScriptedBroker(new MqttSession(options), piece).Open()
            .Expects("10 10 00 04 'MQTT' 04 02 00 0A 00 04 'node'").Quiet()
            .Gives("20 02 00 00").Event(MqttEvent.Connected).Quiet()
            .Passes(9999).Quiet()
            .Passes(1).Expects("C0 00")
            .Gives("D0 00").Quiet()
            .Passes(10000).Expects("C0 00")
            .Passes(10000).Event(MqttEvent.Closed, 0, MqttReason.NoPingresp).Quiet();
    }

    [TestMethod]
    [DataRow(1)]
    [DataRow(4096)]
    public void Will_and_credentials_travel_in_CONNECT(int piece)
    {
        var will = new MqttWill(new MqttTopic("w"), new byte[] { 1, 2 }, 1, true);
        var options = new MqttOptions
        {
            Version = MqttVersion.V311,
            ClientId = "n",
            UserName = "u",
            Password = new byte[] { (byte)'p' },
            Will = will,
        };
        new ScriptedBroker(new MqttSession(options), piece).Open()
            .Expects("10 1A 00 04 'MQTT' 04 EE 00 3C 00 01 'n' 00 01 'w' 00 02 01 02 00 01 'u' 00 01 'p'");

        options.Version = MqttVersion.V5;
        will.DelaySeconds = 5;
        new ScriptedBroker(new MqttSession(options), piece).Open()
            .Expects("10 29 00 04 'MQTT' 05 EE 00 3C 08 21 00 20 27 00 00 02 03 00 01 'n' 05 18 00 00 00 05 00 01 'w' 00 02 01 02 00 01 'u' 00 01 'p'");
    }

    [TestMethod]
    public void A_server_that_never_answers_is_given_up()
    {
        var broker = new ScriptedBroker(new MqttSession(new MqttOptions()), 4096).Open();
        broker.Passes(9999).Event(MqttEvent.None).Passes(1).Event(MqttEvent.Closed, 0, MqttReason.NoConnack);
        Assert.AreEqual((int)MqttState.Failed, (int)broker.Session.State);
    }

    [TestMethod]
    public void A_refusal_of_311_has_the_words_of_version_5()
    {
        var options = new MqttOptions { Version = MqttVersion.V311, ClientId = "n" };
        new ScriptedBroker(new MqttSession(options), 1).Open().Expects("10 0D 00 04 'MQTT' 04 02 00 3C 00 01 'n'")
            .Gives("20 02 00 04").Event(MqttEvent.Closed, 0, MqttReason.BadUserNameOrPassword).Quiet();
        Assert.AreEqual("bad user name or password", MqttReason.Describe(MqttReason.BadUserNameOrPassword));
    }

    [TestMethod]
    public void Disconnect_leaves_politely()
    {
        var options = new MqttOptions { Version = MqttVersion.V311, ClientId = "n" };
        var broker = new ScriptedBroker(new MqttSession(options), 1).Open();
        broker.Expects("10 0D 00 04 'MQTT' 04 02 00 3C 00 01 'n'").Gives("20 02 00 00").Event(MqttEvent.Connected);
        broker.Session.Disconnect(MqttReason.Success, broker.Now);
        broker.Event(MqttEvent.None).Expects("E0 00").Event(MqttEvent.Closed).Quiet();
        Assert.AreEqual((int)MqttState.Disconnected, (int)broker.Session.State);
    }
}
