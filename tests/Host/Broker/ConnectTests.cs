using Telenode.Core;
using Telenode.SimBoard.Broker;

namespace Telenode.Tests.Host.Broker;

/// <summary>CONNECT, keep-alive and the end of connections.</summary>
[TestClass]
public sealed class ConnectTests
{
    /// <summary>Receive Maximum 100, Maximum Packet Size 256 KB, Topic Alias Maximum 16, no shared subscriptions.</summary>
    private const string Limits = "21 0064 27 00040000 22 0010 2a 00";

    [TestMethod]
    public void ConnectIsAnsweredInItsVersion()
    {
        var wire = new Wire();
        WireClient old = wire.Open();
        old.Send(Packets.Connect311("a"));
        old.Expect("20 02 00 00");
        WireClient v5 = wire.Open();
        v5.Send(Packets.ConnectV5("b"));
        v5.Expect($"20 [ 00 00 [ {Limits} ] ]");
        Assert.AreEqual("a", old.Connection.ClientId);
        Assert.AreEqual("b", v5.Connection.ClientId);
    }

    [TestMethod]
    public void ClientWithoutIdentifierIsGivenOne()
    {
        var wire = new Wire();
        WireClient v5 = wire.Open();
        v5.Send(Packets.ConnectV5(""));
        v5.Expect($"20 [ 00 00 [ 12 s'auto-1' {Limits} ] ]"); // [MQTT-3.1.3-6]
        WireClient clean = wire.Open();
        clean.Send(Packets.Connect311(""));
        clean.Expect("20 02 00 00");
        WireClient lasting = wire.Open();
        lasting.Send(Packets.Connect311("", clean: false));
        lasting.ExpectEnd("20 02 00 02"); // [MQTT-3.1.3-8] of 3.1.1
    }

