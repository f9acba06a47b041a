using System;
using Telenode.Mqtt;

namespace Telenode.Tests.Mqtt;

/// <summary>A session that survives a reset: its state is written, and taken up by another session.</summary>
[TestClass]
public class SavedSessionTests
{
    private const string Present = "20 02 01 00";
    private const string Gone = "20 02 00 00";

    [TestMethod]
    public void What_was_under_way_goes_on_after_a_reset()
    {
        var topic = new MqttTopic("a");
        var before = New().Connects(Gone)
            .Publishes(1, topic, "01", 2).Publishes(2, topic, "02", 1).Publishes(3, topic, "03", 2)
            .Expects("34 06 00 01 'a' 00 01 01 32 06 00 01 'a' 00 02 02 34 06 00 01 'a' 00 03 03")
            .Gives("50 02 00 03 34 06 00 01 'b' 00 05 58").Message("b", "X")
            .Publishes(4, topic, "04", 1); // which may leave between this save and the reset

        var after = Reset(before).Connects(Present)
            .Expects("62 02 00 03 3C 06 00 01 'a' 00 01 01 3A 06 00 01 'a' 00 02 02 3A 06 00 01 'a' 00 04 04")
            .Gives("3C 06 00 01 'b' 00 05 58").Event(MqttEvent.None).Expects("50 02 00 05") // delivered before the reset
            .Gives("70 02 00 03 50 02 00 01 40 02 00 02 40 02 00 04 62 02 00 05")
            .Event(MqttEvent.Acknowledged, 3).Event(MqttEvent.Acknowledged, 2).Event(MqttEvent.Acknowledged, 4)
            .Expects("70 02 00 05 62 02 00 01").Gives("70 02 00 01").Event(MqttEvent.Acknowledged, 1).Quiet();
        Assert.AreEqual(0, after.Session.InFlight);
    }

    [TestMethod]
    public void A_restored_session_is_resumed_even_if_the_first_connection_was_to_be_clean()
    {
        Reset(New().Connects(Gone)).Open().Expects("10 0D 00 04 'MQTT' 04 00 00 3C 00 01 'n'");
    }

    [TestMethod]
    public void The_state_version_changes_with_each_step_that_matters()
    {
        var broker = New().Connects(Gone);
        int version = broker.Session.StateVersion;
        broker.Publishes(1, new MqttTopic("a"), string.Empty, 2);
        Assert.AreNotEqual(version, broker.Session.StateVersion, "a publish");
        version = broker.Session.StateVersion;
        broker.Expects("34 05 00 01 'a' 00 01").Gives("50 02 00 01");
        Assert.AreNotEqual(version, broker.Session.StateVersion, "PUBREC");
        version = broker.Session.StateVersion;
        broker.Expects("62 02 00 01").Gives("70 02 00 01");
        Assert.AreNotEqual(version, broker.Session.StateVersion, "PUBCOMP");
        broker.Event(MqttEvent.Acknowledged, 1).Gives("34 05 00 01 'a' 00 05");
        version = broker.Session.StateVersion;
        broker.Message("a", string.Empty);
        Assert.AreNotEqual(version, broker.Session.StateVersion, "a delivery");
        version = broker.Session.StateVersion;
        broker.Gives("62 02 00 05");
        Assert.AreNotEqual(version, broker.Session.StateVersion, "PUBREL");
        version = broker.Session.StateVersion;
        broker.Passes(60000).Expects("C0 00 50 02 00 05 70 02 00 05").Gives("D0 00");
        Assert.AreEqual(version, broker.Session.StateVersion, "a ping");
    }

    [TestMethod]
    public void Damage_anywhere_is_found_and_changes_nothing()
    {
        byte[] saved = new byte[200];
        int count = New().Connects(Gone).Publishes(1, new MqttTopic("a"), "01 02 03", 1).Session.Save(saved, 0, 200);
        for (int i = 0; i < count; i++)
        {
            saved[i] ^= 0x10;
            var session = New().Session;
            Assert.IsFalse(session.Restore(saved, 0, count), "damaged");
            Assert.AreEqual(0, session.InFlight);
            Assert.IsFalse(session.Restore(saved, 0, i), "cut off");
            saved[i] ^= 0x10;
        }

        Assert.IsTrue(New().Session.Restore(saved, 0, count), "whole");
    }

    [TestMethod]
    public void A_buffer_too_small_is_said_so_and_not_overrun()
    {
        var session = New().Connects(Gone).Publishes(1, new MqttTopic("a"), "01 02 03", 1).Session;
        byte[] saved = new byte[200];
        int count = session.Save(saved, 0, 200);
        Assert.AreEqual(0, session.Save(saved, 1, count - 1));
        Assert.AreEqual(count, session.Save(saved, 100, count));
        Assert.AreEqual(0, (int)saved[100 + count]);
    }

    [TestMethod]
    public void A_smaller_session_does_not_take_up_what_it_cannot_hold()
    {
        byte[] saved = new byte[200];
        int count = New().Connects(Gone).Publishes(1, new MqttTopic("a"), "01 02 03", 1).Session.Save(saved, 0, 200);
        Assert.IsFalse(new MqttSession(new MqttOptions { TransmitStoreSize = 2 }).Restore(saved, 0, count));
        Assert.IsTrue(new MqttSession(new MqttOptions { TransmitStoreSize = 3 }).Restore(saved, 0, count));
    }

    [TestMethod]
    public void A_session_in_use_is_not_replaced()
    {
        var broker = New().Connects(Gone);
        Assert.ThrowsException(typeof(InvalidOperationException), () => broker.Session.Restore(new byte[8], 0, 8));
    }

    private static ScriptedBroker New() =>
        new ScriptedBroker(new MqttSession(new MqttOptions { Version = MqttVersion.V311, ClientId = "n", SessionExpirySeconds = 1000 }), 4096);

    private static ScriptedBroker Reset(ScriptedBroker broker)
    {
        byte[] saved = new byte[300];
        int count = broker.Session.Save(saved, 10, 290);
        Assert.IsTrue(count > 0, "saved");
        var after = New();
        Assert.IsTrue(after.Session.Restore(saved, 10, count), "restored");
        return after;
    }
}
