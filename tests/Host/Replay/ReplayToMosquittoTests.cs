using System.Globalization;
using Telenode.SimBoard;
using Telenode.SimBoard.Decoding;
using Telenode.Telemetry;
using Telenode.Tests.Host.Broker;
using Telenode.Tests.Host.Peers;
using Telenode.Uplinks;

namespace Telenode.Tests.Host.Replay;

/// <summary>A record of real measurements through chips, drivers, packs and delivery: what a subscriber of a real Mosquitto gets is the file.</summary>
[TestClass]
public sealed class ReplayToMosquittoTests
{
    // Half of the chip's step and half of the last decimal that the driver gives; the humidity formula's rounding besides.
    private static readonly Dictionary<string, (string Column, double Bound)> _channels = new()
    {
        ["temperature"] = ("Temperature", 0.0025 + 0.005),
        ["humidity"] = ("Humidity", 0.004 + 0.005 + 0.004),
        ["light"] = ("Light", (0.5 / 1.2) + 0.05),
        ["co2"] = ("CO2", 0.5),
    };

    // Half of the SHT4x's 0.0027 °C or 0.0019 %RH step, and half of the last decimal.
    private const double FineBound = 0.0014 + 0.005;

    public static IEnumerable<object[]> Records
    {
        get
        {
            string? real = TestData.PathOfShared("room-climate.csv");
            foreach (PackFormat format in Enum.GetValues<PackFormat>())
            {
                yield return [TestData.PathOf("room.csv"), format, ""];
                if (real is not null)
                {
                    yield return [real, format, ""];
                }
            }

            yield return [real ?? TestData.PathOf("room.csv"), PackFormat.SenmlCbor, "sht4x; bh1750; scd4x"];
        }
    }

    [TestMethod]
    [DynamicData(nameof(Records))]
    public void What_a_subscriber_gets_is_the_file_row_by_row(string path, PackFormat format, string sensors)
    {
        List<Row> rows = ReadRows(path);

        // By default Mosquitto drops what a subscriber that is slower than the replay has not fetched: all above 1,000 messages.
        using var broker = new MosquittoBroker("allow_anonymous true\nmax_queued_messages 0");
        using MosquittoClient subscriber = MosquittoClient.Subscribe(broker.Port, "-t", "telenode/replayed/#", "-q", "1", "-F", "%t %x");
        Deliver(path, format, sensors, broker.Url);
        int expected = rows.Sum(row => row.Cells.Count);
        List<DecodedReading> readings = Decode(subscriber, expected);

        Assert.HasCount(expected, readings);
        foreach ((string channel, (string column, double usual)) in _channels)
        {
            double bound = sensors.Length > 0 && (channel is "temperature" or "humidity") ? FineBound : usual;
            DecodedReading[] got = [.. readings.Where(reading => reading.Name == "replayed/" + channel)];
            Assert.HasCount(rows.Count, got, channel);
            for (int i = 0; i < rows.Count; i++)
            {
                Assert.AreEqual(rows[i].UnixMs, got[i].TimeMs, $"{channel} of row {i + 1}");
                Assert.AreEqual(rows[i].Cells[column], got[i].Value!.Value.ToDouble(), bound, $"{channel} of row {i + 1}");
            }
        }

        CollectionAssert.AreEqual(Enumerable.Range(1, readings.Count).Select(n => (long?)n).ToArray(), readings.Select(r => r.Sequence).ToArray());
    }

    private static void Deliver(string path, PackFormat format, string sensors, string url)
    {
        using var board = new SimulatedBoard(new SimulatedBoardOptions
        {
            Uplink = EndpointUrl.Parse(url, out _)!,
            DeviceId = "replayed",
            Speed = double.PositiveInfinity,
            Format = format,
            Sensors = sensors.Length == 0 ? null : SensorList.Expand(sensors),
            Replay = CsvReplay.Open(path),
        });
        board.Run(CancellationToken.None);
        Assert.IsTrue(board.AllAcknowledged, board.Snapshot().Failure);
        Assert.AreEqual(0, board.Snapshot().HeapBytesPerReading ?? 0);
    }

    // The last word, at QoS 0, may overtake packs that Mosquitto still holds for a slow subscriber: both are waited for.
    private static List<DecodedReading> Decode(MosquittoClient subscriber, int expected)
    {
        var decoder = new TelemetryDecoder();
        var readings = new List<DecodedReading>();
        string offline = "/status " + Convert.ToHexStringLower("offline"u8);
        bool ended = false;
        foreach (string line in subscriber.Lines())
        {
            ended |= line.EndsWith(offline, StringComparison.OrdinalIgnoreCase);
            string[] parts = line.Split(' ');
            byte[] payload = Convert.FromHexString(parts[1]);
            if (parts[0].EndsWith("/schema", StringComparison.Ordinal))
            {
                Assert.IsNull(decoder.Learn(payload));
            }
            else if (parts[0].EndsWith("/telemetry", StringComparison.Ordinal))
            {
                DecodedPayload decoded = decoder.Decode(payload, 0);
                Assert.IsNull(decoded.Error);
                readings.AddRange(decoded.Readings);
            }

            if (ended && readings.Count >= expected)
            {
                break;
            }
        }

        return readings;
    }

    // Reads the file by its own means, with R's row name in front of each row.
    private static List<Row> ReadRows(string path)
    {
        string[] lines = File.ReadAllLines(path);
        string[] header = lines[0].Replace("\"", "").Split(',');
        return [.. lines.Skip(1).Where(line => line.Length > 0).Select(line =>
        {
            string[] cells = line.Replace("\"", "").Split(',')[1..];
            var time = DateTime.ParseExact(cells[0], "yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal);
            return new Row(
                new DateTimeOffset(time).ToUnixTimeMilliseconds(),
                _channels.Values.ToDictionary(c => c.Column, c => double.Parse(cells[Array.IndexOf(header, c.Column)], CultureInfo.InvariantCulture)));
        })];
    }

    private sealed record Row(long UnixMs, Dictionary<string, double> Cells);
}
