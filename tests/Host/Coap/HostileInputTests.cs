using Telenode.Coap;

namespace Telenode.Tests.Host.Coap;

/// <summary>What peers can send that is wrong, and what must come of it.</summary>
[TestClass]
public class HostileInputTests
{
    private static readonly string[] _seeds =
    [
        "4101163300606b74656d7065726174757265", "414500010a6109ff31", "40030001b161d10308ff61616161616161616161616161616161",
        "60450001ff6f6b", "70000001", "51450002aa6105c107ff61", "40010001b161c116", "4401000101020304b161610ad00c",
        "40050001b161ff61", "41050002aa605b74656d7065726174757265ff61", "40050003b161d10308ff61616161616161616161616161616161", "40060004b161ff61", "40070005b161d1fc01ff61",
    ];

    private const string Nothing = "";

    [TestMethod]
    [DataRow("", Nothing)] // empty datagram
    [DataRow("40", Nothing)] // a header of one byte
    [DataRow("400100", Nothing)] // a header of three
    [DataRow("00010001", Nothing)] // version 0: silently ignored (RFC 7252 §3)
    [DataRow("80010001", Nothing)] // version 2
    [DataRow("c0010001", Nothing)] // version 3
    [DataRow("40000001", "70000001")] // empty confirmable: a ping (§4.3)
    [DataRow("50000001", Nothing)] // empty non-confirmable: ignored
    [DataRow("60000001", Nothing)] // an acknowledgement of nothing
    [DataRow("70000001", Nothing)] // a reset of nothing
    [DataRow("41000001aa", "70000001")] // an empty message with a token (§4.1)
    [DataRow("40000001ff61", "70000001")] // an empty message with a payload
    [DataRow("50000001ff61", Nothing)] // the same non-confirmable: ignored
    [DataRow("49010001000000000000000000", "70000001")] // token length 9 (§3)
    [DataRow("4f010001", "70000001")] // token length 15
    [DataRow("480100010000", "70000001")] // token cut off
    [DataRow("40010001ff", "70000001")] // payload marker without payload (§3)
    [DataRow("50010001ff", Nothing)] // the same non-confirmable
    [DataRow("40010001f161", "70000001")] // delta 15 without being the marker
    [DataRow("400100011f", "70000001")] // length 15
    [DataRow("40010001d1", "70000001")] // extended delta cut off
    [DataRow("40010001e100", "70000001")] // extended delta of two bytes cut off
    [DataRow("400100011d", "70000001")] // extended length cut off
    [DataRow("40010001b561", "70000001")] // value cut off
    [DataRow("40010001e0ffff", "70000001")] // option number 65804
    [DataRow("40010001e0fef2e001", "70000001")] // numbers that add up to more than 65535, and cut off
    [DataRow("40200001", "70000001")] // code class 1, reserved (§3)
    [DataRow("40c00001", "70000001")] // code class 6
    [DataRow("40e10001", "70000001")] // code class 7: a signal has no place on datagrams
    [DataRow("60010001", Nothing)] // an acknowledgement that is a request
    [DataRow("70450001", Nothing)] // a reset that is a response
    [DataRow("40450001", "70000001")] // a response to nothing
    [DataRow("50450001", Nothing)] // the same non-confirmable
    [DataRow("60450001", Nothing)] // the same as an acknowledgement
    public void MalformedMessagesAreIgnoredOrRejected(string datagram, string answer) => AssertAnswer(datagram, answer);

    [TestMethod]
    [DataRow("40010001d008", "60820001")] // unknown critical option 21 in a confirmable request: 4.02 (§5.4.1)
    [DataRow("50010001d008", Nothing)] // in a non-confirmable one: rejected
    [DataRow("40010001b161d00a", "60450001ff6f6b")] // unknown elective option 34: ignored
    [DataRow("40010001b162", "60840001")] // no such resource
    [DataRow("40080001b161", "60850001")] // a method that nobody knows: 4.05 (§5.8)
    [DataRow("401f0001b161", "60850001")] // the last method code
    [DataRow("40010001d11661", "60a50001")] // Proxy-Uri: 5.05 (§5.10.2)
    [DataRow("40010001b161c107", "60800001")] // Block2 with the reserved size exponent: 4.00 (RFC 7959 §2.2)
    [DataRow("40010001b161c117", "60800001")] // the same for a later block
    [DataRow("40010001b161c116", "60800001")] // a block behind the end of the representation
    [DataRow("40030001b161d1030fff61", "60800001")] // Block1 with the reserved size exponent
    [DataRow("40030001b161d10308ff61", "60800001d00e")] // a first block that is not full; M is 0, as the answer is final (RFC 7959 §2.3)
    [DataRow("40030001b161d10318ff6161616161616161616161616161616161", "60800001d10e10")] // a block larger than its size
    [DataRow("40030001b161d10310ff61", "60880001d10e10")] // a last block whose others never came: 4.08 (RFC 7959 §2.9.2)
    [DataRow("40030001b161d10308ff61616161616161616161616161616161", "608d0001d00e")] // blocks to a resource that takes none: 4.13
    public void UnsuitableRequestsAreAnsweredAsTheRfcSays(string datagram, string answer) => AssertAnswer(datagram, answer);

