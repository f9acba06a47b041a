using Telenode.Core;
using Telenode.Tests.WebSocket;
using Telenode.Uplinks;

namespace Telenode.Tests.Host.WebSocket;

/// <summary>A server that does wrong: the connection closes with a reason, nothing throws, nothing grows.</summary>
[TestClass]
public sealed class WebSocketHostileTests
{
    private const string Status = "HTTP/1.1 101 Switching Protocols\r\n";
    private const string Accept = "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n";
    private const string Fields = "Upgrade: websocket\r\nConnection: Upgrade\r\n";
    private const string Protocol = "Sec-WebSocket-Protocol: mqtt\r\n";
    private const string Good = Status + Fields + Accept + Protocol + "\r\n";

    [DataRow(Good)]
    [DataRow("HTTP/1.1 101\r\n" + Fields + Accept + Protocol + "\r\n")] // no reason phrase
    [DataRow(Status + "UPGRADE:WebSocket \r\nconnection:\tkeep-alive , UPGRADE\r\n" + Accept + Protocol + "\r\n")] // names and tokens without case
    [DataRow(Status + "Connection: close\r\n" + Fields + Accept + "sec-websocket-protocol:mqtt\r\nX-Empty:\r\n\r\n")] // a list over two lines
    [DataRow(Status + "X-Long: 0123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789\r\n" + Fields + Accept + Protocol + "\r\n")] // passed over
    [TestMethod]
    public void Legal_answers_open(string answer)
    {
        foreach (int chunk in new[] { 1, 7, int.MaxValue })
        {
            WebSocketStream stream = Answered(answer + "\u0002", chunk, out ScriptedStream _);
            Assert.AreEqual(StreamState.Open, stream.State, stream.Failure);
        }
    }

    [DataRow("SSH-2.0-OpenSSH_9.2\r\n", "is not HTTP/1.1")] // another protocol
    [DataRow("HTTP/1.0 101 Switching Protocols\r\n", "is not HTTP/1.1")] // another version
    [DataRow("HTTP/1.1 1x1 What\r\n", "is not HTTP/1.1")] // a status that is no number
    [DataRow("HTTP/1.1 1010 What\r\n", "is not HTTP/1.1")] // a status of four digits
    [DataRow("\r\n", "is not HTTP/1.1")] // no status line
    [DataRow("HTTP/1.1 101 Switching Protocols\n", null)] // no CR: never a line
    [DataRow("HTTP/1.1 101 Switching\rProtocols\r\n", "is not HTTP/1.1")] // CR alone
    [DataRow("HTTP/1.1 101 Sw\0itching\r\n", "is not HTTP/1.1")] // NUL
    [DataRow("HTTP/1.1 200 OK\r\n", "HTTP status 200")]
    [DataRow("HTTP/1.1 301 Moved\r\n", "use the final address")]
    [DataRow("HTTP/1.1 400 Bad Request\r\n", "is that a WebSocket port for MQTT?")]
    [DataRow("HTTP/1.1 401 Unauthorized\r\n", "a login of its own")]
    [DataRow("HTTP/1.1 404 Not Found\r\n", "the path of the URL is not the broker's")]
    [DataRow("HTTP/1.1 503 Service Unavailable\r\n", "a problem of its own")]
    [DataRow(Status + "\r\n", "lacks Upgrade")] // nothing at all
    [DataRow(Status + "Connection: Upgrade\r\n" + Accept + Protocol + "\r\n", "lacks Upgrade")]
    [DataRow(Status + "Upgrade: websocket\r\n" + Accept + Protocol + "\r\n", "lacks Upgrade, Connection")]
    [DataRow(Status + "Upgrade: websocket\r\nConnection: upgraded, keep-alive\r\n" + Accept + Protocol + "\r\n", "lacks Upgrade, Connection")] // not the token
    [DataRow(Status + Fields + Protocol + "\r\n", "Sec-WebSocket-Accept")]
    [DataRow(Status + "Upgrade: h2c\r\n", "another protocol than WebSocket")]
    [DataRow(Status + Fields + "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOp=\r\n", "Accept is wrong")] // one character
    [DataRow(Status + Fields + "Sec-WebSocket-Accept: S3PPLMBITXAQ9KYGZZHZRBK+XOO=\r\n", "Accept is wrong")] // case counts here
    [DataRow(Status + Fields + "Sec-WebSocket-Accept:\r\n", "Accept is wrong")]
    [DataRow(Status + Fields + Accept + Accept, "Accept is wrong")] // twice (§11.3.3)
    [DataRow(Status + Fields + Accept + "\r\n", "does not choose the WebSocket subprotocol")] // [MQTT-6.0.0-4]
    [DataRow(Status + Fields + Accept + "Sec-WebSocket-Protocol: chat\r\n", "another WebSocket subprotocol")]
    [DataRow(Status + Fields + Accept + "Sec-WebSocket-Protocol: mqtt, chat\r\n", "another WebSocket subprotocol")] // one is to be chosen
    [DataRow(Status + Fields + Accept + Protocol + Protocol, "another WebSocket subprotocol")] // twice
    [DataRow(Status + "Sec-WebSocket-Extensions: permessage-deflate\r\n", "extension that was not offered")]
    [DataRow(Status + " folded\r\n", "is not HTTP/1.1")] // a folded line
    [DataRow(Status + "Upgrade : websocket\r\n", "is not HTTP/1.1")] // a blank before the colon
    [DataRow(Status + "Upgrade\r\n", "is not HTTP/1.1")] // no colon
    [DataRow(Status + ": websocket\r\n", "is not HTTP/1.1")] // no name
    [TestMethod]
    public void Illegal_answers_close_with_a_reason(string answer, string? expected)
    {
        foreach (int chunk in new[] { 1, 5, int.MaxValue })
        {
            WebSocketStream stream = Answered(answer, chunk, out ScriptedStream peer);
            if (expected == null)
            {
                Assert.AreEqual(StreamState.Failed, Pump(stream, peer, () => peer.Feed("\r\n\r\n"u8.ToArray())), "LF alone ends no line");
                continue;
            }

            Assert.AreEqual(StreamState.Failed, stream.State);
            StringAssert.Contains(stream.Failure, expected);
            Assert.AreEqual(StreamState.Closed, peer.State);
        }
    }

