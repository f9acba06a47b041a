using Telenode.Telemetry;

namespace Telenode.Tests.Host.Filters;

/// <summary>What a person may write wrongly in a chain, and what is said about it.</summary>
[TestClass]
public class FilterTextTests
{
    private static readonly Malformed[] _malformed =
    [
        // Nothing where a filter should be.
        new("", "filter 1, character 1: expected the name of a filter"),
        new("   ", "filter 1, character 4: expected the name of a filter"),
        new("median 5,", "filter 2, character 10: expected the name of a filter"),
        new("median 5,,delta 1", "filter 2, character 10: expected the name of a filter"),
        new(",median 5", "filter 1, character 1: expected the name of a filter"),
        // Names that are none.
        new("medain 5", "there is no filter \"medain\"; did you mean median?"),
        new("delta 1, hartbeat 5min", "filter 2, character 10: there is no filter \"hartbeat\"; did you mean heartbeat?"),
        new("lambda 3", "there is no filter \"lambda\"; there are alarm"),
        new("MEDIAN 5", "there is no filter \"MEDIAN\""),
        new("5 median", "there is no filter \"5\""),
        // Two filters without a comma, and words too many.
        new("median 5 delta 1", "character 10: \"delta\" is too much for median; put a comma before the next filter"),
        new("offset 1 2", "\"2\" is too much for offset"),
        new("convert K K", "\"K\" is too much for convert"),
        new("clamp min 1 min 2", "\"min\" is too much for clamp"),
        // Numbers that are none: no digit, two points, a point at the end, letters, an exponent, more than 18 digits.
        new("offset", "character 7: expected what is to be added, a number like 12 or -0.5"),
        new("offset -", "not \"-\""),
        new("offset .", "not \".\""),
        new("offset 1.2.3", "not \"1.2.3\""),
        new("offset 1.", "not \"1.\""),
        new("offset x", "not \"x\""),
        new("offset 1e3", "not \"1e3\""),
        new("offset 0x10", "not \"0x10\""),
        new("offset --1", "not \"--1\""),
        new("offset 1234567890123456789", "not \"1234567890123456789\""),
        // A number finer than the quantity, one too fine for any, and one that leaves 64 bits.
        new("offset 0.125", "0.125 has more decimals than t has here; put \"round 3\" before this filter"),
        new("offset 0.0000000001", "has more than 9 decimals"),
        new("offset 999999999999999999", "999999999999999999 is too large"),
        // Counts out of their range.
        new("median 1", "a whole number from 2 to 64, not \"1\""),
        new("median 65", "from 2 to 64, not \"65\""),
        new("median 2.5", "not \"2.5\""),
        new("median 5min", "not \"5min\""),
        new("average 5 every 0", "from 1 to 100000, not \"0\""),
        new("average 5 every", "a whole number from 1 to 100000"),
        new("average 1", "how many readings, or a span of time like 5min, a whole number from 2 to 64"),
        new("skip_initial 0", "from 1 to 100000"),
        new("round 10", "from 0 to 9"),
        new("round -1", "from 0 to 9"),
        // Spans of time: no unit, an unknown one, nothing, zero, more than ten years, a fraction.
        new("throttle 5", "a span of time like 500ms, 30s, 5min or 1h, not \"5\""),
        new("throttle 5w", "not \"5w\""),
        new("throttle", "expected how long, a span of time"),
        new("throttle 0s", "not \"0s\""),
        new("throttle 4000d", "not \"4000d\""),
        new("throttle 1.5h", "not \"1.5h\""),
        new("gap min", "not \"min\""),
        // Points: one, none, half of one, not ascending, the same twice, too many.
        new("calibrate 0->1", "calibrate needs two points or more"),
        new("calibrate", "calibrate needs two points or more"),
        new("calibrate 0 1", "expected -> and the true value"),
        new("calibrate 0->", "expected the true value"),
        new("calibrate ->1", "expected a point like 0->0.4"),
        new("calibrate 1->1 0->0", "character 16: the points must stand in ascending order"),
        new("calibrate 1->1 1->2", "ascending order"),
        new("calibrate 0->0 1->0 2->0 3->0 4->0 5->0 6->0 7->0 8->0 9->0 10->0 11->0 12->0 13->0 14->0 15->0 16->0", "more than 16 points"),
        new("calibrate -90000000000000000->0 90000000000000000->0", "the point lies too far out"),
        // Limits without a value, without a key, upside down.
        new("clamp", "expected min or max and a value: write it like clamp min 0 max 100"),
        new("clamp 0 100", "write it like clamp min 0 max 100, not \"0\""),
        new("clamp min", "expected a value for min"),
        new("clamp min 5 max 4", "nothing lies between the two values"),
        new("reject above", "expected a value for above"),
        new("reject below 10 above 0", "nothing lies between the two values"),
        new("reject equal", "expected the value that is none"),
        // Parameters out of their range.
        new("delta -1", "a distance cannot be negative"),
        new("delta -5%", "a distance cannot be negative"),
        new("delta %", "like 0.2 or 5%"),
        new("delta x%", "not \"x%\""),
        new("quantize 0", "the step must be above 0"),
        new("quantize -1", "the step must be above 0"),
        new("exponential 0", "must lie above 0 and not above 1"),
        new("exponential 1.1", "must lie above 0 and not above 1"),
        new("exponential -0.1", "must lie above 0 and not above 1"),
        new("rate day", "expected s, min or h: the span that the change is given for, not \"day\""),
        new("rate", "expected s, min or h"),
        // Units: unknown, of another kind, no unit at all, one that cannot be converted.
        new("convert Pa", "a unit that Cel can be converted to: K, degF, not \"Pa\""),
        new("convert furlong", "not \"furlong\""),
        new("convert", "expected a unit that Cel can be converted to: K, degF"),
        new("unit", "expected a unit of up to 16"),
        new("unit a\"b", "not \"a\"b\""),
        new("unit abcdefghijklmnopq", "of up to 16"),
        new("unit x, convert Cel", "x cannot be converted; use multiply, offset and unit"),
        // Alarms: no limit, a limit twice, upside down, no value, another word.
        new("alarm", "expected high or low and a value"),
        new("alarm hysteresis 1", "expected high or low and a value"),
        new("alarm high 1 high 2", "high, low or hysteresis, each once, not \"high\""),
        new("alarm high 1 low 1", "low must lie below high"),
        new("alarm high", "expected a value for high"),
        new("alarm above 30", "not \"above\""),
        new("alarm high 30 hysteresis -1", "the hysteresis cannot be negative"),
        // Filters that would have nothing to do, or would swallow an alarm.
        new("heartbeat 5min", "heartbeat lets a value go that delta or throttle has held back"),
        new("delta 1, median 5, heartbeat 5min", "put one of them before it"),
        new("alarm high 30, median 5", "put alarm behind median"),
        new("alarm high 30, reject below 0", "put alarm behind reject"),
        // More than fit.
        new("offset 1,offset 1,offset 1,offset 1,offset 1,offset 1,offset 1,offset 1,offset 1,offset 1,offset 1,offset 1,offset 1,offset 1,offset 1,offset 1,"
            + "offset 1,offset 1,offset 1,offset 1,offset 1,offset 1,offset 1,offset 1,offset 1,offset 1,offset 1,offset 1,offset 1,offset 1,offset 1,offset 1",
            "too many filters for one quantity"),
    ];