    private static void AssertAnswer(string datagram, string answer)
    {
        var endpoint = new CoapEndpoint(new CoapOptions { Random = new SeededRandom(1) });
        endpoint.AddResource("a", new Ok(), "", ResourceFlags.None);
        byte[] bytes = Convert.FromHexString(datagram);
        endpoint.HandleInput(bytes, 0, bytes.Length, 1, Arrival.Plain, 0);
        Assert.AreEqual(CoapEvent.None, endpoint.PollEvent());
        byte[] output = new byte[1024];
        int count = endpoint.PollTransmit(output, 0, output.Length);
        Assert.AreEqual(answer, Convert.ToHexStringLower(output.AsSpan(0, count)));
        Assert.AreEqual(0, endpoint.PollTransmit(output, 0, output.Length));
    }

    [TestMethod]
    public void NothingThatCameToAGroupIsRejected()
    {
        foreach (string datagram in new[] { "40000001", "40010001ff", "40010001b161", "50010001b162", "4f010001" })
        {
            var endpoint = new CoapEndpoint(new CoapOptions { Random = new SeededRandom(1), LeisureMs = 0 });
            endpoint.AddResource("a", new Ok(), "", ResourceFlags.None);
            byte[] bytes = Convert.FromHexString(datagram);
            endpoint.HandleInput(bytes, 0, bytes.Length, 1, Arrival.Multicast, 0);
            Assert.AreEqual(0, endpoint.PollTransmit(new byte[1024], 0, 1024), datagram);
        }
    }

    /// <summary>Noise and mutated messages of every kind: never an exception, always an answer in bounded time, and the endpoint still works.</summary>
    [TestMethod]
    public void NoiseBreaksNothing()
    {
        const int Seed = 20260801;
        var random = new Random(Seed);
        CoapEndpoint endpoint = Busy();
        byte[] output = new byte[1024];
        long now = 0;
        for (int i = 0; i < 1_000_000; i++)
        {
            byte[] bytes = Mutate(random, Convert.FromHexString(_seeds[random.Next(_seeds.Length)]));
            now += random.Next(200);
            endpoint.HandleTimeout(now);
            Drain(endpoint, output);
            endpoint.HandleInput(bytes, 0, bytes.Length, random.Next(4), random.Next(8) == 0 ? Arrival.Multicast : Arrival.Plain, now);
            Drain(endpoint, output);
            if (i % 1000 == 0)
            {
                Keep(endpoint, now);
            }
        }

        byte[] ping = [0x40, 0, 0x77, 0x77];
        endpoint.HandleInput(ping, 0, 4, 99, Arrival.Plain, now);
        Assert.AreEqual(4, endpoint.PollTransmit(output, 0, output.Length));
        Assert.AreEqual(0x70, output[0]);
    }

    /// <summary>The same for streams, whole and in pieces (RFC 8323).</summary>
    [TestMethod]
    public void NoiseOnAStreamBreaksNothing()
    {
        var random = new Random(4711);
        var endpoint = new CoapEndpoint(new CoapOptions { Random = new SeededRandom(1), MaxStreams = 1 });
        endpoint.AddResource("a", new Ok(), "", ResourceFlags.Observable);
        byte[] output = new byte[1024];
        int opened = 0;
        for (int i = 0; i < 1_000_000; i++)
        {
            Assert.IsTrue(endpoint.OpenStream(5, i));
            Drain(endpoint, output);
            byte[] bytes = Mutate(random, Convert.FromHexString("30e1220480" + "41010a61b161" + "2001b161" + "4005b161ff61" + "20e12180" + "4007b161ff61" + "00e2" + "01e20b" + "00e3" + "00e4"));
            int at = 0;
            for (int turns = 0; at < bytes.Length && turns < 1000; turns++)
            {
                int count = Math.Min(bytes.Length - at, 1 + random.Next(8));
                at += endpoint.HandleStreamInput(bytes, at, count, 5, Arrival.Plain, i);
                opened += Drain(endpoint, output) == CoapEvent.StreamOpened ? 1 : 0;
            }

            Assert.IsTrue(at >= bytes.Length);
            endpoint.CloseStream(5, i);
            Drain(endpoint, output);
        }

        Assert.IsTrue(opened > 100, "nothing got beyond the first message");
    }