    [TestMethod]
    [DataRow("10 [ s'MQIsdp' 03 02 0000 s'a' ]", "20 02 00 01")] // MQTT 3.1
    [DataRow("10 [ s'MQTT' 03 02 0000 s'a' ]", "20 02 00 01")] // a level below 3.1.1
    [DataRow("10 [ s'MQTT' 06 02 0000 00 s'a' ]", "20 03 00 84 00")] // a level above 5 [MQTT-3.1.2-2]
    [DataRow("10 [ s'MQTT' 05 02 0000 [ 15 s'SCRAM' ] s'a' ]", "20 03 00 8c 00")] // enhanced authentication, which is not offered
    [DataRow("10 [ s'MQTT' 05 02 0000 [ 16 0001 00 ] s'a' ]", "20 03 00 82 00")] // authentication data without a method
    [DataRow("10 [ s'MQTT' 05 03 0000 00 s'a' ]", "20 03 00 81 00")] // reserved flag set [MQTT-3.1.2-3]
    [DataRow("10 [ s'MQTT' 04 03 0000 s'a' ]", "")] // the same in 3.1.1, which has no answer for it
    [DataRow("10 [ s'MQTT' 05 0a 0000 00 s'a' ]", "20 03 00 81 00")] // will QoS without a will [MQTT-3.1.2-11]
    [DataRow("10 [ s'MQTT' 05 22 0000 00 s'a' ]", "20 03 00 81 00")] // will retain without a will [MQTT-3.1.2-13]
    [DataRow("10 [ s'MQTT' 05 1e 0000 00 s'a' 00 s'w' 0000 ]", "20 03 00 81 00")] // will QoS 3 [MQTT-3.1.2-12]
    [DataRow("10 [ s'MQTT' 05 06 0000 00 s'a' 00 s'w/#' 0000 ]", "20 03 00 90 00")] // will topic with a wildcard
    [DataRow("10 [ s'MQTT' 04 42 0000 s'a' s'p' ]", "")] // password without a user in 3.1.1 [MQTT-3.1.2-22]
    [DataRow("10 [ s'MQTT' 05 02 0000 00 s'a' 00 ]", "20 03 00 81 00")] // a byte too many
    [DataRow("10 [ s'MQTT' 05 02 0000 00 0002 'a' ]", "20 03 00 81 00")] // an identifier cut short
    [DataRow("10 [ s'MQTT' 05 02 0000 00 0002 c080 ]", "20 03 00 81 00")] // an identifier that is not UTF-8 [MQTT-1.5.4-1]
    [DataRow("10 [ s'MQTT' 05 02 0000 00 0001 00 ]", "20 03 00 81 00")] // an identifier with U+0000 [MQTT-1.5.4-2]
    [DataRow("10 [ s'MQTT' 05 02 0000 [ 21 0000 ] s'a' ]", "20 03 00 82 00")] // Receive Maximum 0
    [DataRow("10 [ s'MQTT' 05 02 0000 [ 27 00000000 ] s'a' ]", "20 03 00 82 00")] // Maximum Packet Size 0
    [DataRow("10 [ s'MQTT' 05 02 0000 [ 17 02 ] s'a' ]", "20 03 00 82 00")] // Request Problem Information 2
    [DataRow("10 [ s'MQTT' 05 02 0000 [ 11 00000001 11 00000001 ] s'a' ]", "20 03 00 82 00")] // a property twice
    [DataRow("10 [ s'MQTT' 05 02 0000 [ 23 0001 ] s'a' ]", "20 03 00 82 00")] // a property of another packet
    [DataRow("10 [ s'MQTT' 05 02 0000 [ 7f ] s'a' ]", "20 03 00 81 00")] // a property that does not exist
    [DataRow("10 [ s'MQTT' 05 02 0000 [ 11 0000 ] s'a' ]", "20 03 00 81 00")] // a property cut short
    [DataRow("10 [ s'MQTT' 05 02 0000 8100 s'a' ]", "20 03 00 81 00")] // property length not in its shortest form [MQTT-1.5.5-1]
    [DataRow("10 [ s'MQTT' 05 02 0000 ffffffff01 s'a' ]", "20 03 00 81 00")] // property length of five bytes
    [DataRow("10 [ s'MQTT' 05 ]", "20 03 00 81 00")] // ends after the level
    [DataRow("12 [ s'MQTT' 05 02 0000 00 s'a' ]", "")] // fixed header flags [MQTT-2.1.3-1]
    [DataRow("10 ff ff ff ff 01", "")] // remaining length of five bytes
    [DataRow("10 80 80 20", "")] // larger than the broker takes
    [DataRow("30 [ s't' 'x' ]", "")] // not a CONNECT [MQTT-3.1.0-1]
    [DataRow("c0 00", "")] // not a CONNECT
    [DataRow("00 00", "")] // no packet type
    [DataRow("'GET / HTTP/1.1'", "")] // another protocol
    public void BadConnectIsRefused(string sent, string answer)
    {
        var wire = new Wire();
        WireClient client = wire.Open();
        client.Send(sent);
        client.ExpectEnd(answer);
        Assert.AreEqual(0, wire.Core.SessionCount);
        Assert.IsNotNull(client.Connection.CloseReason);
    }

    [TestMethod]
    public void SecondConnectIsAProtocolError()
    {
        var wire = new Wire();
        WireClient client = wire.Connect("a", v5: true);
        client.Send(Packets.ConnectV5("a"));
        client.ExpectEnd("e0 01 82"); // [MQTT-3.1.0-2]
    }

    [TestMethod]
    public void WhatFollowsTheEndIsIgnored()
    {
        var wire = new Wire();
        WireClient client = wire.Connect("a");
        client.Send(Packets.Disconnect + Packets.Pingreq);
        client.ExpectEnd();
        client.Send(Packets.Pingreq);
        client.ExpectEnd();
    }

