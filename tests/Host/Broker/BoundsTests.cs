using Telenode.SimBoard.Broker;

namespace Telenode.Tests.Host.Broker;

/// <summary>What a broker holds is bounded, whatever its clients do.</summary>
[TestClass]
public sealed class BoundsTests
{
    [TestMethod]
    public void FullQueueDropsItsOldestQos0MessagesFirst()
    {
        var wire = new Wire(new BrokerOptions { MaximumQueuedMessages = 3, InFlightWindow = 1 });
        WireClient subscriber = wire.Connect("s");
        subscriber.Send(Packets.Subscribe311("t", 1));
        subscriber.Skip();
        WireClient publisher = wire.Connect("p");

        // "1" takes the window, so that "2", "3" and "4" wait; "5" takes the place of "3", "6" of "4"; "7" and "8" find none.
        publisher.Send("32 [ s't' 0001 '1' ] 32 [ s't' 0001 '2' ] 30 [ s't' '3' ] 30 [ s't' '4' ]");
        publisher.Send("32 [ s't' 0001 '5' ] 32 [ s't' 0001 '6' ] 32 [ s't' 0001 '7' ] 30 [ s't' '8' ]");
        Assert.AreEqual(4, wire.Core.Counters.MessagesDropped);
        subscriber.Expect("32 [ s't' 0001 '1' ]");
        subscriber.Send("40 02 0001");
        subscriber.Expect("32 [ s't' 0002 '2' ]");
        subscriber.Send("40 02 0002");
        subscriber.Expect("32 [ s't' 0003 '5' ]");
        subscriber.Send("40 02 0003");
        subscriber.Expect("32 [ s't' 0004 '6' ]");
        subscriber.Send("40 02 0004");
        subscriber.ExpectNothing();
    }

    [TestMethod]
    public void QueueIsBoundedInBytes()
    {
        var options = new BrokerOptions { MaximumQueuedBytes = 10_000 };
        var wire = new Wire(options);
        WireClient away = wire.Open();
        away.Send(Packets.Connect311("s", clean: false) + Packets.Subscribe311("t", 1));
        away.Drop();
        WireClient publisher = wire.Connect("p");
        string payload = new('x', 4_000);
        for (int i = 0; i < 5; i++)
        {
            publisher.Send($"32 [ s't' 0001 '{payload}' ]");
        }

        Assert.AreEqual(3, wire.Core.Counters.MessagesDropped);
    }

    [TestMethod]
    public void SlowConsumerLeavesItsMessagesInTheQueue()
    {
        var options = new BrokerOptions { OutputHighWater = 1_000, MaximumQueuedMessages = 10 };
        var wire = new Wire(options);
        WireClient slow = wire.Connect("s");
        slow.Send(Packets.Subscribe311("t", 0));
        slow.Skip();
        WireClient publisher = wire.Connect("p");
        string payload = new('x', 100);
        for (int i = 0; i < 1_000; i++)
        {
            publisher.Send($"30 [ s't' '{payload}' ]");
        }

        Assert.IsTrue(slow.Connection.PeekOutput(int.MaxValue).Length < 1_000 + 110, "output above the high water");
        Assert.IsFalse(slow.Connection.WantsInput);
        int written = slow.Take().Length / 105;
        Assert.AreEqual(10 + 10, written); // what was in the output and what waited; the rest was dropped
        Assert.AreEqual(1_000 - written, wire.Core.Counters.MessagesDropped);
        Assert.IsTrue(slow.Connection.WantsInput);
    }

    [TestMethod]
    public void ClientThatTakesNoAnswersIsClosed()
    {
        var wire = new Wire(new BrokerOptions { OutputHighWater = 1_000, MaximumPacketSize = 1_000 });
        WireClient deaf = wire.Connect("d", v5: true);
        byte[] pings = Packets.Parse(Packets.Pingreq);
        for (int i = 0; i < 3_000 && !deaf.Connection.IsClosed; i++)
        {
            deaf.Send(pings);
            Assert.IsTrue(deaf.Connection.PeekOutput(int.MaxValue).Length <= 3_010);
        }

        wire.Advance(1_000);
        Assert.IsTrue(deaf.Connection.IsClosed);
    }

    [TestMethod]
    public void ConnectionsAreBounded()
    {
        var wire = new Wire(new BrokerOptions { MaximumConnections = 2 });
        WireClient first = wire.Open();
        wire.Open();
        wire.Open().ExpectEnd();
        first.Drop();
        Assert.IsFalse(wire.Open().Connection.IsClosed);
    }

    [TestMethod]
    public void SessionLongestAwayGivesWay()
    {
        var wire = new Wire(new BrokerOptions { MaximumSessions = 2 });
        foreach (string id in new[] { "a", "b" })
        {
            WireClient client = wire.Open();
            client.Send(Packets.Connect311(id, clean: false));
            wire.Advance(1);
            client.Drop();
        }

        wire.Connect("c");
        WireClient b = wire.Open();
        b.Send(Packets.Connect311("b", clean: false));
        b.Expect("20 02 01 00");
        WireClient old = wire.Open();
        old.Send(Packets.Connect311("a", clean: false));
        old.ExpectEnd("20 02 00 03"); // both sessions have their clients here
        WireClient v5 = wire.Open();
        v5.Send(Packets.ConnectV5("a"));
        v5.ExpectEnd("20 03 00 89 00");
        Assert.AreEqual(2, wire.Core.SessionCount);
    }

    [TestMethod]
    public void SubscriptionsAreBounded()
    {
        var wire = new Wire(new BrokerOptions { MaximumSubscriptions = 2 });
        WireClient client = wire.Connect("a", v5: true);
        client.Send("82 [ 0001 00 s'1' 00 s'2' 00 s'3' 00 s'1' 01 ]");
        client.Expect("90 [ 0001 00 00 00 97 01 ]");
    }

    [TestMethod]
    public void RetainedMessagesAreBounded()
    {
        var wire = new Wire(new BrokerOptions { MaximumRetainedMessages = 2, MaximumRetainedBytes = 1_000 });
        WireClient client = wire.Connect("a");
        client.Send("31 [ s'1' 'x' ] 31 [ s'2' 'x' ] 31 [ s'3' 'x' ]");
        Assert.AreEqual(2, wire.Core.RetainedCount);
        client.Send("31 [ s'1' 'y' ]"); // a topic that has its place
        Assert.AreEqual(2, wire.Core.RetainedCount);
        client.Send($"31 [ s'2' '{new string('z', 900)}' ]"); // too many bytes: the old value would be a wrong one
        Assert.AreEqual(1, wire.Core.RetainedCount);
        Assert.AreEqual(2, wire.Core.Counters.MessagesDropped);
    }
}
