using Telenode.Core;
using Telenode.Drivers;

namespace Telenode.Tests.Drivers;

/// <summary>The drivers of 1-Wire, serial line and pins as <see cref="DriverTranscriptTests"/> has those of I2C, and the chips that came later.</summary>
[TestClass]
public class WireTranscriptTests
{
    // 28-3c01d607a1b2 in the order of the wire, addressed.
    private const string Match = "w 5528B2A107D6013C1E";

    [TestMethod]
    public void Ds18b20_marks_its_registers_and_converts()
    {
        // The scratchpad of power-on is a chip's own, its checksum 1C; the mark is TH ^ 55 and its complement.
        // 0x0191 and 0xFE6F are 25.0625 °C above and below 0 (datasheet, table 1).
        var bus = new ScriptedOneWire(new string[]
        {
            Match + "B4", "r FF", Match + "B8", Match + "BE", "r 50054B467FFF0C101C",
            Match + "4E1EE17F", Match + "BE", "r 50051EE17FFF0C10BB", Match + "44", "r 00", Match + "BE", "r 91011EE17FFF0C10D7",
            Match + "44", "r 00", Match + "BE", "r 6FFE1EE17FFF0C104F",
            Match + "44", "r 00", Match + "BE", "r 6FFE1EE17FFF0C104E",
        });
        var sensor = new Ds18b20(new OneWireLine(bus), new Ds18b20Options { Rom = RomCode.Parse("28-3c01d607a1b2") });
        Transcript.AssertMeasures(sensor, 2506);
        Transcript.AssertMeasures(sensor, -2506);
        Assert.AreEqual((int)Status.ChecksumMismatch, (int)Transcript.Measure(sensor, new long[1]));
        Assert.IsTrue(bus.AtEnd);
    }

    [TestMethod]
    public void Ina226_computes_the_datasheet_example()
    {
        // 2 mΩ, 20 mV (0x1F40) and 11.98 V (0x2570): 10 A and 119.8 W. The first look finds it not ready.
        var bus = new ScriptedBus(0x40, new string[]
        {
            "w FE r 5449", "w FF r 2260", "w 008000", "w 004523", "w 06 r 0000", "w 00 r 4523",
            "w 06 r 0008", "w 01 r 1F40", "w 02 r 2570", "w 00 r 4523",
        });
        Transcript.AssertMeasures(new Ina226(bus, new PowerOptions { Power = "power", ShuntMicroohms = 2000 }), 1198000, 10000000, 119800);
        Assert.IsTrue(bus.AtEnd);
    }

    [TestMethod]
    public void Ens160_resets_warms_up_and_reads_twice()
    {
        // Status 0x87: running, in warm-up, with new data. The values are a chip's own: index 2, 176 ppb, 663 ppm.
        var bus = new ScriptedBus(0x53, new string[]
        {
            "w 00 r 6001", "w 10F0", "w 1001", "w 1002", "w 20 r 870000000000", "w 20 r 8102B0009702", "w 20 r 8102B0009702",
            "w 20 r 8102B0009702", "w 20 r 8102B0009602", "w 20 r 8102B0009602", "w 20 r 8102B0009602",
        });
        var sensor = new Ens160(bus, new Ens160Options());
        Transcript.AssertMeasures(sensor, 2, 176, 663);
        Transcript.AssertMeasures(sensor, 2, 176, 662);
        Assert.IsTrue(bus.AtEnd);
    }

    [TestMethod]
    public void Pms5003_is_woken_quietened_and_asked()
    {
        // Commands and their sums are the data manual's; the answer to 0xE1 and the frame are a chip's own. 62, 84 and 96 µg/m³ are
        // those of factory particles, 42, 62 and 80 those of the atmosphere. The second frame is the first with a bit changed.
        const string Frame = "424D001C003E00540060002A003E0050222309A4014A002800060005670004";
        var line = new ScriptedSerial(new string[]
        {
            "424DE400010174", "424DE100000170 424D0004E1000174", "424DE200000171 " + Frame + "2C", "424DE200000171 " + Frame + "2D",
        });
        var sensor = new Pms5003(line, new Pms5003Options());
        Transcript.AssertMeasures(sensor, 42, 62, 80);
        Assert.AreEqual((int)Status.ChecksumMismatch, (int)Transcript.Measure(sensor, new long[3]));
        Assert.IsTrue(line.AtEnd);
    }

