using Telenode.Coap;
using Telenode.Core;
using Telenode.Telemetry;
using Telenode.Uplinks;

namespace Telenode.Tests.Host.Coap;

/// <summary>What the uplink does with each answer, in virtual time: released on 2.xx and on nothing else, tried again when the server said.</summary>
[TestClass]
public class CoapUplinkRuleTests
{
    [TestMethod]
    [DataRow(0, MessageType.NonConfirmable)]
    [DataRow(1, MessageType.Confirmable)]
    [DataRow(2, MessageType.Confirmable)]
    public void QualityZeroIsNonConfirmable(int qos, int type)
    {
        var bench = new Bench(new UplinkOptions { Qos = qos });
        bench.Takes(1);
        Assert.AreEqual(type, (bench.Sent[0][0] >> 4) & 3);
        Assert.AreEqual(1, bench.Outbox.Acknowledged);
    }

    [TestMethod]
    [DataRow(CoapCode.Created)]
    [DataRow(CoapCode.Changed)]
    [DataRow(CoapCode.Content)]
    [DataRow(CoapCode.Valid)]
    [DataRow(CoapCode.Deleted)]
    public void EverySuccessReleases(int code)
    {
        var bench = new Bench { Answer = (code, -1) };
        bench.Takes(2);
        Assert.AreEqual(2, bench.Outbox.Acknowledged);
        Assert.AreEqual(0, bench.Outbox.Waiting);
    }

    [TestMethod]
    [DataRow(CoapCode.TooManyRequests, 30, 30_000)] // RFC 8516: Max-Age says when
    [DataRow(CoapCode.TooManyRequests, -1, 60_000)] // its default (RFC 7252 §5.10.5)
    [DataRow(CoapCode.TooManyRequests, 1_000_000, 3_600_000)] // an hour is the longest
    [DataRow(CoapCode.ServiceUnavailable, 7, 7_000)] // RFC 7252 §5.9.3.4
    [DataRow(CoapCode.ServiceUnavailable, -1, 60_000)]
    [DataRow(CoapCode.BadRequest, -1, 10_000)]
    [DataRow(CoapCode.Unauthorized, -1, 10_000)]
    [DataRow(CoapCode.Forbidden, 500, 10_000)] // Max-Age has no such meaning here
    [DataRow(CoapCode.NotFound, -1, 10_000)]
    [DataRow(CoapCode.UnsupportedContentFormat, -1, 10_000)]
    [DataRow(CoapCode.RequestEntityIncomplete, -1, 10_000)]
    [DataRow(CoapCode.InternalServerError, -1, 10_000)]
    [DataRow(CoapCode.BadGateway, -1, 10_000)]
    [DataRow(CoapCode.GatewayTimeout, -1, 10_000)]
    [DataRow(CoapCode.ProxyingNotSupported, -1, 10_000)]
    [DataRow(CoapCode.HopLimitReached, -1, 10_000)] // RFC 8768
    [DataRow(0x9F, -1, 10_000)] // 4.31, which nobody has defined: as 4.00 (§5.9)
    [DataRow(0xBF, -1, 10_000)] // 5.31: as 5.00
    public void EveryErrorKeepsTheReadingsAndIsObeyed(int code, int maxAge, int pauseMs)
    {
        var bench = new Bench { Answer = (code, maxAge) };
        bench.Takes(3);
        Assert.AreEqual(1, bench.Requests);
        Assert.AreEqual(3, bench.Outbox.Waiting);
        StringAssert.Contains(bench.Uplink.Failure, "refused");
        StringAssert.Contains(bench.Uplink.Failure, $"{code >> 5}.{code & 31:00}");
        bench.RunUntil(pauseMs - 1); // it was refused at 0
        Assert.AreEqual(1, bench.Requests, "it came too soon");
        bench.Answer = (CoapCode.Changed, -1);
        bench.RunUntil(pauseMs + 1);
        Assert.AreEqual(2, bench.Requests);
        Assert.AreEqual(3, bench.Outbox.Acknowledged);
        Assert.AreEqual(0, bench.Outbox.Lost);
        Assert.IsNull(bench.Uplink.Failure);
    }