    [TestMethod]
    public void An_answer_without_end_is_cut_off()
    {
        foreach (string endless in new[] { "HTTP/1.1 101 " + new string('x', 5000), Status + string.Concat(Enumerable.Repeat("X: y\r\n", 1000)) })
        {
            WebSocketStream stream = Answered(endless, 100, out ScriptedStream _);
            Assert.AreEqual(StreamState.Failed, stream.State);
            StringAssert.Contains(stream.Failure, "longer than 4096 bytes");
        }
    }

    [DataRow("c201aa", "reserved bits", 1002)] // RSV1, as compression sets it
    [DataRow("a201aa", "reserved bits", 1002)]
    [DataRow("9201aa", "reserved bits", 1002)]
    [DataRow("828137fa213d7f", "masked", 1002)] // §5.1: a server never masks
    [DataRow("8301aa", "unknown kind", 1002)]
    [DataRow("8701aa", "unknown kind", 1002)]
    [DataRow("8b00", "control frame", 1002)] // an unknown control frame
    [DataRow("8f00", "control frame", 1002)]
    [DataRow("0900", "control frame", 1002)] // a fragmented ping
    [DataRow("897e007e", "control frame", 1002)] // a ping of 126 bytes
    [DataRow("897f", "control frame", 1002)]
    [DataRow("8001aa", "had not begun", 1002)] // a continuation of nothing
    [DataRow("0000", "had not begun", 1002)]
    [DataRow("0201aa8201bb", "within another", 1002)] // a message within a message
    [DataRow("827e007d", "shortest form", 1002)] // 125 in two bytes
    [DataRow("827f000000000000ffff", "shortest form", 1002)] // 65535 in eight
    [DataRow("827f8000000000000000", "shortest form", 1002)] // the most significant bit
    [DataRow("8105", "text", 1003)] // [MQTT-6.0.0-1]
    [DataRow("0100", "text", 1003)]
    [DataRow("880103", "malformed reason", 1002)] // half a code
    [DataRow("880203e7", "malformed reason", 1002)] // 999
    [DataRow("880203ec", "malformed reason", 1002)] // 1004, reserved
    [DataRow("880203ed", "malformed reason", 1002)] // 1005, never sent
    [DataRow("880203ee", "malformed reason", 1002)] // 1006, never sent
    [DataRow("880203f7", "malformed reason", 1002)] // 1015, never sent
    [DataRow("88021388", "malformed reason", 1002)] // 5000
    [DataRow("880303e8ff", "malformed reason", 1002)] // a reason that is no UTF-8
    [DataRow("8800", "without a reason", 0)]
    [DataRow("880203e8", "it is done (1000)", 1000)]
    [DataRow("880603f06e6f7065", "against its policy (1008)", 1008)]
    [DataRow("88020bb8", "a reason of its own (3000)", 3000)]
    [TestMethod]
    public void What_no_server_may_send_and_what_ends_a_connection_closes_with_its_code(string frames, string expected, int code)
    {
        foreach (int chunk in new[] { 1, 2, int.MaxValue })
        {
            WebSocketStream stream = Answered(Good, chunk, out ScriptedStream peer);
            Assert.AreEqual(StreamState.Open, stream.State);
            peer.Forget();
            peer.Feed(Convert.FromHexString(frames));
            Drain(stream);
            Assert.AreEqual(StreamState.Failed, stream.State, frames);
            StringAssert.Contains(stream.Failure, expected);
            Assert.AreEqual(StreamState.Closed, peer.State);
            string close = code == 0 ? "888037fa213d" : $"888237fa213d{code ^ 0x37fa:x4}";
            Assert.AreEqual(close, Convert.ToHexStringLower(peer.Sent.AsSpan(0, peer.SentCount)));
        }
    }

