using Telenode.SimBoard;

namespace Telenode.Tests.Host.Input;

[TestClass]
public class CsvReplayTests
{
    [TestMethod]
    public void A_record_written_by_R_is_read_whole()
    {
        CsvReplay replay = CsvReplay.Open(TestData.PathOf("room.csv"));
        CollectionAssert.AreEqual(
            new[] { "Temperature", "Humidity", "Light", "CO2" }, replay.Columns.Select(column => column.Header).ToArray());
        CollectionAssert.AreEqual(new[] { "HumidityRatio", "Occupancy" }, replay.Ignored.ToArray());
        Assert.IsEmpty(replay.Warnings);
        Assert.AreEqual(40, replay.RowCount);

        Assert.IsTrue(replay.MoveNext());
        Assert.AreEqual(2, replay.Line);
        Assert.AreEqual(Unix("2031-11-03T16:04:59Z"), replay.UnixMs);
        Assert.AreEqual(new FixedPoint(213, -1), Value(replay, Measurand.Temperature));
        Assert.IsTrue(replay.MoveNext());
        Assert.AreEqual(new FixedPoint(422666666666667, -12), Value(replay, Measurand.Light));
        Assert.IsFalse(replay.TryGet(Measurand.Pressure, 0, out _));
    }

    [TestMethod]
    public void Every_awkward_line_is_reported_and_nothing_else_is_lost()
    {
        CsvReplay replay = CsvReplay.Open(TestData.PathOf("awkward.csv"));
        CollectionAssert.AreEqual(
            new[]
            {
                "awkward.csv:3: Temperature \"n/a\" is not a number; value left out",
                "awkward.csv:4: Humidity is empty; value left out",
                "awkward.csv:5: Humidity \"140\" is outside 0 to 100; value left out",
                "awkward.csv:6: line is cut after 4 of 6 cells; its last cell is left out",
                "awkward.csv:7: \"yesterday\" is not a time; row left out",
                "awkward.csv:11: 7 cells where 6 are expected; row left out",
                "awkward.csv:12: time is before that of line 8; row kept in its place",
                "awkward.csv:13: time repeats that of line 12; row kept in its place",
                "awkward.csv:14: line is cut after 6 of 6 cells; its last cell is left out",
                "awkward.csv:16: Temperature \"NA\" is not a number; value left out",
                "awkward.csv:16: Humidity \"NaN\" is not a number; value left out",
                "awkward.csv:16: Light \"Inf\" is not a number; value left out",
                "awkward.csv:17: line is cut after 4 of 6 cells; its last cell is left out",
                "awkward.csv:18: line is cut after 5 of 6 cells; its last cell is left out",
            },
            replay.Warnings.ToArray(),
            string.Join('\n', replay.Warnings));

        string[] rows =
        [
            "2: 21.50 40.25 310.00",
            "3: - 40.50 311.50",
            "4: 21.75 - 312.00",
            "5: 21.80 - 313.00",
            "6: 21.90 - -",
            "8: 22.10 41.25 316.00",
            "12: 22.30 41.75 318.00",
            "13: 22.40 42.00 319.00",
            "14: 22.50 42.25 320.00",
            "15: 22.60 42.50 321.00",
            "17: 22.70 - -",
            "18: 22.80 42.90 -",
        ];
        CollectionAssert.AreEqual(rows, RowsOf(replay), string.Join('\n', RowsOf(replay)));
        replay.Rewind();
        CollectionAssert.AreEqual(rows, RowsOf(replay));
    }