    /// <summary>A million messages to the decoders alone: what they accept lies within the bytes that were given, and its options can be walked.</summary>
    [TestMethod]
    public void WhatTheDecoderAcceptsLiesWithinItsInput()
    {
        var random = new Random(77);
        var message = new CoapMessage();
        byte[][] seeds = [.. _seeds.Select(Convert.FromHexString)];
        byte[] buffer = new byte[200];
        int accepted = 0;
        for (int i = 0; i < 1_000_000; i++)
        {
            byte[] bytes = Mutate(random, (byte[])seeds[i % seeds.Length].Clone());
            int offset = random.Next(buffer.Length - bytes.Length);
            bytes.CopyTo(buffer, offset);
            if (message.Parse(buffer, offset, bytes.Length) != MessageError.None || message.Code == CoapCode.Empty)
            {
                continue;
            }

            accepted++;
            int end = offset + bytes.Length;
            Assert.IsTrue(message.TokenLength <= 8 && message.TokenOffset == offset + 4);
            Assert.AreEqual(end, message.PayloadOffset + message.PayloadLength);
            int last = 0;
            message.RewindOptions();
            while (message.NextOption())
            {
                Assert.IsTrue(message.OptionNumber >= last && message.OptionNumber <= 65535);
                Assert.IsTrue(message.OptionOffset + message.OptionLength <= message.PayloadOffset);
                last = message.OptionNumber;
            }
        }

        Assert.IsTrue(accepted > 100_000);
    }

    private static byte[] Mutate(Random random, byte[] bytes)
    {
        if (random.Next(20) == 0)
        {
            byte[] noise = new byte[random.Next(64)];
            random.NextBytes(noise);
            return noise;
        }

        for (int i = random.Next(4); i > 0 && bytes.Length > 0; i--)
        {
            switch (random.Next(3))
            {
                case 0:
                    bytes[random.Next(bytes.Length)] ^= (byte)(1 << random.Next(8));
                    break;
                case 1:
                    bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
                    break;
                default:
                    bytes = bytes[..random.Next(bytes.Length + 1)];
                    break;
            }
        }

        return bytes;
    }

    private static CoapEvent Drain(CoapEndpoint endpoint, byte[] output)
    {
        CoapEvent last = CoapEvent.None;
        for (CoapEvent e = endpoint.PollEvent(); e != CoapEvent.None; e = endpoint.PollEvent())
        {
            last = e == CoapEvent.StreamOpened || last == CoapEvent.None ? e : last;
        }

        int messages = 0;
        while (endpoint.PollTransmit(output, 0, output.Length) > 0)
        {
            Assert.IsTrue(++messages < 100, "it talks without end");
        }

        return last;
    }

    private static CoapEndpoint Busy()
    {
        var endpoint = new CoapEndpoint(new CoapOptions { Random = new SeededRandom(1), TokenLength = 1, EchoGuard = true });
        endpoint.AddResource("a", new Ok(), "rt=\"a\"", ResourceFlags.TakesBlocks);
        endpoint.AddResource("temperature", new Ok(), "", ResourceFlags.Observable);
        Keep(endpoint, 0);
        return endpoint;
    }

    private static void Keep(CoapEndpoint endpoint, long nowMs)
    {
        var request = new CoapRequest { Observe = true };
        request.AddPath("temperature");
        endpoint.TrySend(request, 1, nowMs);
        endpoint.TrySend(new CoapRequest { Method = CoapCode.Put, Body = new Pattern(4000), BlockSize = 64 }, 2, nowMs);
        endpoint.Notify(2, nowMs);
    }

    private sealed class Ok : ICoapResource
    {
        public void Handle(CoapIncoming request, CoapReply reply)
        {
            if (request.Message.Code is CoapCode.Get or CoapCode.Put or CoapCode.Fetch or CoapCode.IPatch)
            {
                reply.Code = request.MoreFollows ? reply.Code : CoapCode.Content;
                reply.Payload[0] = (byte)'o';
                reply.Payload[1] = (byte)'k';
                reply.PayloadLength = request.MoreFollows ? 0 : 2;
            }
        }
    }
}
