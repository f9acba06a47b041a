using System.Text.Json.Nodes;

namespace Telenode.Tests.Host.Cli;

/// <summary>./run sim as a person and as a script see it.</summary>
[TestClass]
public sealed class SimCommandTests
{
    [TestMethod]
    public void A_folder_that_cannot_be_made_is_told()
    {
        TelenodeProcess.Result result = TelenodeProcess.Run("sim", "--store", "/dev/null/x", "--seconds", "1");
        Assert.AreEqual(2, result.ExitCode, result.Output);
        StringAssert.Contains(result.Errors, "--store: ");
    }

    [DataRow("senml+cbor")]
    [DataRow("senml+json")]
    [DataRow("compact")]
    [TestMethod]
    public void An_hour_of_device_time_delivers_every_reading_without_a_heap_byte(string format)
    {
        TelenodeProcess.Result result = TelenodeProcess.Run("--seconds", "3600", "--interval", "10s", "--speed", "max", "--format", format, "--json");

        JsonNode summary = result.Summary;
        Assert.AreEqual(0, result.ExitCode, result.Output + result.Errors);
        Assert.AreEqual("summary", (string?)summary["kind"]);
        Assert.AreEqual(360 * 5, (int?)summary["taken"]);
        Assert.AreEqual(360 * 5, (int?)summary["published"]);
        Assert.AreEqual(360 * 5, (int?)summary["acknowledged"]);
        Assert.AreEqual(0, (int?)summary["waiting"]);
        Assert.AreEqual(0, (int?)summary["lost"]);
        Assert.AreEqual(0.0, (double?)summary["heapBytesPerReading"]);
        Assert.IsTrue((double?)summary["bytesPerReading"] is > 1 and < 100, result.Lines[^1]);
        Assert.IsTrue(result.Lines.All(line => JsonNode.Parse(line)!["kind"] is not null));
    }

    [TestMethod]
    public void A_seed_gives_the_same_readings_at_every_run()
    {
        string first = Values("7");
        Assert.AreEqual(first, Values("7"));
        Assert.AreNotEqual(first, Values("8"));

        static string Values(string seed)
        {
            JsonNode summary = TelenodeProcess.Run("--seed", seed, "--seconds", "600", "--interval", "60s", "--speed", "max", "--json").Summary;
            return string.Join(' ', summary["sensors"]!.AsArray().Select(sensor => sensor!["value"]!.ToJsonString()));
        }
    }

    [TestMethod]
    public void Plain_lines_name_each_sensor_and_the_address_to_watch_and_end_with_a_summary()
    {
        TelenodeProcess.Result result = TelenodeProcess.Run("sim", "--seconds", "4", "--interval", "1s", "--speed", "2");

        Assert.AreEqual(0, result.ExitCode, result.Output + result.Errors);
        StringAssert.Contains(result.Output, "mqtt://127.0.0.1:");
        foreach (string name in new[] { "temperature", "humidity", "pressure", "light", "battery", "°C" })
        {
            StringAssert.Contains(result.Output, name);
        }

        StringAssert.Contains(result.Lines[^1], "complete: every reading taken was acknowledged");
    }

    [TestMethod]
    public void Ctrl_C_delivers_what_waits_and_sums_up()
    {
        using TelenodeProcess process = TelenodeProcess.Start("--interval", "100ms", "--json");
        process.WaitForOutput("connected");
        process.Interrupt();
        TelenodeProcess.Result result = process.WaitForEnd();

        Assert.AreEqual(0, result.ExitCode, result.Output + result.Errors);
        Assert.AreEqual("summary", (string?)result.Summary["kind"]);
        Assert.IsTrue((int?)result.Summary["taken"] > 0);
        Assert.AreEqual((int?)result.Summary["taken"], (int?)result.Summary["acknowledged"]);
    }

    [TestMethod]
    public void An_uplink_where_nothing_listens_ends_with_what_was_not_delivered_and_why()
    {
        TelenodeProcess.Result result = TelenodeProcess.Run("--uplink", "mqtt://127.0.0.1:9", "--seconds", "60", "--speed", "max", "--json");

        JsonNode summary = result.Summary;
        Assert.AreEqual(1, result.ExitCode);
        Assert.AreEqual(0, (int?)summary["acknowledged"]);
        Assert.AreEqual((int?)summary["taken"], (int?)summary["waiting"]);
        StringAssert.Contains((string?)summary["shortfall"], "connection refused");
    }