    [TestMethod]
    [DataRow("", "the file is empty")] // nothing at all
    [DataRow("\r\n\n", "the file is empty")] // only empty lines
    [DataRow("\uFEFF", "the file is empty")] // only a byte order mark
    [DataRow("time,CO\n1,2\n", "no known column (temperature, humidity, pressure, light, battery, co2) among: time, CO")] // names nothing we know
    [DataRow("temperature,humidity\n20,50\n", "no time column (datetime, timestamp, date, time) among: temperature, humidity")]
    [DataRow("time,temperature\n", "no row follows the header")] // cut after its header
    [DataRow("time,temperature", "no row follows the header")] // cut in its header's line break
    [DataRow("time,temperature\nnow,20\n", "no row can be used (t.csv:2: \"now\" is not a time; row left out)")]
    [DataRow("time,temperature (F)\n1,2\n", "no known column")] // a unit that is no power of ten away
    public void What_cannot_be_replayed_is_refused_in_one_line(string text, string message)
    {
        InvalidDataException e = Assert.ThrowsExactly<InvalidDataException>(() => CsvReplay.Parse(text, "t.csv"));
        StringAssert.StartsWith(e.Message, "t.csv: " + message);
        Assert.IsFalse(e.Message.Contains('\n'));
    }

    [TestMethod]
    [DataRow("2031-11-03 16:04:05")] // as R prints it
    [DataRow("2031-11-03 16:04:05.000")]
    [DataRow("2031-11-03T16:04:05Z")]
    [DataRow("2031-11-03T16:04:05.0000000Z")]
    [DataRow("2031-11-03T18:04:05+02:00")]
    [DataRow("2031-11-03 11:04:05-05:00")]
    [DataRow("2031-11-03T16:04:05")] // no zone: UTC
    [DataRow("1951488245")] // Unix seconds
    [DataRow("1951488245.0")]
    [DataRow("1951488245000")] // Unix milliseconds
    public void Times_are_read_as_UTC(string time)
    {
        CsvReplay replay = CsvReplay.Parse($"timestamp,temp\n{time},20\n", "t.csv");
        replay.MoveNext();
        Assert.AreEqual(Unix("2031-11-03T16:04:05Z"), replay.UnixMs);
    }

    [TestMethod]
    [DataRow("2031-02-30 10:00:00")] // no such day
    [DataRow("03.11.2031 16:04")] // day and month could be either way round in such forms
    [DataRow("-5")]
    [DataRow("99999999999999999999")]
    [DataRow("")]
    public void What_is_no_time_leaves_its_row_out(string time)
    {
        CsvReplay replay = CsvReplay.Parse($"timestamp,temp\n{time},20\n2031-11-03T16:04:05Z,21\n", "t.csv");
        Assert.AreEqual(1, replay.RowCount);
        Assert.AreEqual($"t.csv:2: \"{time}\" is not a time; row left out", replay.Warnings[0]);
    }

    [TestMethod]
    public void A_number_is_no_time_where_the_others_are_dates()
    {
        // A missing separator has moved the temperature into the place of the time.
        const string Text = "date,Temperature,Humidity\n\"1\",\"2031-11-03 16:00:00\",20,50\n\"2,\"2031-11-03 16:01:00\",21,51\n";
        CsvReplay replay = CsvReplay.Parse(Text, "t.csv");
        Assert.AreEqual(1, replay.RowCount);
        Assert.AreEqual("t.csv:3: \"21\" is not a time; row left out", replay.Warnings[^1]);
    }

    [TestMethod]
    [DataRow("\uFEFFDate;Time;Temp;RH;Pressure (hPa);Voltage [mV]\r\n2031-11-03;16:04:05;-3,5;81,25;1013,25;3712\r\n")]
    [DataRow("timestamp\tTEMPERATURE\tRelative_Humidity\tpressure[kPa]\tbattery\r2031-11-03 16:04:05\t-3.5\t81.25\t101.325\t3.712\r")]
    [DataRow("battery,pressure (Pa),humidity (%),temperature (°C),datetime\n3.712,101325,81.25,-3.5,2031-11-03 16:04:05\n")]
    public void Separators_line_ends_names_and_units_of_other_programs(string text)
    {
        CsvReplay replay = CsvReplay.Parse(text, "t.csv");
        Assert.IsEmpty(replay.Warnings, string.Join('\n', replay.Warnings));
        Assert.IsEmpty(replay.Ignored);
        Assert.IsTrue(replay.MoveNext());
        Assert.AreEqual(Unix("2031-11-03T16:04:05Z"), replay.UnixMs);
        Assert.AreEqual(-350, Value(replay, Measurand.Temperature).At(-2));
        Assert.AreEqual(8125, Value(replay, Measurand.Humidity).At(-2));
        Assert.AreEqual(1013250, Value(replay, Measurand.Pressure).At(-1));
        Assert.AreEqual(3712, Value(replay, Measurand.Battery).At(-3));
        Assert.IsFalse(replay.MoveNext());
    }

