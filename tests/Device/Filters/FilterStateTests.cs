using Telenode.Core;
using Telenode.Telemetry;
using Telenode.Tests.Telemetry;

namespace Telenode.Tests.Filters;

/// <summary>What filters remember, carried over a deep sleep: the clock has started again behind it.</summary>
[TestClass]
public class FilterStateTests
{
    private const string Readings = "100 130 90 2500 2500 2500 -40 60 60 60 3100 3100 2900 100 80 75 75 200 100 100";

    [TestMethod]
    [DataRow("skip_initial 3")]
    [DataRow("gap 5s, average 4")]
    [DataRow("median 5")]
    [DataRow("median 4 every 3")]
    [DataRow("min 3")]
    [DataRow("max 3 every 2")]
    [DataRow("average 4")]
    [DataRow("average 4s")]
    [DataRow("min 3s")]
    [DataRow("max 3s")]
    [DataRow("exponential 0.3")]
    [DataRow("debounce 2s")]
    [DataRow("rate min")]
    [DataRow("delta 0.5")]
    [DataRow("throttle 4s")]
    [DataRow("delta 50, heartbeat 3s")]
    [DataRow("delta 20%, throttle 2s, heartbeat 5s")]
    [DataRow("alarm high 25 low 0.5 hysteresis 0.2")]
    [DataRow("reject above 30, median 3, exponential 0.5, rate min, delta 1, heartbeat 4s, alarm high 500")]
    [DataRow("offset 1, clamp max 20")]
    public void Filters_go_on_behind_a_sleep_as_if_there_had_been_none(string chain)
    {
        string[] readings = Readings.Split(' ');
        string expected = "";
        FilterTable awake = Make(chain);
        for (int i = 0; i < readings.Length; i++)
        {
            expected += Run(awake, readings[i], InstantOf(i));
        }

        for (int cut = 0; cut <= readings.Length; cut++)
        {
            FilterTable before = Make(chain);
            string results = "";
            for (int i = 0; i < cut; i++)
            {
                results += Run(before, readings[i], InstantOf(i));
            }

            // It falls asleep 300 ms behind its last reading and counts from 0 again 200 ms before the next one.
            long savedMs = cut == 0 ? 0 : InstantOf(cut - 1) + 300;
            byte[] bytes = new byte[before.MaxSavedBytes + 2];
            int count = before.Save(bytes, 1, before.MaxSavedBytes, savedMs);
            long startMs = InstantOf(cut) - 200;
            FilterTable after = Make(chain);
            Assert.AreEqual(count > 0, after.Load(bytes, 1, count, savedMs - startMs), chain);
            for (int i = cut; i < readings.Length; i++)
            {
                results += Run(after, readings[i], InstantOf(i) - startMs);
            }

            Assert.AreEqual(expected, results, chain + " with a sleep before reading " + cut.ToString());
            Assert.AreEqual(0, (int)bytes[0]);
            Assert.AreEqual(0, (int)bytes[bytes.Length - 1]);
        }
    }

    [TestMethod]
    public void A_chain_that_was_changed_starts_anew_and_the_others_go_on()
    {
        FilterTable before = Make("average 4", "delta 1");
        Run(before, "100", 0);
        Assert.AreEqual(" 100", Run(before, "100", 0, 1));
        byte[] bytes = Saved(before, 1000);

        FilterTable after = Make("average 5", "delta 1");
        Assert.IsTrue(after.Load(bytes, 0, bytes.Length, 0));
        Assert.AreEqual(" 300", Run(after, "300", 1000), "a new average begins with its first reading");
        Assert.AreEqual(" h", Run(after, "150", 1000, 1));

        after = Make("average 4, round 1", "delta 1");
        Assert.IsTrue(after.Load(bytes, 0, bytes.Length, 0));
        Assert.AreEqual(" 30", Run(after, "300", 1000), "other digits come out");
    }

    [TestMethod]
    public void Filters_follow_their_quantity_to_another_place()
    {
        FilterTable before = Make("average 4", "delta 1");
        Run(before, "100", 0);
        Run(before, "100", 0, 1);
        byte[] bytes = Saved(before, 1000);

        var after = new FilterTable(new Channels(new ISensor[] { new FakeSensor(0, "new", "b", "a") }));
        string error;
        Assert.IsTrue(after.TrySet(0, "delta 1", out error));
        Assert.IsTrue(after.TrySet(1, "delta 1", out error));
        Assert.IsTrue(after.TrySet(2, "average 4", out error));
        Assert.IsTrue(after.Load(bytes, 0, bytes.Length, 0));
        Assert.AreEqual(" 110", Run(after, "110", 1000));
        Assert.AreEqual(" h", Run(after, "110", 1000, 1));
        Assert.AreEqual(" 200", Run(after, "300", 1000, 2));
    }

