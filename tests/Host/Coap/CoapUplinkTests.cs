using Telenode.Coap;
using Telenode.SimBoard;
using Telenode.SimBoard.Decoding;
using Telenode.Telemetry;
using Telenode.Uplinks;

namespace Telenode.Tests.Host.Coap;

/// <summary>Readings from the simulated board to a CoAP server over real sockets: released on 2.xx and on nothing else.</summary>
[TestClass]
public class CoapUplinkTests
{
    [TestMethod]
    [DataRow("coap", PackFormat.SenmlCbor)]
    [DataRow("coap", PackFormat.SenmlJson)]
    [DataRow("coap+tcp", PackFormat.SenmlCbor)]
    public void EveryReadingArrivesOnce(string scheme, PackFormat format)
    {
        var collector = new Collector();
        using Served served = Serve(collector);
        BoardSnapshot end = Run($"{scheme}://127.0.0.1:{served.Port}/telemetry?site=a", format, 1_200_000, double.PositiveInfinity);
        Assert.AreEqual(120 * 5, end.Taken);
        Assert.AreEqual(end.Taken, end.Acknowledged, end.Failure);
        Assert.IsNull(end.Failure);
        Assert.AreEqual(0.0, end.HeapBytesPerReading);
        Assert.AreEqual(format == PackFormat.SenmlCbor ? ContentFormat.SenmlCbor : ContentFormat.SenmlJson, collector.ContentFormat);
        Assert.AreEqual("site=a", collector.Query);
        collector.AssertEachOnce(120 * 5);
    }

    // 4.29 and 5.03 say when to come again (RFC 8516, RFC 7252 §5.9.3.4), 4.13 makes packs smaller; what was refused is sent again.
    [TestMethod]
    public void RefusedReadingsComeAgain()
    {
        var collector = new Collector();
        collector.Refusals.Enqueue((CoapCode.TooManyRequests, 2));
        collector.Refusals.Enqueue((CoapCode.ServiceUnavailable, 1));
        collector.Refusals.Enqueue((CoapCode.RequestEntityTooLarge, -1));
        collector.Refusals.Enqueue((CoapCode.NotFound, -1));
        using Served served = Serve(collector);
        BoardSnapshot end = Run($"coap://127.0.0.1:{served.Port}/telemetry", PackFormat.SenmlCbor, 60_000, 20);
        Assert.AreEqual(end.Taken, end.Acknowledged, end.Failure);
        Assert.AreEqual(0, collector.Refusals.Count);
        collector.AssertEachOnce((int)end.Taken);
        Assert.IsTrue(collector.LargestAfterRefusal <= 256);
    }

    // libcoap's server, which drops some of its own answers: what is sent again is taken once.
    [TestMethod]
    [DataRow("coap", "2,4,7")]
    [DataRow("coap+tcp", null)]
    public void ReadingsReachLibcoapsServer(string scheme, string? loss)
    {
        using CoapPeer peer = CoapPeer.Libcoap("coap-server-notls", loss == null ? ["-d", "20"] : ["-d", "20", "-l", loss]);
        BoardSnapshot end = Run($"{scheme}://127.0.0.1:{peer.Port}/telemetry", PackFormat.SenmlJson, 60_000, 20);
        Assert.AreEqual(end.Taken, end.Acknowledged, end.Failure);
        StringAssert.Contains(CoapPeer.Client("coap-client-notls", "-m", "get", peer.Url + "/telemetry").Output, "\"n\":\"temperature\"");
    }

    [TestMethod]
    public void NothingIsReleasedWithoutAnAnswer()
    {
        BoardSnapshot end = Run($"coap://127.0.0.1:{CoapPeer.FreePort()}/telemetry", PackFormat.SenmlCbor, 3000, 1);
        Assert.AreEqual(0, end.Acknowledged);
        Assert.AreEqual(end.Taken, end.Waiting);
        Assert.IsTrue(end.Taken > 0);
    }

    private static Served Serve(Collector collector) =>
        new(endpoint => endpoint.AddResource("telemetry", collector, "", ResourceFlags.TakesBlocks));

    private static BoardSnapshot Run(string url, PackFormat format, long stopAfterMs, double speed)
    {
        using var board = new SimulatedBoard(new SimulatedBoardOptions
        {
            Uplink = EndpointUrl.Parse(url, out _),
            DeviceId = "sim-1",
            IntervalMs = stopAfterMs > 10_000 ? 10_000 : 1000,
            Speed = speed,
            Format = format,
            StopAfterMs = stopAfterMs,
            DrainMs = stopAfterMs > 10_000 ? 60_000 : 1000,
        });
        board.Run(CancellationToken.None);
        return board.Snapshot();
    }

    private sealed class Collector : ICoapResource
    {
        private readonly TelemetryDecoder _decoder = new();
        private readonly HashSet<long> _sequences = [];
        private int _readings;

        public Queue<(int Code, int MaxAge)> Refusals { get; } = new();

        public int ContentFormat { get; private set; }

        public string Query { get; private set; } = "";

        public int LargestAfterRefusal { get; private set; }

        public void Handle(CoapIncoming request, CoapReply reply)
        {
            CoapMessage message = request.Message;
            Assert.AreEqual(CoapCode.Post, message.Code);
            if (Refusals.TryDequeue(out (int Code, int MaxAge) refusal))
            {
                reply.Code = refusal.Code;
                reply.MaxAge = refusal.MaxAge;
                return;
            }

            ContentFormat = message.ContentFormat;
            message.RewindOptions();
            while (message.NextOption())
            {
                if (message.OptionNumber == OptionNumber.UriQuery)
                {
                    Query = System.Text.Encoding.UTF8.GetString(message.Buffer, message.OptionOffset, message.OptionLength);
                }
            }

            LargestAfterRefusal = Math.Max(LargestAfterRefusal, message.PayloadLength);
            byte[] payload = message.Buffer.AsSpan(message.PayloadOffset, message.PayloadLength).ToArray();
            DecodedPayload decoded = _decoder.Decode(payload, 0);
            Assert.IsNull(decoded.Error);
            foreach (DecodedReading reading in decoded.Readings)
            {
                _readings++;
                _sequences.Add(reading.Sequence!.Value);
            }

            reply.Code = CoapCode.Changed;
        }

        public void AssertEachOnce(int count)
        {
            Assert.AreEqual(count, _sequences.Count);
            Assert.AreEqual(count, _readings);
        }
    }
}
