using System;
using Telenode.Core;
using Telenode.Uplinks;

namespace Telenode.Tests.WebSocket;

/// <summary>The examples of RFC 6455 §1.3 and §5.7, in any pieces.</summary>
[TestClass]
public class WebSocketTests
{
    private const string Answer = "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        + "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\nSec-WebSocket-Protocol: mqtt\r\n\r\n";

    [TestMethod]
    public void The_request_is_the_rfcs_and_its_answer_opens()
    {
        var peer = new ScriptedStream();
        var stream = new WebSocketStream(peer, "/mqtt?x=1", 80, new RepeatingRandom());
        Assert.IsTrue(stream.State == StreamState.Closed);
        stream.Open("server.example.com", 8080);
        Assert.IsTrue(stream.State == StreamState.Opening);
        Assert.AreEqual(
            "GET /mqtt?x=1 HTTP/1.1\r\nHost: server.example.com:8080\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Protocol: mqtt\r\nSec-WebSocket-Version: 13\r\n\r\n",
            System.Text.Encoding.UTF8.GetString(peer.Sent, 0, peer.SentCount));
        Assert.AreEqual(0, stream.Write(new byte[1], 0, 1), "before the answer nothing is taken");
        peer.Feed(Bytes(Answer));
        Assert.IsTrue(stream.State == StreamState.Open, stream.Failure);
    }

    [DataRow("host", 80, "Host: host\r\n")]
    [DataRow("host", 443, "Host: host:443\r\n")]
    [DataRow("10.0.0.1", 8000, "Host: 10.0.0.1:8000\r\n")]
    [DataRow("::1", 80, "Host: [::1]\r\n")]
    [DataRow("fe80::1%wlan0", 7, "Host: [fe80::1]:7\r\n")]
    [TestMethod]
    public void The_host_is_named_as_in_a_url(string host, int port, string expected)
    {
        var peer = new ScriptedStream();
        var stream = new WebSocketStream(peer, "/", 80, new RepeatingRandom());
        stream.Open(host, port);
        Assert.IsTrue(stream.State == StreamState.Opening);
        Assert.IsTrue(System.Text.Encoding.UTF8.GetString(peer.Sent, 0, peer.SentCount).IndexOf(expected) > 0);
    }

    [TestMethod]
    public void A_host_that_http_cannot_name_is_refused()
    {
        var stream = new WebSocketStream(new ScriptedStream(), "/", 80, new RepeatingRandom());
        stream.Open("b\u00fccher.example", 80);
        Assert.IsTrue(stream.State == StreamState.Failed);
        Assert.IsTrue(stream.Failure.IndexOf("xn--") > 0, stream.Failure);
    }

    [TestMethod]
    public void What_is_written_is_one_masked_frame_a_call()
    {
        WebSocketStream stream = Opened(out ScriptedStream peer, int.MaxValue);
        Assert.AreEqual(5, stream.Write(Bytes("Hello"), 0, 5));
        AssertSent("828537fa213d7f9f4d5158", peer);

        byte[] large = new byte[300];
        Assert.AreEqual(300, stream.Write(large, 0, 300));
        Assert.AreEqual("82fe012c37fa213d", Security.Hex.Text(peer.Sent, 0, 8));
        Assert.AreEqual(308, peer.SentCount);
    }

    [DataRow("820548656c6c6f", "48656c6c6f")] // §5.7: a single frame (as binary)
    [DataRow("020348656c80026c6f", "48656c6c6f")] // §5.7: fragmented (as binary)
    [DataRow("0200" + "0000" + "000101" + "8000" + "8200" + "820102", "0102")] // empty frames and fragments
    [DataRow("820548656c6c6f820100", "48656c6c6f00")]
    [TestMethod]
    public void Payloads_are_read_one_after_another_in_any_pieces(string frames, string expected)
    {
        for (int chunk = 1; chunk <= 9; chunk++)
        {
            WebSocketStream stream = Opened(out ScriptedStream peer, chunk);
            peer.Feed(Security.Hex.Bytes(frames));
            byte[] read = new byte[32];
            Assert.AreEqual(expected, Security.Hex.Text(read, 0, ReadAll(stream, read)));
            Assert.IsTrue(stream.State == StreamState.Open, stream.Failure);
        }
    }

    [DataRow(125, 2)]
    [DataRow(126, 4)]
    [DataRow(256, 4)] // §5.7
    [DataRow(65535, 4)]
    [DataRow(65536, 10)] // §5.7
    [TestMethod]
    public void Every_form_of_length_is_read(int length, int header)
    {
        byte[] frame = new byte[header + length + 3];
        frame[0] = 0x82;
        frame[1] = (byte)(header == 2 ? length : header == 4 ? 126 : 127);
        for (int i = 2; i < header; i++)
        {
            frame[i] = (byte)((long)length >> (8 * (header - 1 - i)));
        }

        for (int i = 0; i < length; i++)
        {
            frame[header + i] = (byte)i;
        }

        frame[header + length] = 0x82; // a frame behind it
        frame[header + length + 1] = 1;
        frame[header + length + 2] = 0xAA;
        WebSocketStream stream = Opened(out ScriptedStream peer, 1000);
        peer.Feed(frame);
        byte[] read = new byte[length + 8];
        Assert.AreEqual(length + 1, ReadAll(stream, read));
        for (int i = 0; i < length; i++)
        {
            Assert.AreEqual(i & 0xFF, (int)read[i]);
        }

        Assert.AreEqual(0xAA, (int)read[length]);
    }