    [TestMethod]
    public void ALargePackGoesInBlocksAndIsReleasedWithTheLast()
    {
        var bench = new Bench(new UplinkOptions { PackBytes = 1400, Format = PackFormat.SenmlJson });
        bench.Fill(200);
        bench.Hold = true;
        bench.Step();
        Assert.IsTrue(bench.Blocks[0] is (0, true, 512), bench.Blocks[0].ToString());
        Assert.AreEqual(0, bench.Outbox.Acknowledged);
        bench.Release(); // 2.31
        Assert.IsTrue(bench.Blocks[1] is (512, true, 512), bench.Blocks[1].ToString());
        Assert.AreEqual(0, bench.Outbox.Acknowledged, "released before the last block was taken");
        bench.Release();
        Assert.IsTrue(bench.Blocks[2].Offset == 1024 && !bench.Blocks[2].More, bench.Blocks[2].ToString());
        Assert.AreEqual(0, bench.Outbox.Acknowledged);
        bench.Release();
        Assert.IsTrue(bench.Outbox.Acknowledged > 20);
        bench.Hold = false;
        bench.Release();
        bench.RunUntil(bench.NowMs + 1000);
        Assert.AreEqual(200, bench.Outbox.Acknowledged);
    }

    // A server that restarts in the middle does not know the body's beginning: 4.08 (RFC 7959 §2.9.2), and all of it comes again.
    [TestMethod]
    public void AServerThatForgetsTheFirstBlocksGetsThemAgain()
    {
        var bench = new Bench(new UplinkOptions { PackBytes = 1400, Format = PackFormat.SenmlJson });
        bench.Fill(200);
        bench.Hold = true;
        bench.Step();
        bench.Restart();
        bench.Hold = false;
        bench.Release();
        bench.RunUntil(bench.NowMs + 30_000);
        Assert.AreEqual(200, bench.Outbox.Acknowledged);
        Assert.AreEqual(0, bench.Outbox.Lost);
    }

    [TestMethod]
    public void Too_large_halves_the_packs_down_to_64_bytes()
    {
        var bench = new Bench { Largest = 70 };
        bench.Fill(40);
        bench.RunUntil(300_000);
        Assert.AreEqual(40, bench.Outbox.Acknowledged);
        Assert.AreEqual(3, bench.TooLarge); // 512, 256, 128
    }

    [TestMethod]
    public void SilenceAndResetAreTriedAgainForEver()
    {
        var bench = new Bench { IsSilent = true };
        bench.Takes(2);
        bench.RunUntil(3_600_000);
        Assert.AreEqual(2, bench.Outbox.Waiting);
        Assert.IsTrue(bench.Opened > 3, "it did not open anew");
        StringAssert.Contains(bench.Uplink.Failure, "did not answer");
        bench.IsSilent = false;
        bench.RunUntil(bench.NowMs + 300_000);
        Assert.AreEqual(2, bench.Outbox.Acknowledged);

        bench = new Bench { Resets = true };
        bench.Takes(2);
        Assert.AreEqual(2, bench.Outbox.Waiting);
        StringAssert.Contains(bench.Uplink.Failure, "rejected");
        bench.Resets = false;
        bench.RunUntil(bench.NowMs + 300_000);
        Assert.AreEqual(2, bench.Outbox.Acknowledged);
    }

    // A name goes along as Uri-Host (RFC 7252 §6.4), so that a server of several names knows which is meant.
    [TestMethod]
    public void TheServersNameGoesAlong()
    {
        var bench = new Bench();
        bench.Takes(1);
        StringAssert.Contains(System.Text.Encoding.Latin1.GetString(bench.Sent[0]), "example.com");
    }

    /// <summary>An uplink and the server that it talks to, in virtual time.</summary>
    private sealed class Bench : IDatagramSocket, IClock, ISensor, ICoapResource
    {
        private readonly Queue<byte[]> _way = new();
        private readonly Queue<byte[]> _held = new();
        private readonly byte[] _output = new byte[1200];
        private CoapEndpoint _server = NewServer();
        private long _taken;

        public Bench(UplinkOptions? options = null)
        {
            options ??= new UplinkOptions();
            options.DeviceId = "d";
            Restart();
            Outbox = new Outbox(256, 1);
            var parts = new UplinkParts(null!, Outbox, new Channels([this]), this, new SeededRandom(1)) { Datagrams = this };
            Uplink = UplinkFactory.Create(EndpointUrl.Parse("coap://example.com/telemetry", out _)!, options, parts);
            Uplink.Open(0);
            Step();
        }