    [TestMethod]
    public void A_length_of_2_to_the_63_is_neither_stored_nor_believed()
    {
        WebSocketStream stream = Answered(Good, int.MaxValue, out ScriptedStream peer);
        peer.Feed(Convert.FromHexString("827f7fffffffffffffff" + "0102030405"));
        byte[] read = new byte[16];
        Assert.AreEqual(5, stream.Read(read, 0, 16));
        Assert.AreEqual(StreamState.Open, stream.State);
        peer.End();
        stream.Read(read, 0, 16);
        Assert.AreEqual(StreamState.Failed, stream.State);
    }

    [TestMethod]
    public void A_flood_of_pings_and_empty_frames_does_not_hold_the_caller()
    {
        WebSocketStream stream = Answered(Good, int.MaxValue, out ScriptedStream peer);
        peer.Forget();
        byte[] flood = new byte[100_000];
        for (int i = 0; i < flood.Length; i += 2)
        {
            flood[i] = i % 4 == 0 ? (byte)0x89 : (byte)0x82;
        }

        peer.Feed(flood);
        Assert.AreEqual(0, stream.Read(new byte[8], 0, 8));
        Assert.AreEqual(6, peer.SentCount, "of the pings taken at once, one is answered");
    }

    [TestMethod]
    public void Frames_cut_anywhere_give_the_same_bytes()
    {
        for (int seed = 1; seed <= 300; seed++)
        {
            var random = new Random(seed);
            (byte[] frames, byte[] payload) = RandomFrames(random);
            WebSocketStream stream = Answered(Good, random.Next(1, 200), out ScriptedStream peer);
            var read = new MemoryStream();
            byte[] piece = new byte[random.Next(1, 300)];
            for (int at = 0; at < frames.Length;)
            {
                int count = Math.Min(random.Next(1, 100), frames.Length - at);
                peer.Feed(frames[at..(at + count)]);
                peer.Forget();
                at += count;
                Drain(stream, read, piece);
            }

            Assert.AreEqual(StreamState.Open, stream.State, $"seed {seed}: {stream.Failure}");
            CollectionAssert.AreEqual(payload, read.ToArray(), $"seed {seed}");
        }
    }

    [TestMethod]
    public void Damaged_answers_and_frames_never_throw()
    {
        for (int seed = 1; seed <= 3000; seed++)
        {
            var random = new Random(seed);
            byte[] script = [.. System.Text.Encoding.ASCII.GetBytes(Good), .. RandomFrames(random).Frames];
            int damages = random.Next(1, 6);
            int from = random.Next(2) == 0 ? 0 : Good.Length;
            for (int i = 0; i < damages; i++)
            {
                script[random.Next(from, script.Length)] = (byte)random.Next(256);
            }

            try
            {
                WebSocketStream stream = Answered("", random.Next(1, 200), out ScriptedStream peer);
                peer.Feed(script);
                Assert.IsTrue(stream.State is StreamState.Opening or StreamState.Open or StreamState.Failed);
                Drain(stream);
                peer.End();
                Drain(stream);
                Assert.AreEqual(StreamState.Failed, stream.State);
                Assert.IsFalse(string.IsNullOrEmpty(stream.Failure));
            }
            catch (Exception e) when (e is not AssertFailedException)
            {
                Assert.Fail($"seed {seed}: {e}");
            }
        }
    }

