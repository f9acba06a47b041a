using Telenode.Core;
using Telenode.Telemetry;

namespace Telenode.Tests.Filters;

/// <summary>Each filter by examples. Values are in 0.01 °C, a second apart; what comes out is written as FilterBench shows it.</summary>
[TestClass]
public class FilterChainTests
{
    [TestMethod]
    // Values without a memory.
    [DataRow("offset -0.5", "100 0", "50 -50")]
    [DataRow("multiply 1.8", "100 -105 3", "180 -189 5")]
    [DataRow("multiply -0.5", "5 -5 4", "-3 3 -2")]
    [DataRow("multiply 0", "5 -5", "0 0")]
    [DataRow("calibrate 0->0.4 100->99.1", "0 10000 5000 -1000 20000", "40 9910 4975 -947 19780")]
    [DataRow("calibrate 0 -> 10 1 -> 12, offset 1", "0 100", "1100 1300")]
    [DataRow("calibrate 0->0 10->20 20->0", "500 1000 1500 3000 -500", "1000 2000 1000 -2000 -1000")]
    [DataRow("quantize 0.5", "124 125 -125 -124 0", "100 150 -150 -100 0")]
    [DataRow("clamp min 0 max 10", "-1 0 1000 1001", "0 0 1000 1000")]
    [DataRow("clamp max 10", "-5000 1001", "-5000 1000")]
    // Readings that are none.
    [DataRow("reject below -40 above 85", "-4000 -4001 8500 8501", "-4000 - 8500 -")]
    [DataRow("reject equal 85", "8500 8499", "- 8499")]
    [DataRow("skip_initial 2", "1 2 3 4", "- - 3 4")]
    // Windows of readings.
    [DataRow("median 3", "5 1 9 2 2 7", "5 3 5 2 2 2")]
    [DataRow("median 4", "1 4 2 9 9 9", "1 3 2 3 7 9")]
    [DataRow("median 3 every 2", "5 1 9 2 2 7", "5 - 5 - 2 -")]
    [DataRow("min 2", "5 1 9 2", "5 1 1 2")]
    [DataRow("max 2", "5 1 9 2", "5 5 9 9")]
    [DataRow("average 3", "1 2 2 -9 -9", "1 2 2 -2 -5")]
    [DataRow("average 2 every 2", "1 2 3 4", "1 - 3 -")]
    // Windows of time.
    [DataRow("average 3s", "1 2 4 10 20 30 40", "- - - 2 - - 20")]
    [DataRow("min 2s", "5 1 9 2 7 7", "- - 1 - 2 -")]
    [DataRow("max 2s", "5 1 9 2 7 7", "- - 5 - 9 -")]
    [DataRow("average 3s", "1 2 +9000 4 8 9", "- - - 4 -")]
    // Averages and their kin.
    [DataRow("exponential 0.5", "100 200 200 0", "100 150 175 88")]
    [DataRow("exponential 1", "100 200", "100 200")]
    [DataRow("debounce 2s", "1 1 1 1 2 1 1 1", "- - 1 1 - - - 1")]
    [DataRow("rate min", "100 101 +1000 105 105", "- 60000 120000 0")]
    [DataRow("rate s", "100 101 +9000 91", "- 1000 -1000")]
    public void A_chain_does_what_its_table_says(string chain, string readings, string expected)
    {
        Assert.AreEqual(expected, new FilterBench(chain, -2).Feed(readings), chain);
    }

    [TestMethod]
    // Gates.
    [DataRow("delta 0.2", "100 119 120 101 100 100", "100 h 120 h 100 h")]
    [DataRow("delta 0", "100 100 101", "100 h 101")]
    [DataRow("delta 10%", "100 109 110 120 121 0 0 1", "100 h 110 h 121 0 h 1")]
    [DataRow("throttle 3s", "1 2 3 4 5 6 7", "1 h h 4 h h 7")]
    [DataRow("delta 1, heartbeat 3s", "0 1 2 3 4 300 301 302 303", "0 h h 3 h 300 h h 303")]
    // What the heartbeat has sent is what delta compares with.
    [DataRow("delta 0.1, heartbeat 3s", "0 6 6 6 12 15 16", "0 h h 6 h h 16")]
    [DataRow("delta 1, offset 1, heartbeat 2s", "0 5 5 5", "100 h 105 h")]
    // A throttle in front of it as well.
    [DataRow("throttle 2s, delta 1, heartbeat 3s", "0 0 0 0 500 500 500", "0 h h 0 h 500 h")]
    // Alarms.
    [DataRow("alarm high 30 hysteresis 0.5", "2900 3000 2960 2950 2949 2999 3000", "2900 3000! 2960 2950 2949! 2999 3000!")]
    [DataRow("alarm low 5 hysteresis 0.5", "600 500 550 551", "600 500! 550 551!")]
    [DataRow("alarm high 30 low 5", "3000 2999 400 3100", "3000! 2999! 400! 3100!")]
    [DataRow("delta 1, alarm high 30", "2950 2999 3000 3001 2999", "2950 h 3000! h 2999!")]
    [DataRow("alarm high 30, throttle 9s", "2950 2951 3000 3001 2999 2998", "2950 h 3000! h 2999! h")]
    [DataRow("delta 1, heartbeat 5s, alarm high 30", "2950 2999 3000 3001 3001 3001 3001 3001", "2950 h 3000! h h h h 3001")]
    // What a gate holds back is no input of what remembers inputs.
    [DataRow("delta 1, average 2", "100 150 200 250 300", "100 - 150 - 250")]
    // After a gap, windows start anew; gates keep what was sent.
    [DataRow("gap 5s, median 3, delta 1", "100 100 +60000 101 300", "100 h h 201")]
    [DataRow("gap 5s, skip_initial 1", "1 2 +4000 3 +4001 4 5", "- 2 3 - 5")]
    [DataRow("gap 5s, rate s", "100 200 +60000 300 400", "- 100000 - 100000")]
    public void A_gate_holds_back_and_lets_go_as_its_table_says(string chain, string readings, string expected) =>
        Assert.AreEqual(expected, new FilterBench(chain, -2).Feed(readings), chain);