    [TestMethod]
    public void A_ping_is_answered_also_between_the_fragments_of_a_message()
    {
        for (int chunk = 1; chunk <= 12; chunk++)
        {
            WebSocketStream stream = Opened(out ScriptedStream peer, chunk);
            peer.Feed(Security.Hex.Bytes("020348656c" + "890548656c6c6f" + "8a00" + "80026c6f"));
            byte[] read = new byte[16];
            Assert.AreEqual(5, ReadAll(stream, read));
            AssertSent("8a8537fa213d7f9f4d5158", peer);
        }
    }

    [TestMethod]
    public void Of_pings_that_could_not_be_answered_the_last_is_when_there_is_room()
    {
        WebSocketStream stream = Opened(out ScriptedStream peer, int.MaxValue);
        peer.Room = 0;
        byte[] large = new byte[2000];
        int taken = stream.Write(large, 0, large.Length); // fills the buffer
        Assert.IsTrue(taken > 0 && taken < large.Length);
        Assert.AreEqual(0, stream.Write(large, 0, 1));
        peer.Feed(Security.Hex.Bytes("890161" + "890162"));
        Assert.AreEqual(0, stream.Read(large, 0, 10));
        Assert.AreEqual(0, peer.SentCount);
        peer.Room = int.MaxValue;
        Assert.AreEqual(0, stream.Read(large, 0, 10));
        Assert.AreEqual(0, stream.Read(large, 0, 10));
        Assert.AreEqual("8a8137fa213d55", Security.Hex.Text(peer.Sent, peer.SentCount - 7, 7), "the answer to the second ping");
        Assert.AreEqual(8 + taken + 7, peer.SentCount);
    }

    [TestMethod]
    public void The_servers_close_is_answered_with_its_code_after_its_data_was_read()
    {
        WebSocketStream stream = Opened(out ScriptedStream peer, int.MaxValue);
        peer.Feed(Security.Hex.Bytes("8201aa" + "880203e9"));
        byte[] read = new byte[8];
        Assert.AreEqual(1, stream.Read(read, 0, 8));
        Assert.AreEqual(0, stream.Read(read, 0, 8));
        Assert.IsTrue(stream.State == StreamState.Failed);
        Assert.AreEqual("the server closed the WebSocket: it is going away (1001)", stream.Failure);
        AssertSent("888237fa213d3413", peer);
        Assert.IsTrue(peer.State == StreamState.Closed);
        Assert.AreEqual(0, stream.Write(read, 0, 1));
    }

    [TestMethod]
    public void Closing_takes_leave()
    {
        WebSocketStream stream = Opened(out ScriptedStream peer, int.MaxValue);
        stream.Close();
        AssertSent("888237fa213d3412", peer);
        Assert.IsTrue(stream.State == StreamState.Closed);
        Assert.IsTrue(peer.State == StreamState.Closed);
        stream.Close();
        Assert.AreEqual(0, peer.SentCount);
    }

    [TestMethod]
    public void A_stream_opens_again_after_a_failure()
    {
        WebSocketStream stream = Opened(out ScriptedStream peer, 3);
        peer.Feed(Security.Hex.Bytes("0203486581"));
        byte[] read = new byte[8];
        ReadAll(stream, read);
        peer.End();
        ReadAll(stream, read);
        Assert.IsTrue(stream.State == StreamState.Failed);
        Assert.AreEqual("the peer closed the connection", stream.Failure);

        var next = new ScriptedStream();
        next.Feed(Bytes(Answer));
        stream = new WebSocketStream(next, "/", 80, new RepeatingRandom());
        stream.Open("h", 80);
        Assert.IsTrue(stream.State == StreamState.Open);
        stream.Open("h", 80); // while it is open
        Assert.IsTrue(stream.State == StreamState.Opening);
        next.Feed(Bytes(Answer));
        Assert.IsTrue(stream.State == StreamState.Open);
    }

    [DataRow("")]
    [DataRow("mqtt")]
    [DataRow("/a b")]
    [DataRow("/a\r\nX: y")]
    [DataRow("/\u00fc")]
    [TestMethod]
    public void A_target_that_would_break_the_request_is_refused(string target)
    {
        Assert.ThrowsException(typeof(ArgumentException), () => new WebSocketStream(new ScriptedStream(), target, 80, new RepeatingRandom()));
    }

    private static WebSocketStream Opened(out ScriptedStream peer, int chunk)
    {
        peer = new ScriptedStream { Chunk = chunk };
        var stream = new WebSocketStream(peer, "/mqtt", 80, new RepeatingRandom());
        stream.Open("h", 80);
        peer.Feed(Bytes(Answer));
        Assert.IsTrue(stream.State == StreamState.Open, stream.Failure);
        peer.Forget();
        return stream;
    }

    // Reads until many calls in a row give nothing: a call passes over a few frames without data at most.
    private static int ReadAll(WebSocketStream stream, byte[] buffer)
    {
        int count = 0;
        for (int nothing = 0; nothing < 20; nothing++)
        {
            int taken = stream.Read(buffer, count, buffer.Length - count);
            count += taken;
            nothing = taken > 0 ? 0 : nothing;
        }

        return count;
    }

    private static byte[] Bytes(string text) => System.Text.Encoding.UTF8.GetBytes(text);

    private static void AssertSent(string expected, ScriptedStream peer)
    {
        Assert.AreEqual(expected, Security.Hex.Text(peer.Sent, 0, peer.SentCount));
        peer.Forget();
    }
}