    [DataRow("--uplink", "broker", "not a URL")]
    [DataRow("--uplink", "gopher://broker", "unknown scheme")]
    [DataRow("--uplink", "mqtt://", "no host")]
    [DataRow("--uplink", "mqtt://host:70000", "not a port")]
    [DataRow("--uplink", "mqtt://host/a+b", "topic prefix")]
    [DataRow("--uplink", "mqtt://host/a%23b", "topic prefix")]
    [DataRow("--seconds", "soon", "not a span of time")]
    [DataRow("--interval", "0s", "not a span of time")]
    [DataRow("--speed", "fast", "not a speed")]
    [DataRow("--speed", "0", "not a speed")]
    [DataRow("--format", "xml", "not a format")]
    [DataRow("--device-id", "a/b", "not usable")]
    [DataRow("--replay", "no-such-file.csv", "no-such-file.csv")]
    [DataRow("--filter", "delta 1", "write QUANTITY=CHAIN, the quantity one of temperature, humidity")]
    [DataRow("--filter", "temperature=dleta 1", "there is no filter \"dleta\"; did you mean delta?")]
    [DataRow("--derived", "dewpoint", "one of dew_point")]
    [DataRow("--derived", "dew_point attic", "attic.temperature")]
    [DataRow("--colour", "red", "--colour")]
    [TestMethod]
    public void What_cannot_be_used_is_refused_in_one_line_that_says_why(string option, string value, string expected)
    {
        TelenodeProcess.Result result = TelenodeProcess.Run(option, value);

        Assert.AreEqual(2, result.ExitCode, result.Output + result.Errors);
        StringAssert.Contains(result.Errors, expected);
        Assert.DoesNotContain("   at ", result.Errors, "no stack trace");
    }

    [TestMethod]
    public void A_record_with_bad_cells_delivers_all_the_others_and_names_the_bad_ones()
    {
        TelenodeProcess.Result result = TelenodeProcess.Run("--replay", TestData.PathOf("awkward.csv"));

        Assert.AreEqual(0, result.ExitCode, result.Output + result.Errors);
        StringAssert.Contains(result.Output, "Notes");
        StringAssert.Contains(result.Output, "awkward.csv:3:");
        StringAssert.Contains(result.Lines[^1], "complete: every reading taken was acknowledged");
    }

    [DataRow("", "empty")]
    [DataRow("date,colour\n2031-11-03 16:00:00,red\n", "colour")]
    [DataRow("temperature,humidity\n21.5,40\n", "time")]
    [DataRow("date,temperature\n", "row")]
    [DataRow("date,temperature\nyesterday,21\n", "row")]
    [TestMethod]
    public void A_record_without_anything_to_replay_is_refused_with_the_reason(string content, string expected)
    {
        string file = Path.GetTempFileName();
        try
        {
            File.WriteAllText(file, content);
            TelenodeProcess.Result result = TelenodeProcess.Run("--replay", file);
            Assert.AreEqual(2, result.ExitCode, result.Output + result.Errors);
            StringAssert.Contains(result.Errors, expected);
            Assert.HasCount(1, result.Errors.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        }
        finally
        {
            File.Delete(file);
        }
    }

    [TestMethod]
    public void A_value_that_its_chip_cannot_measure_costs_no_other_of_its_row()
    {
        string file = Path.GetTempFileName();
        try
        {
            File.WriteAllText(file, """
                date,temperature,humidity,pressure,light
                2031-11-03 16:00:00,21.5,40,101325,300
                2031-11-03 16:01:00,21.6,41,9999999,301
                2031-11-03 16:02:00,21.7,42,1013.2,250000
                """);
            TelenodeProcess.Result result = TelenodeProcess.Run("--replay", file, "--json");
            Assert.AreEqual(0, result.ExitCode, result.Output + result.Errors);
            Assert.AreEqual(9, (int?)result.Summary["acknowledged"]);
            StringAssert.Contains(result.Output, ":3: pressure");
            StringAssert.Contains(result.Output, "hPa");
            StringAssert.Contains(result.Output, ":4: light");
        }
        finally
        {
            File.Delete(file);
        }
    }

    [TestMethod]
    public void A_record_cut_in_mid_line_delivers_what_is_whole()
    {
        string file = Path.GetTempFileName();
        try
        {
            File.WriteAllText(file, "date,temperature,humidity\n2031-11-03 16:00:00,21.5,40\n2031-11-03 16:01:00,21.6,41\n2031-11-03 16:02");
            TelenodeProcess.Result result = TelenodeProcess.Run("--replay", file, "--json");
            Assert.AreEqual(0, result.ExitCode, result.Output + result.Errors);
            Assert.AreEqual(4, (int?)result.Summary["acknowledged"]);
            StringAssert.Contains(result.Output, ":4: line is cut");
        }
        finally
        {
            File.Delete(file);
        }
    }
}