    [TestMethod]
    public void Pulses_become_a_total_and_a_rate()
    {
        // A rain gauge's spoon of 0.2794 mm: 10 of them in 1.001 s, then 100 in 3.6 s.
        var pins = new ScriptedPins { Count = 7 };
        var sensor = new PulseCounter(pins, null, new PulseOptions { Unit = "mm", Decimals = 4, RateUnit = "mm/h", RateMs = 3600000, Millionths = 279400 });
        Assert.AreEqual((int)Status.Pending, (int)sensor.Begin(5000));
        Assert.AreEqual(6001L, sensor.ReadyAtMs);
        pins.Count = 17;
        long[] values = new long[2];
        Assert.AreEqual((int)Status.Ok, (int)sensor.Fetch(6001, values, 0));
        Assert.AreEqual(27940L, values[0]);
        Assert.AreEqual(10048352L, values[1]);
        pins.Count = 117;
        Assert.AreEqual((int)Status.Ok, (int)Transcript.Measure(sensor, values, 9601));
        Assert.AreEqual(307340L, values[0]);
        Assert.AreEqual(27940000L, values[1]);
    }

    [TestMethod]
    public void A_frequency_is_the_pulses_of_its_gate()
    {
        var pins = new ScriptedPins { Count = 1000 };
        var sensor = new Frequency(pins, "f", 500);
        Assert.AreEqual((int)Status.Pending, (int)sensor.Begin(5000));
        Assert.AreEqual(5501L, sensor.ReadyAtMs);
        pins.Count = 1501;
        long[] values = new long[1];
        Assert.AreEqual((int)Status.Ok, (int)sensor.Fetch(5501, values, 0));
        Assert.AreEqual(1000000L, values[0], "501 in 501 ms are 1 kHz");
    }

    [TestMethod]
    public void A_contact_is_told_once_it_has_come_to_rest()
    {
        var pins = new ScriptedPins { IsHigh = true };
        var contact = new Contact(pins, "door", false, 50, 60000);
        long[] values = new long[1];
        Assert.AreEqual((int)Status.Ok, (int)Transcript.Measure(contact, values, 0));
        Assert.AreEqual(0L, values[0]);
        contact.Begin(100);
        pins.IsHigh = false;
        Assert.AreEqual((int)Status.Pending, (int)contact.Fetch(112, values, 0));
        pins.IsHigh = true;
        Assert.AreEqual((int)Status.Pending, (int)contact.Fetch(124, values, 0));
        pins.IsHigh = false;
        Assert.AreEqual((int)Status.Pending, (int)contact.Fetch(136, values, 0));
        Assert.AreEqual((int)Status.Pending, (int)contact.Fetch(185, values, 0));
        Assert.AreEqual((int)Status.Ok, (int)contact.Fetch(197, values, 0));
        Assert.AreEqual(1L, values[0]);
        Assert.AreEqual(136L, contact.HappenedMs);
    }

    [TestMethod]
    [DataRow("liion", 1, 2383, 3841L, 50L)]
    [DataRow("liion", 2, 2383, 3841L, 0L)] // 1.92 V a cell
    [DataRow("lifepo4", 1, 2000, 3223L, 31L)] // between 3220 and 3250 mV
    [DataRow("alkaline", 3, 2500, 4029L, 75L)] // 1343 mV a cell, between 1320 and 1370
    public void A_battery_s_voltage_and_what_is_left_of_it(string chemistry, int cells, int code, long millivolts, long percent)
    {
        // A divider by two in front of 12 bits of 3.3 V.
        var options = new AdcVoltageOptions { Charge = "charge", Curve = new BatteryCurve(chemistry, cells) };
        Transcript.AssertMeasures(new AdcVoltage(new ScriptedPins { Code = code }, options), millivolts, percent);
    }

    [TestMethod]
    public void An_adc_is_calibrated_at_two_points()
    {
        // It shows 1000 mV for 1012 and 4000 for 4035: 3840.8 are 3874.6, and below the first point the line goes on.
        var pins = new ScriptedPins { Code = 2383 };
        var sensor = new AdcVoltage(pins, new AdcVoltageOptions { MeasuredLow = 1000, TrueLow = 1012, MeasuredHigh = 4000, TrueHigh = 4035 });
        Transcript.AssertMeasures(sensor, 3875);
        pins.Code = 310;
        Transcript.AssertMeasures(sensor, 508);
    }

    // A counter, a pin and a converter.
    private sealed class ScriptedPins : IPulseInput, IPinInput, IAdc
    {
        public long Count { get; set; }

        public bool IsHigh { get; set; }

        public int Code { get; set; }

        public int MaxValue => 4095;

        public int Read(int channel) => Code;
    }
}