    [TestMethod]
    public void Nothing_is_allocated_once_it_is_made()
    {
        byte[] answer = System.Text.Encoding.ASCII.GetBytes(Good);
        byte[] frames = Convert.FromHexString("820548656c6c6f" + "890162" + "0201aa" + "8001bb");
        byte[] buffer = new byte[64];
        var peer = new ScriptedStream();
        var stream = new WebSocketStream(peer, "/mqtt", 80, new CountedRandom());
        for (int i = 0; i < 2000; i++)
        {
            // Whatever the runtime itself makes at first, and when it compiles a method anew, for which it waits until nothing new was
            // called for 100 ms.
            Round();
            Thread.Sleep(i % 500 == 499 ? 150 : 0);
        }

        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 1000; i++)
        {
            Round();
        }

        Assert.AreEqual(0, GC.GetAllocatedBytesForCurrentThread() - before);

        void Round()
        {
            peer.Forget();
            stream.Open("host", 80);
            peer.Feed(answer);
            if (stream.State != StreamState.Open)
            {
                throw new InvalidOperationException(stream.Failure);
            }

            peer.Feed(frames);
            int taken = stream.Read(buffer, 0, 64) + stream.Write(buffer, 0, 64);
            stream.Close();
            if (taken != 7 + 64)
            {
                throw new InvalidOperationException("bytes");
            }
        }
    }

    private static WebSocketStream Answered(string answer, int chunk, out ScriptedStream peer)
    {
        peer = new ScriptedStream { Chunk = chunk };
        var stream = new WebSocketStream(peer, "/mqtt", 80, new RepeatingRandom());
        stream.Open("host", 80);
        peer.Feed(System.Text.Encoding.ASCII.GetBytes(answer.TrimEnd('\u0002')));
        _ = stream.State;
        return stream;
    }

    private static StreamState Pump(WebSocketStream stream, ScriptedStream peer, Action feed)
    {
        Assert.AreEqual(StreamState.Failed, stream.State, "LF is no part of a line");
        feed();
        Assert.AreEqual(StreamState.Closed, peer.State);
        return stream.State;
    }

    private static void Drain(WebSocketStream stream) => Drain(stream, new MemoryStream(), new byte[100]);

    private static void Drain(WebSocketStream stream, MemoryStream into, byte[] piece)
    {
        for (int nothing = 0; nothing < 20; nothing++)
        {
            int taken = stream.Read(piece, 0, piece.Length);
            into.Write(piece, 0, taken);
            nothing = taken > 0 ? 0 : nothing;
        }
    }

    // Messages in fragments with pings and pongs between them, and the data in them.
    private static (byte[] Frames, byte[] Payload) RandomFrames(Random random)
    {
        var frames = new MemoryStream();
        var payload = new MemoryStream();
        for (int messages = random.Next(1, 6); messages > 0; messages--)
        {
            int fragments = random.Next(1, 4);
            for (int i = 0; i < fragments; i++)
            {
                byte[] data = new byte[random.Next(10) == 0 ? random.Next(1000) : random.Next(140)];
                random.NextBytes(data);
                payload.Write(data);
                PutFrame(frames, (i == fragments - 1 ? 0x80 : 0) | (i == 0 ? 2 : 0), data);
                if (random.Next(3) == 0)
                {
                    PutFrame(frames, random.Next(2) == 0 ? 0x89 : 0x8A, new byte[random.Next(126)]);
                }
            }
        }

        return (frames.ToArray(), payload.ToArray());
    }

    private static void PutFrame(MemoryStream frames, int first, byte[] data)
    {
        frames.WriteByte((byte)first);
        if (data.Length < 126)
        {
            frames.WriteByte((byte)data.Length);
        }
        else
        {
            frames.Write([126, (byte)(data.Length >> 8), (byte)data.Length]);
        }

        frames.Write(data);
    }

    // Of the nonce only: what RepeatingRandom makes of it allocates.
    private sealed class CountedRandom : IRandom
    {
        private static readonly byte[] _nonce = "the sample nonce"u8.ToArray();

        public void Fill(byte[] buffer, int offset, int count) => Array.Copy(_nonce, 0, buffer, offset, count);
    }
}
