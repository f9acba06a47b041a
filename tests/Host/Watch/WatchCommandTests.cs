using System.Text.Json.Nodes;
using Telenode.Encoding;
using Telenode.SimBoard.Broker;
using Telenode.Tests.Host.Broker;
using Telenode.Tests.Host.Peers;

namespace Telenode.Tests.Host.Watch;

/// <summary>The watch command on the embedded broker and on Mosquitto.</summary>
[TestClass]
public sealed class WatchCommandTests
{
    private const long Taken = 1_760_000_000_000;

    private static readonly PackSchema Schema = new(
        "node-01/", 17, ["temperature", "humidity"], ["Cel", "%RH"], [-2, -1], includeUnits: false, includeSequence: true);

    private static IEnumerable<object[]> Brokers => [[false], [true]];

    [TestMethod]
    [DynamicData(nameof(Brokers))]
    public void ReadingsOfEveryFormatAreShown(bool mosquitto)
    {
        using IDisposable broker = StartBroker(mosquitto, out int port);
        byte[] schema = new byte[500];
        int length = SchemaMessage.Write(Schema, "node-01", CompactPack.Format, schema, 0, schema.Length);
        MosquittoClient.PublishBytes(port, "telenode/node-01/schema", schema[..length], "-r", "-q", "1");
        MosquittoClient.Publish(port, "-t", "telenode/node-01/status", "-m", "online", "-r", "-q", "1");
        WatchRun run = WatchRun.Subscribe($"mqtt://127.0.0.1:{port}", "--count", "3");

        int sequence = 40;
        foreach (IPackWriter pack in new IPackWriter[] { new SenmlCborPack(Schema), new SenmlJsonPack(Schema), new CompactPack(Schema) })
        {
            MosquittoClient.PublishBytes(port, "telenode/node-01/telemetry", Pack(pack, ref sequence), "-q", "1");
        }

        string[] lines = run.Finish();
        Array.Sort(lines, 0, 2, StringComparer.Ordinal); // a broker may send what it retained in any order
        CollectionAssert.AreEqual(
            new[]
            {
                "node-01 is online",
                "node-01 sends compact since boot 17",
                "2025-10-09T08:53:20Z 17/40 node-01/temperature 21.56 °C",
                "2025-10-09T08:53:20.250Z 17/41 node-01/humidity 48.5 % RH",
                "2025-10-09T08:53:20Z 17/42 node-01/temperature 21.56 °C",
                "2025-10-09T08:53:20.250Z 17/43 node-01/humidity 48.5 % RH",
                "2025-10-09T08:53:20Z 17/44 node-01/temperature 21.56 °C",
                "2025-10-09T08:53:20.250Z 17/45 node-01/humidity 48.5 % RH",
            },
            lines);
        StringAssert.Contains(run.Errors, $"subscribed to telenode/# on mqtt://127.0.0.1:{port}; waiting");
        StringAssert.Contains(run.Errors, "5 messages, 6 readings, 0 undecodable, 0 missing, 0 duplicates");
    }

    [TestMethod]
    [DynamicData(nameof(Brokers))]
    public void ForeignSenmlIsShown(bool mosquitto)
    {
        using IDisposable broker = StartBroker(mosquitto, out int port);
        WatchRun run = WatchRun.Subscribe($"mqtt://127.0.0.1:{port}/plant/+/out", "--count", "2", "--json");

        // RFC 8428 §5.1.2, and a text, a truth value and a sum in one pack.
        MosquittoClient.Publish(port, "-t", "plant/1/out", "-m", """
            [{"bn":"urn:dev:ow:10e2073a01080063:","bt":1.320067464e+09,"bu":"%RH","v":20},{"u":"lon","v":24.30621},{"u":"lat","v":60.07965}]
            """);
        MosquittoClient.Publish(port, "-t", "plant/2/out", "-m", """
            [{"n":"door","vs":"open \u001b[31m","t":1320067464},{"n":"lock","vb":false,"t":1320067464},{"n":"meter","u":"J","s":1e3,"t":1320067464}]
            """);

        JsonNode[] seen = run.FinishJson();
        Assert.AreEqual("""{"kind":"reading","topic":"plant/1/out","name":"urn:dev:ow:10e2073a01080063:","value":20,"unit":"%RH","time":"2011-10-31T13:24:24Z","timeMs":1320067464000}""", seen[0].ToJsonString());
        Assert.AreEqual("""{"kind":"reading","topic":"plant/1/out","name":"urn:dev:ow:10e2073a01080063:","value":24.30621,"unit":"lon","time":"2011-10-31T13:24:24Z","timeMs":1320067464000}""", seen[1].ToJsonString());
        Assert.AreEqual("open \u001b[31m", (string?)seen[3]["value"]);
        Assert.IsFalse((bool?)seen[4]["value"]);
        Assert.AreEqual(1000, (int?)seen[5]["sum"]);
        Assert.AreEqual("summary", (string?)seen[^1]["kind"]);
        Assert.AreEqual(6, (int?)seen[^1]["readings"]);
    }