    [TestMethod]
    // Digits and unit that come out, and one value: 21.56 °C, 1013.25 hPa and so on in the exponent that stands first.
    [DataRow("Cel", -2, "round 1", "Cel", -1, 2156L, 216L)]
    [DataRow("Cel", -2, "round 0", "Cel", 0, -2150L, -22L)]
    [DataRow("Cel", -2, "round 4, offset 0.0001", "Cel", -4, 2156L, 215601L)]
    [DataRow("Cel", -2, "convert K", "K", -2, 2156L, 29471L)]
    [DataRow("Cel", -2, "convert degF", "degF", -2, -4000L, -4000L)]
    [DataRow("Cel", 0, "convert K", "K", -2, 21L, 29415L)]
    [DataRow("K", -2, "convert Cel", "Cel", -2, 0L, -27315L)]
    [DataRow("K", -2, "convert degF", "degF", -2, 27315L, 3200L)]
    [DataRow("degF", -1, "convert Cel", "Cel", -2, 1000L, 3778L)]
    [DataRow("degF", -2, "convert K", "K", -2, 3200L, 27315L)]
    [DataRow("Cel", -2, "convert Cel", "Cel", -2, 2156L, 2156L)]
    [DataRow("Pa", -2, "convert hPa", "hPa", -4, 10132500L, 10132500L)]
    [DataRow("hPa", -2, "convert Pa", "Pa", 0, 101325L, 101325L)]
    [DataRow("V", -3, "convert mV", "mV", 0, 3300L, 3300L)]
    [DataRow("m/s", -1, "convert km/h", "km/h", -1, 100L, 360L)]
    [DataRow("km/h", -1, "convert m/s", "m/s", -2, 360L, 1000L)]
    [DataRow("s", 0, "convert h", "h", -4, 90L, 250L)]
    [DataRow("J", 0, "convert kWh", "kWh", -7, 3600000L, 10000000L)]
    [DataRow("1/s", 0, "convert 1/min", "1/min", 0, 2L, 120L)]
    [DataRow("V", -3, "calibrate 0.5->0 2.5->100, unit %", "%", -3, 1500L, 50000L)]
    [DataRow("ppm", 0, "rate h", "ppm/h", -3, 0L, 0L)]
    public void A_chain_gives_its_output_with_a_unit_and_digits(string unit, int exponent, string chain, string unitOut, int exponentOut, long value, long valueOut)
    {
        string error;
        FilterChain made = FilterChain.Parse(chain, new Quantity("q", unit, exponent), out error);
        Assert.IsNull(error, chain);
        Assert.AreEqual("q", made.Output.Name);
        Assert.AreEqual(unitOut, made.Output.Unit, chain);
        Assert.AreEqual(exponentOut, made.Output.Exponent, chain);
        made.Run(ref value, 0);
        Assert.AreEqual(valueOut, value, chain);
    }

    [TestMethod]
    [DataRow("offset 90000000000000000", 9223372036854775807L, 9223372036854775807L)]
    [DataRow("offset -90000000000000000", -9223372036854775807L, -9223372036854775807L)]
    [DataRow("multiply 1000000000", 10000000000L, 9223372036854775807L)]
    [DataRow("multiply 1000000000", -10000000000L, -9223372036854775807L)]
    [DataRow("multiply 0.000000001", 9223372036854775807L, 9223372037L)]
    [DataRow("quantize 1000", 9223372036854775807L, 9223372036854775807L)]
    [DataRow("average 64", 9223372036854775807L, 9223372036854775807L)]
    public void Results_saturate_and_never_wrap(string chain, long value, long expected)
    {
        string error;
        FilterChain made = FilterChain.Parse(chain, new Quantity("q", "V", -2), out error);
        Assert.IsNull(error, chain);
        for (int i = 0; i < 70; i++)
        {
            long result = value;
            made.Run(ref result, i);
            Assert.AreEqual(expected, result, chain);
        }
    }

    [TestMethod]
    public void State_stands_in_the_documented_number_of_bytes()
    {
        Assert.AreEqual((5 * 8) + 3, new FilterBench("delta 0.2", -2).Chain.StateBytes);
        Assert.AreEqual((5 + 10) * 8 + 3, new FilterBench("median 5", -2).Chain.StateBytes);
        Assert.AreEqual((5 * 8) + 3, new FilterBench("calibrate 0->0.4 100->99.1", -2).Chain.StateBytes);
    }
}