    [TestMethod]
    public void What_does_not_fit_is_left_out_and_starts_anew()
    {
        FilterTable before = Make("average 4", "delta 1");
        Run(before, "100", 0);
        Run(before, "100", 0, 1);
        byte[] all = Saved(before, 1000);
        byte[] bytes = new byte[all.Length - 1];
        int count = before.Save(bytes, 0, bytes.Length, 1000);
        FilterTable after = Make("average 4", "delta 1");
        Assert.IsTrue(after.Load(bytes, 0, count, 0));
        Assert.AreEqual(" 200", Run(after, "300", 1000));
        Assert.AreEqual(" 150", Run(after, "150", 1000, 1), "the second chain found no room");
        Assert.AreEqual(0, before.Save(bytes, 0, 4, 1000), "no room for any");
    }

    [TestMethod]
    public void Filters_that_remember_nothing_are_not_saved()
    {
        FilterTable none = Make("offset 1, reject above 90, clamp max 20");
        Assert.AreEqual(0, none.MaxSavedBytes);
        Assert.AreEqual(0, none.Save(new byte[64], 0, 64, 0));
        Assert.IsFalse(none.Load(new byte[64], 0, 0, 0));
    }

    [TestMethod]
    public void Damaged_bytes_are_refused_whole()
    {
        FilterTable before = Make("average 4", "delta 1");
        Run(before, "100", 0);
        Run(before, "100", 0, 1);
        byte[] bytes = Saved(before, 1000);
        FilterTable after = Make("average 4", "delta 1");
        for (int count = 0; count < bytes.Length; count++)
        {
            Assert.IsFalse(after.Load(bytes, 0, count, 0), "cut off behind " + count.ToString());
        }

        for (int bit = 0; bit < bytes.Length * 8; bit++)
        {
            bytes[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.IsFalse(after.Load(bytes, 0, bytes.Length, 0), "bit " + bit.ToString());
            bytes[bit / 8] ^= (byte)(1 << (bit % 8));
        }

        Assert.AreEqual(" 300", Run(after, "300", 1000), "nothing was taken over");
        Assert.AreEqual(" 150", Run(after, "150", 1000, 1));
    }

    [TestMethod]
    // The average of "a": since, readings, the reading; the checksum is right, what it covers is not.
    [DataRow(1, "61 readings since the last result, of which there is one for each")]
    [DataRow(2, "61 readings in a window of 4")]
    public void What_no_chain_can_remember_is_refused_although_its_checksum_is_right(int at, string what)
    {
        FilterTable before = Make("average 4", "delta 1");
        Run(before, "100", 0);
        byte[] bytes = Saved(before, 1000);
        bytes[6 + at] = 122;
        long crc = Crc32.Compute(bytes, 0, bytes.Length - 4);
        for (int i = 0; i < 4; i++)
        {
            bytes[bytes.Length - 4 + i] = (byte)(crc >> (24 - (8 * i)));
        }

        FilterTable after = Make("average 4", "delta 1");
        Assert.IsFalse(after.Load(bytes, 0, bytes.Length, 0), what);
        Assert.AreEqual(" 300", Run(after, "300", 1000));
    }

    // Instants with gaps between them, one of them long.
    private static long InstantOf(int reading) => (reading * 1000) + (reading > 6 ? 20500 : 0) + (reading % 3 == 2 ? 400 : 0);

    private static FilterTable Make(string chain) => Make(chain, null);

    private static FilterTable Make(string a, string b)
    {
        var table = new FilterTable(new Channels(new ISensor[] { new FakeSensor(0, "a", "b") }));
        string error;
        Assert.IsTrue(table.TrySet(0, a, out error), error);
        Assert.IsTrue(b == null || table.TrySet(1, b, out error), error);
        return table;
    }

    private static byte[] Saved(FilterTable table, long nowMs)
    {
        byte[] buffer = new byte[table.MaxSavedBytes];
        byte[] saved = new byte[table.Save(buffer, 0, buffer.Length, nowMs)];
        for (int i = 0; i < saved.Length; i++)
        {
            saved[i] = buffer[i];
        }

        return saved;
    }

    private static string Run(FilterTable table, string reading, long nowMs) => Run(table, reading, nowMs, 0);

    private static string Run(FilterTable table, string reading, long nowMs, int channel)
    {
        long value = long.Parse(reading);
        switch (table.Judge(channel, ref value, nowMs))
        {
            case FilterVerdict.Pass: return " " + value.ToString();
            case FilterVerdict.PassAtOnce: return " " + value.ToString() + "!";
            case FilterVerdict.Hold: return " h";
            default: return " -";
        }
    }
}