    [TestMethod]
    [DynamicData(nameof(Brokers))]
    public void WhatIsNoTelemetryIsShownAsSuch(bool mosquitto)
    {
        using IDisposable broker = StartBroker(mosquitto, out int port);
        byte[][] garbage =
        [
            "hello"u8.ToArray(),
            [],
            [0xFF, 0x00, 0x1B, 0x5B],
            [0x82, 0xA1, 0x00], // an array cut short
            "[{\"n\":\"x\",\"v\":"u8.ToArray(),
            "[{\"n\":\"x\"}]"u8.ToArray(), // a record without a value
            [0x83, 0x11, 0x00, 0x00], // a compact pack without its schema
            new byte[100_000],
        ];
        WatchRun run = WatchRun.Subscribe($"mqtt://127.0.0.1:{port}/g", "--count", $"{garbage.Length}", "--json");
        foreach (byte[] payload in garbage)
        {
            MosquittoClient.PublishBytes(port, "g/x", payload);
        }

        JsonNode[] seen = run.FinishJson();
        for (int i = 0; i < garbage.Length; i++)
        {
            Assert.AreEqual("undecodable", (string?)seen[i]["kind"]);
            Assert.AreEqual("g/x", (string?)seen[i]["topic"]);
            Assert.AreEqual(garbage[i].Length, (int?)seen[i]["bytes"]);
            Assert.AreEqual(Convert.ToHexStringLower(garbage[i].AsSpan(0, Math.Min(32, garbage[i].Length))), (string?)seen[i]["head"]);
            Assert.AreNotEqual("", (string?)seen[i]["why"]);
        }

        Assert.AreEqual(garbage.Length, (int?)seen[^1]["undecodable"]);
    }

    [TestMethod]
    public void GapsAndDuplicatesAreNoticed()
    {
        using var broker = new TcpBroker();
        WatchRun run = WatchRun.Subscribe(broker.Url, "--count", "5");
        foreach (int first in new[] { 1, 3, 9, 3, 5 })
        {
            int sequence = first;
            MosquittoClient.PublishBytes(broker.Port, "telenode/node-01/telemetry", Pack(new SenmlCborPack(Schema), ref sequence));
        }

        string[] lines = run.Finish();
        StringAssert.Contains(lines[4], "17/9 node-01/temperature 21.56 (4 missing before)");
        StringAssert.Contains(lines[6], "17/3 node-01/temperature 21.56 (again)");
        Assert.DoesNotContain("(", lines[8]); // it fills a part of the gap
        StringAssert.Contains(run.Errors, "5 messages, 10 readings, 0 undecodable, 2 missing, 2 duplicates");
    }

    [TestMethod]
    public void WatchGoesOnWhenTheBrokerComesBack()
    {
        var first = new TcpBroker();
        WatchRun run = WatchRun.Subscribe($"{first.Url}/t", "--count", "1");
        first.Dispose();
        run.WaitForNotice($"lost {first.Url}: server shutting down; trying again in", 1);
        using var second = new TcpBroker(first.Port);
        run.WaitForNotice("; waiting", 2);
        MosquittoClient.Publish(second.Port, "-t", "t", "-m", """[{"n":"a","v":1,"t":1320067464}]""");
        CollectionAssert.AreEqual(new[] { "2011-10-31T13:24:24Z - a 1" }, run.Finish());
    }

    [TestMethod]
    public void TimeEndsIt()
    {
        using var broker = new TcpBroker();
        WatchRun run = WatchRun.Start(broker.Url, "--seconds", "300ms");
        Assert.IsEmpty(run.Finish());
        StringAssert.Contains(run.Errors, "0 messages");
        run = WatchRun.Start(broker.Url, "--seconds", "300ms", "--count", "2", "--json");
        Assert.AreEqual("summary", (string?)run.FinishJson(expectedExit: 1).Single()["kind"]);
        StringAssert.Contains(run.Errors, "0 of 2 messages came in 0.3 s");
    }

    private static IDisposable StartBroker(bool mosquitto, out int port)
    {
        if (mosquitto)
        {
            var server = new MosquittoBroker();
            port = server.Port;
            return server;
        }

        var embedded = new TcpBroker();
        port = embedded.Port;
        return embedded;
    }

    private static byte[] Pack(IPackWriter writer, ref int sequence)
    {
        byte[] buffer = new byte[500];
        writer.Begin(buffer, 0, buffer.Length);
        Assert.IsTrue(writer.TryAdd(0, 2156, Taken, sequence++));
        Assert.IsTrue(writer.TryAdd(1, 485, Taken + 250, sequence++));
        return buffer[..writer.End()];
    }
}