    [TestMethod]
    public void UserAndPasswordAreChecked()
    {
        var wire = new Wire(new BrokerOptions { User = "ann", Password = "pw" });
        WireClient good = wire.Open();
        good.Send("10 [ s'MQTT' 04 c2 0000 s'a' s'ann' s'pw' ]");
        good.Expect("20 02 00 00");
        string[] wrong = ["04 c2 0000 s'b' s'ann' s'px'", "04 c2 0000 s'b' s'bob' s'pw'", "04 82 0000 s'b' s'ann'", "04 02 0000 s'b'"];
        foreach (string rest in wrong)
        {
            WireClient client = wire.Open();
            client.Send($"10 [ s'MQTT' {rest} ]");
            client.ExpectEnd("20 02 00 04");
        }

        WireClient v5 = wire.Open();
        v5.Send("10 [ s'MQTT' 05 42 0000 00 s'b' s'pw' ]"); // a password alone is allowed in v5, but names nobody
        v5.ExpectEnd("20 03 00 86 00");
    }

    [TestMethod]
    public void SilenceBeforeConnectEndsTheConnection()
    {
        var wire = new Wire();
        WireClient client = wire.Open();
        client.Send("10"); // part of a packet is not a packet
        wire.Advance(9_999);
        Assert.IsFalse(client.Connection.IsClosed);
        wire.Advance(1);
        client.ExpectEnd();
    }

    [TestMethod]
    public void SilenceOfOneAndAHalfKeepAlivesEndsTheConnection()
    {
        var wire = new Wire();
        WireClient v5 = wire.Open();
        v5.Send(Packets.ConnectV5("a", keepAlive: 10));
        WireClient old = wire.Open();
        old.Send(Packets.Connect311("b", keepAlive: 20));
        v5.Skip();
        old.Skip();
        wire.Advance(14_999);
        v5.Send(Packets.Pingreq);
        v5.Expect(Packets.Pingresp);
        wire.Advance(14_999);
        Assert.IsFalse(v5.Connection.IsClosed);
        wire.Advance(1);
        v5.ExpectEnd("e0 01 8d"); // [MQTT-3.1.2-22]
        Assert.IsFalse(old.Connection.IsClosed);
        wire.Advance(1);
        old.ExpectEnd();
        Assert.AreEqual(Time.Never, wire.Core.NextDeadlineMs);
    }

    [TestMethod]
    public void KeepAliveOfZeroNeverEnds()
    {
        var wire = new Wire();
        WireClient client = wire.Connect("a");
        Assert.AreEqual(Time.Never, wire.Core.NextDeadlineMs);
        wire.Advance(1_000_000_000);
        Assert.IsFalse(client.Connection.IsClosed);
    }

    [TestMethod]
    public void LastBytesAreWaitedForAShortTime()
    {
        var wire = new Wire();
        WireClient client = wire.Connect("a", v5: true);
        client.Send("f0 00"); // AUTH, which was not agreed on
        Assert.IsFalse(client.Connection.IsClosed);
        Assert.IsTrue(client.Connection.HasOutput);
        wire.Advance(1000);
        client.ExpectEnd();
    }

    [TestMethod]
    public void NewConnectionTakesTheSessionOver()
    {
        var wire = new Wire();
        WireClient first = wire.Connect("a", v5: true, properties: "11 ffffffff");
        WireClient second = wire.Open();
        second.Send(Packets.ConnectV5("a", clean: false, properties: "11 ffffffff"));
        first.ExpectEnd("e0 01 8e"); // [MQTT-3.1.4-3]
        second.Expect($"20 [ 01 00 [ {Limits} ] ]");
        WireClient third = wire.Open();
        third.Send(Packets.Connect311("a", clean: false));
        second.ExpectEnd("e0 01 8e");
        third.Expect("20 02 01 00");
    }

    [TestMethod]
    public void AllAreToldOfTheShutdown()
    {
        var wire = new Wire();
        WireClient v5 = wire.Connect("a", v5: true);
        WireClient old = wire.Connect("b");
        wire.Core.CloseAll(wire.NowMs);
        v5.ExpectEnd("e0 01 8b");
        old.ExpectEnd();
    }
}
