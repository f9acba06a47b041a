using System.Net;
using System.Net.Sockets;
using Telenode.Board;
using Telenode.Core;

namespace Telenode.Tests.Host.Board;

/// <summary>The board's UDP socket and its listening TCP port, compiled for the PC, against real sockets on loopback.</summary>
/// <remarks>Of nanoFramework's sockets this shows only what they share with the PC's: the calls and their results.</remarks>
[TestClass]
public class BoardSocketTests
{
    private readonly byte[] _buffer = new byte[64];

    [TestMethod]
    public void DatagramsComeAndGoByPeer()
    {
        int port = Coap.CoapPeer.FreePort();
        var socket = new UdpDatagrams();
        socket.Open(port);
        Assert.AreEqual(StreamState.Open, socket.State, socket.Failure);
        using UdpClient first = Client();
        using UdpClient second = Client();
        first.Send([1, 2], 2, Loopback(port));
        Assert.AreEqual(2, Receive(socket, out int one));
        second.Send([3], 1, Loopback(port));
        Assert.AreEqual(1, Receive(socket, out int two));
        Assert.AreNotEqual(one, two);
        Assert.IsFalse(socket.WasForGroup);
        socket.Send([7], 0, 1, one);
        IPEndPoint? from = null;
        CollectionAssert.AreEqual(new byte[] { 7 }, first.Receive(ref from));
        Assert.AreEqual(port, from.Port);
        socket.Send([7], 0, 1, 999); // void: lost
        int resolved = 0;
        for (int i = 0; i < 500 && resolved == 0; i++)
        {
            resolved = socket.Resolve("127.0.0.1", ((IPEndPoint)second.Client.LocalEndPoint!).Port);
            Thread.Sleep(5);
        }

        Assert.AreEqual(two, resolved);
        socket.Close();
        Assert.AreEqual(-1, socket.Receive(_buffer, 0, 64, out _));
    }

    // 16 places: one who keeps talking outlives twenty who say a word.
    [TestMethod]
    public void WhoKeepsTalkingKeepsItsNumber()
    {
        int port = Coap.CoapPeer.FreePort();
        var socket = new UdpDatagrams();
        socket.Open(port);
        using UdpClient observer = Client();
        observer.Send([1], 1, Loopback(port));
        Receive(socket, out int number);
        for (int i = 0; i < 20; i++)
        {
            using UdpClient passer = Client();
            passer.Send([2], 1, Loopback(port));
            Receive(socket, out _);
            socket.Send([9], 0, 1, number);
        }

        observer.Send([1], 1, Loopback(port));
        Receive(socket, out int again);
        Assert.AreEqual(number, again);
        socket.Close();
    }

    // 224.0.0.1, of which every interface is a member: nothing has to be announced for it on any network.
    [TestMethod]
    public void WhatIsForTheGroupIsToldApart()
    {
        int port = Coap.CoapPeer.FreePort();
        var socket = new UdpDatagrams();
        socket.Open(port);
        Assert.IsTrue(socket.JoinGroup("224.0.0.1"));
        Assert.IsFalse(socket.JoinGroup("ff02::fd")); // no IPv6 on the ESP32 images
        using UdpClient client = Client();
        client.Client.SetSocketOption(SocketOptionLevel.IP, SocketOptionName.MulticastInterface, IPAddress.Loopback.GetAddressBytes());
        client.Send([1], 1, new IPEndPoint(IPAddress.Parse("224.0.0.1"), port));
        Assert.AreEqual(1, Receive(socket, out int peer));
        if (!socket.WasForGroup)
        {
            Receive(socket, out peer); // Linux gives it to both sockets, lwIP to the one with the more specific address
        }

        Assert.IsTrue(socket.WasForGroup);
        client.Send([2], 1, Loopback(port));
        Assert.AreEqual(1, Receive(socket, out int same));
        Assert.IsFalse(socket.WasForGroup);
        Assert.AreEqual(peer, same);
        socket.Send([3], 0, 1, peer);
        IPEndPoint? from = null;
        client.Receive(ref from);
        Assert.AreEqual(port, from.Port); // answered from the server's own port
        socket.Close();
    }

    [TestMethod]
    public void ConnectionsAreAcceptedWhenTheyAreThere()
    {
        int port = Coap.CoapPeer.FreePort();
        var listener = new TcpPort();
        Assert.IsNull(listener.Accept());
        listener.Open(port);
        Assert.AreEqual(StreamState.Open, listener.State, listener.Failure);
        Assert.IsNull(listener.Accept());
        using var client = new TcpClient("127.0.0.1", port);
        IByteStream? stream = null;
        for (int i = 0; i < 500 && stream == null; i++)
        {
            stream = listener.Accept();
            Thread.Sleep(5);
        }

        Assert.IsNotNull(stream);
        Assert.AreEqual(StreamState.Open, stream.State);
        Assert.AreEqual(0, stream.Read(_buffer, 0, 64));
        client.GetStream().Write([1, 2, 3]);
        int count = 0;
        for (int i = 0; i < 500 && count == 0; i++)
        {
            count = stream.Read(_buffer, 0, 64);
            Thread.Sleep(5);
        }

        Assert.AreEqual(3, count);
        Assert.AreEqual(2, stream.Write([8, 9], 0, 2));
        Assert.AreEqual(8, client.GetStream().ReadByte());
        listener.Close();
        Assert.AreEqual(StreamState.Open, stream.State); // what was accepted stays
        client.Close();
        for (int i = 0; i < 500 && stream.State == StreamState.Open; i++)
        {
            stream.Read(_buffer, 0, 64);
            Thread.Sleep(5);
        }

        Assert.AreEqual(StreamState.Failed, stream.State);
    }

    [TestMethod]
    public void APortThatIsTakenIsAFailureWithItsReason()
    {
        using var other = new TcpListener(IPAddress.Any, 0);
        other.ExclusiveAddressUse = true;
        other.Start();
        var listener = new TcpPort();
        listener.Open(((IPEndPoint)other.LocalEndpoint).Port);
        Assert.AreEqual(StreamState.Failed, listener.State);
        Assert.IsNotNull(listener.Failure);
        Assert.IsNull(listener.Accept());
    }

    private static UdpClient Client() => new(new IPEndPoint(IPAddress.Loopback, 0)) { Client = { ReceiveTimeout = 5000 } };

    private static IPEndPoint Loopback(int port) => new(IPAddress.Loopback, port);

    private int Receive(UdpDatagrams socket, out int peer)
    {
        for (int i = 0; i < 500; i++)
        {
            int count = socket.Receive(_buffer, 0, 64, out peer);
            if (count >= 0)
            {
                return count;
            }

            Thread.Sleep(5);
        }

        peer = 0;
        return -1;
    }
}