        public IUplink Uplink { get; }

        public Outbox Outbox { get; }

        public long NowMs { get; private set; }

        public (int Code, int MaxAge) Answer { get; set; } = (CoapCode.Changed, -1);

        public List<byte[]> Sent { get; } = [];

        public List<(int Offset, bool More, int Count)> Blocks { get; } = [];

        public int Requests { get; private set; }

        public int Opened { get; private set; }

        public int Largest { get; set; } = int.MaxValue;

        public int TooLarge { get; private set; }

        public bool IsSilent { get; set; }

        public bool Resets { get; set; }

        /// <summary>Whether answers are held back until they are released.</summary>
        public bool Hold { get; set; }

        public StreamState State { get; private set; }

        public string? Failure => null;

        public bool WasForGroup => false;

        public long MonotonicMs => NowMs;

        public long UnixMs => 1_800_000_000_000 + NowMs;

        string ISensor.Kind => "bench";

        int ISensor.QuantityCount => 1;

        long ISensor.ReadyAtMs => 0;

        Quantity ISensor.QuantityAt(int index) => new("t", "Cel", -1);

        Status ISensor.Begin(long nowMs) => Status.Ok;

        Status ISensor.Fetch(long nowMs, long[] mantissas, int offset) => Status.Ok;

        public void Fill(int readings)
        {
            for (int i = 0; i < readings; i++)
            {
                Outbox.Add(0, ++_taken * 1_000_003, NowMs + i, UnixMs + (i * 977));
            }
        }

        public void Takes(int readings)
        {
            Fill(readings);
            RunUntil(NowMs + 10);
        }

        public void Step()
        {
            for (int turns = 0; Uplink.Step(NowMs, false) <= NowMs || _way.Count > 0; turns++)
            {
                Assert.IsTrue(turns < 1000, "it does not come to rest");
            }
        }

        public void RunUntil(long nowMs)
        {
            while (NowMs < nowMs)
            {
                Step();
                long next = Math.Min(Uplink.Step(NowMs, false), nowMs);
                NowMs = Math.Max(NowMs + 1, next);
            }

            Step();
        }

        public void Release()
        {
            while (_held.TryDequeue(out byte[]? datagram))
            {
                _way.Enqueue(datagram);
            }

            Step();
        }

        public void Restart()
        {
            _server = NewServer();
            _server.AddResource("telemetry", this, "", ResourceFlags.TakesBlocks);
        }

        public void Open(int localPort)
        {
            Opened++;
            State = StreamState.Open;
        }

        public int Resolve(string host, int port) => 5;

        public bool JoinGroup(string address) => false;

        public int Receive(byte[] buffer, int offset, int capacity, out int peer)
        {
            peer = 5;
            if (!_way.TryDequeue(out byte[]? datagram))
            {
                return -1;
            }

            datagram.CopyTo(buffer, offset);
            return datagram.Length;
        }

        public void Send(byte[] buffer, int offset, int count, int peer)
        {
            byte[] datagram = buffer.AsSpan(offset, count).ToArray();
            Sent.Add(datagram);
            if (Resets)
            {
                _way.Enqueue([0x70, 0, datagram[2], datagram[3]]);
            }

            if (Resets || IsSilent)
            {
                return;
            }

            _server.HandleInput(datagram, 0, count, 1, Arrival.Plain, NowMs);
            Assert.AreEqual(CoapEvent.None, _server.PollEvent());
            for (int n = _server.PollTransmit(_output, 0, 1200); n > 0; n = _server.PollTransmit(_output, 0, 1200))
            {
                (Hold ? _held : _way).Enqueue(_output.AsSpan(0, n).ToArray());
            }
        }

        public void Close() => State = StreamState.Closed;

        public void Handle(CoapIncoming request, CoapReply reply)
        {
            Requests++;
            Blocks.Add((request.BodyOffset, request.MoreFollows, request.Message.PayloadLength));
            if (request.Message.PayloadLength > Largest)
            {
                TooLarge++;
                reply.Code = CoapCode.RequestEntityTooLarge;
            }
            else if (!request.MoreFollows)
            {
                reply.Code = Answer.Code;
                reply.MaxAge = Answer.MaxAge;
            }
        }

        private static CoapEndpoint NewServer() => new(new CoapOptions { Random = new SeededRandom(2) });
    }
}
