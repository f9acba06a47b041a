using System.Text.Json.Nodes;

namespace Telenode.Tests.Host.Cli;

/// <summary>./run sim with filters and derived quantities.</summary>
[TestClass]
public sealed class SimFilterTests
{
    [TestMethod]
    public void Filtered_and_derived_readings_are_delivered_without_a_heap_byte()
    {
        TelenodeProcess.Result result = TelenodeProcess.Run(
            "--seconds", "3600", "--interval", "10s", "--speed", "max", "--json",
            "--filter", "temperature=throttle 1min",
            "--filter", "pressure=convert hPa, median 5, round 1, delta 1000, heartbeat 10min",
            "--filter", "light=average 5min",
            "--derived", "dew_point", "--derived", "sea_level_pressure altitude=120 pressure=pressure", "--filter", "dew_point=throttle 30min");

        JsonNode summary = result.Summary;
        Assert.AreEqual(0, result.ExitCode, result.Output + result.Errors);

        // Of 360 instants: humidity, battery and sea-level pressure at each, temperature at 60, pressure at 6, light at the ends of
        // the 11 windows that a reading follows, the dew point at 2.
        Assert.AreEqual((3 * 360) + 60 + 6 + 11 + 2, (int?)summary["taken"]);
        Assert.AreEqual((int?)summary["taken"], (int?)summary["acknowledged"]);
        Assert.AreEqual(0.0, (double?)summary["heapBytesPerReading"]);
        JsonNode pressure = summary["sensors"]!.AsArray().Single(sensor => (string?)sensor!["name"] == "pressure")!;
        Assert.AreEqual("hPa", (string?)pressure["unit"]);
    }
}