    [TestMethod]
    public void What_is_wrong_is_said_with_its_place_and_what_to_write()
    {
        foreach (Malformed row in _malformed)
        {
            Assert.IsNull(FilterChain.Parse(row.Chain, new Quantity("t", "Cel", -2), out string error), row.Chain);
            StringAssert.Contains(error, row.Expected, row.Chain);
        }
    }

    [TestMethod]
    // Blanks anywhere, tabs, a sign, zeros behind the point, both spellings of a minute.
    [DataRow("  median   5 ,delta 0.2")]
    [DataRow("median\t5")]
    [DataRow("offset +0.50000")]
    [DataRow("calibrate -5->-4.5 5->5.5")]
    [DataRow("calibrate -5 -> -4.5 5 ->5.5")]
    [DataRow("throttle 5m, delta 1, heartbeat 5min")]
    [DataRow("alarm hysteresis 0.5 low 0 high 30")]
    [DataRow("median 5, calibrate 0->0.4 100->99.1, delta 0.2, heartbeat 5min, alarm high 30 hysteresis 0.5")]
    public void What_people_write_is_understood(string chain)
    {
        string error;
        Assert.IsNotNull(FilterChain.Parse(chain, new Quantity("t", "Cel", -2), out error), chain + ": " + error);
        Assert.IsNull(error);
    }

    private sealed record Malformed(string Chain, string Expected);
}
