using System.Net;
using System.Net.Sockets;
using Telenode.Board;
using Telenode.Core;

namespace Telenode.Tests.Host.Board;

/// <summary>The board's TCP stream, compiled for the PC, against real sockets on loopback.</summary>
/// <remarks>Of nanoFramework's sockets this shows only what they share with the PC's: the calls and their results.</remarks>
[TestClass]
public class TcpStreamTests
{
    [TestMethod]
    [DataRow("127.0.0.1")]
    [DataRow("localhost")] // which is first an IPv6 address on most machines, where nothing listens
    public void BytesPassBothWays(string host)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var stream = new TcpStream();
        stream.Open(host, PortOf(listener));
        using Socket peer = listener.AcceptSocket();
        WaitFor(stream, StreamState.Open);
        Assert.AreEqual(3, stream.Write([0, 1, 2, 3, 4], 1, 3));
        byte[] buffer = new byte[8];
        Assert.AreEqual(3, peer.Receive(buffer));
        CollectionAssert.AreEqual(new byte[] { 1, 2, 3 }, buffer[..3]);
        Assert.AreEqual(0, stream.Read(buffer, 0, buffer.Length));
        peer.Send([7, 8]);
        Assert.AreEqual(2, ReadSome(stream, buffer, 3));
        CollectionAssert.AreEqual(new byte[] { 7, 8 }, buffer[3..5]);
        stream.Close();
        Assert.AreEqual(StreamState.Closed, stream.State);
        Assert.AreEqual(0, peer.Receive(buffer));
    }

    [TestMethod]
    public void WhatArrivedBeforeTheEndIsReadBeforeTheStateSaysSo()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        TcpStream stream = Connect(listener, out Socket peer);
        peer.Send([1, 2, 3]);
        peer.Dispose();
        byte[] buffer = new byte[2];
        Assert.AreEqual(2, ReadSome(stream, buffer, 0));
        Assert.AreEqual(StreamState.Open, stream.State);
        Assert.AreEqual(1, ReadSome(stream, buffer, 0));
        Assert.AreEqual(0, ReadSome(stream, buffer, 0));
        Assert.AreEqual(StreamState.Failed, stream.State);
        Assert.AreEqual("the host closed the connection", stream.Failure);
        Assert.AreEqual(0, stream.Write(buffer, 0, 1));
    }

    [TestMethod]
    public void ABlockedWayTakesNothingAndLosesNothing()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        TcpStream stream = Connect(listener, out Socket peer);
        byte[] sent = new byte[64 * 1024 * 1024];
        new Random(1).NextBytes(sent);
        int count = 0;
        int taken;
        while ((taken = stream.Write(sent, count, sent.Length - count)) > 0)
        {
            count += taken;
        }

        Assert.AreEqual(StreamState.Open, stream.State);
        Assert.IsTrue(count > 0 && count < sent.Length, "the system's buffers have an end");
        stream.Close();
        byte[] received = new byte[count];
        for (int at = 0; at < count;)
        {
            int n = peer.Receive(received, at, count - at, SocketFlags.None);
            Assert.AreNotEqual(0, n);
            at += n;
        }

        Assert.IsTrue(sent.AsSpan(0, count).SequenceEqual(received));
    }

    [TestMethod]
    public void ARefusedConnectionFailsWithItsReason()
    {
        var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        int port = PortOf(listener);
        listener.Dispose();
        var stream = new TcpStream();
        stream.Open("127.0.0.1", port);
        WaitFor(stream, StreamState.Failed);
        Assert.IsFalse(string.IsNullOrEmpty(stream.Failure));
        stream.Close();
        Assert.AreEqual(StreamState.Closed, stream.State);
        Assert.IsNull(stream.Failure);
    }

    [TestMethod]
    public void AConnectionGivenUpStaysClosed()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var stream = new TcpStream();
        stream.Open("127.0.0.1", PortOf(listener));
        stream.Close();
        Assert.AreEqual(StreamState.Closed, stream.State);
        stream.Open("127.0.0.1", PortOf(listener));
        stream.Open("127.0.0.1", PortOf(listener));
        WaitFor(stream, StreamState.Open);
        stream.Write([9], 0, 1);
        stream.Close();

        // Of up to three connections made, the one that was used carries the byte and all of them end.
        int bytes = 0;
        while (listener.Pending())
        {
            using Socket peer = listener.AcceptSocket();
            peer.ReceiveTimeout = 10000;
            byte[] buffer = new byte[4];
            for (int n = Receive(peer, buffer); n > 0; n = Receive(peer, buffer))
            {
                bytes += n;
            }
        }

        Assert.AreEqual(1, bytes);
    }

    [TestMethod]
    [DataRow(null, 1883)]
    [DataRow("", 1883)]
    [DataRow("host", 0)]
    [DataRow("host", 65536)]
    public void AnImpossibleAddressIsOurOwnMistake(string? host, int port)
    {
        var stream = new TcpStream();
        Assert.ThrowsExactly<ArgumentException>(() => stream.Open(host!, port));
        Assert.AreEqual(StreamState.Closed, stream.State);
    }

    private static TcpStream Connect(TcpListener listener, out Socket peer)
    {
        listener.Start();
        var stream = new TcpStream();
        stream.Open("127.0.0.1", PortOf(listener));
        peer = listener.AcceptSocket();
        WaitFor(stream, StreamState.Open);
        return stream;
    }

    private static int PortOf(TcpListener listener) => ((IPEndPoint)listener.LocalEndpoint).Port;

    private static void WaitFor(TcpStream stream, StreamState state)
    {
        for (int i = 0; i < 3000 && stream.State != state; i++)
        {
            Thread.Sleep(10);
        }

        Assert.AreEqual(state, stream.State, stream.Failure);
    }

    private static int ReadSome(TcpStream stream, byte[] buffer, int offset)
    {
        int n = 0;
        for (int i = 0; i < 3000 && n == 0 && stream.State == StreamState.Open; i++)
        {
            stream.Wait(10);
            n = stream.Read(buffer, offset, buffer.Length - offset);
        }

        return n;
    }

    private static int Receive(Socket peer, byte[] buffer)
    {
        try
        {
            return peer.Receive(buffer);
        }
        catch (SocketException)
        {
            return 0; // a connection that was given up may be reset
        }
    }
}