    [TestMethod]
    public void A_second_column_of_the_same_kind_is_ignored_by_name()
    {
        CsvReplay replay = CsvReplay.Parse("time,temp,Temperature,humidity (g)\n1,20,30,5\n", "t.csv");
        CollectionAssert.AreEqual(new[] { "Temperature", "humidity (g)" }, replay.Ignored.ToArray());
        replay.MoveNext();
        Assert.AreEqual(20, Value(replay, Measurand.Temperature).At(0));
    }

    [TestMethod]
    public void A_last_value_that_may_be_cut_is_pointed_out()
    {
        CsvReplay replay = CsvReplay.Parse("time,temp\n1,20.5\n2,20.", "t.csv");
        Assert.AreEqual(2, replay.RowCount);
        StringAssert.StartsWith(replay.Warnings.Single(), "t.csv:3: the file ends without a line break");
    }

    [TestMethod]
    public void Cut_anywhere_the_rows_before_the_cut_stay_the_same()
    {
        string whole = File.ReadAllText(TestData.PathOf("room.csv"));
        string[] expected = RowsOf(CsvReplay.Parse(whole, "t.csv"));
        int header = whole.IndexOf('\n') + 1;
        for (int length = header; length < whole.Length; length++)
        {
            string text = whole[..length];
            int wholeRows = text.Count(c => c == '\n') - 1;
            if (wholeRows == 0)
            {
                continue;
            }

            string[] rows = RowsOf(CsvReplay.Parse(text, "t.csv"));
            Assert.IsTrue(rows.Length - wholeRows is 0 or 1, $"cut at {length}");
            CollectionAssert.AreEqual(expected[..wholeRows], rows[..wholeRows], $"cut at {length}");
            if (rows.Length > wholeRows)
            {
                // The cut row may lack values but holds none that the whole file does not have.
                string[] cut = rows[wholeRows].Split(' ');
                string[] full = expected[wholeRows].Split(' ');
                for (int i = 0; i < cut.Length; i++)
                {
                    Assert.IsTrue(cut[i] == full[i] || cut[i] == "-", $"cut at {length}: {rows[wholeRows]}");
                }
            }
        }
    }

    [TestMethod]
    public void Replaying_takes_no_heap()
    {
        CsvReplay replay = CsvReplay.Open(TestData.PathOf("room.csv"));
        long sum = 0;
        long before = 0;
        for (int round = 0; round < 3; round++)
        {
            before = GC.GetAllocatedBytesForCurrentThread();
            replay.Rewind();
            while (replay.MoveNext())
            {
                sum += replay.TryGet(Measurand.Temperature, replay.UnixMs, out FixedPoint value) ? value.Mantissa : 0;
            }
        }

        Assert.AreEqual(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.AreNotEqual(0, sum);
    }

    private static FixedPoint Value(CsvReplay replay, Measurand measurand)
    {
        Assert.IsTrue(replay.TryGet(measurand, 0, out FixedPoint value), measurand.ToString());
        return value;
    }

    private static long Unix(string time) => DateTimeOffset.Parse(time).ToUnixTimeMilliseconds();

    private static string[] RowsOf(CsvReplay replay)
    {
        var rows = new List<string>();
        while (replay.MoveNext())
        {
            string Text(Measurand measurand) =>
                replay.TryGet(measurand, 0, out FixedPoint value) ? (value.At(-4) / 10000m).ToString("0.00##") : "-";
            rows.Add($"{replay.Line}: {Text(Measurand.Temperature)} {Text(Measurand.Humidity)} {Text(Measurand.Light)}");
        }

        return [.. rows];
    }
}
