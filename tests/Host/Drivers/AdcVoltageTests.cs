using Telenode.Core;
using Telenode.Drivers;
using Telenode.SimBoard;

namespace Telenode.Tests.Host.Drivers;

[TestClass]
public class AdcVoltageTests
{
    private readonly Bench _bench = new();
    private readonly AdcModel _adc = new(channels: 2);

    [TestMethod]
    [DataRow(16, 0.6)] // a mean over 16 dithered conversions: a sixteenth of a count, and half of the last decimal
    [DataRow(1, 2.1)] // one conversion: half a count, the dither's 15/32, and half of the last decimal
    public void Every_voltage_comes_back_within_the_converter_s_step(int samples, double bound)
    {
        // A count is 3300 mV / 4095 × 2 = 1.61 mV before the divider.
        var sensor = new AdcVoltage(_adc, new AdcVoltageOptions { Samples = samples });
        for (int mv = 5; mv < 6590; mv++)
        {
            _adc.SetVolts(0, mv / 1000.0);
            Assert.AreEqual(Status.Ok, _bench.Measure(sensor), $"{mv} mV");
            Assert.IsTrue(Math.Abs(_bench.Mantissas[0] - mv) <= bound, $"{mv} mV gave {_bench.Mantissas[0]}");
        }
    }

    [TestMethod]
    public void Unequal_resistors_and_another_reference_scale_the_voltage()
    {
        _adc.ReferenceVolts = 1.1;
        _adc.Connect(1, 27.0 / (27 + 100));
        _adc.SetVolts(1, 4.2);
        var options = new AdcVoltageOptions { Channel = 1, ReferenceMillivolts = 1100, UpperOhms = 100_000, LowerOhms = 27_000 };
        Assert.AreEqual(Status.Ok, _bench.Measure(new AdcVoltage(_adc, options)));
        Assert.AreEqual(4200, _bench.Mantissas[0]);
    }

    [TestMethod]
    public void Two_calibration_points_correct_offset_and_slope()
    {
        // This converter shows 1.02 × the voltage + 30 mV.
        var options = new AdcVoltageOptions { MeasuredLow = 3090, TrueLow = 3000, MeasuredHigh = 4314, TrueHigh = 4200 };
        var sensor = new AdcVoltage(_adc, options);
        for (int mv = 100; mv < 5000; mv += 50)
        {
            _adc.SetVolts(0, ((mv * 1.02) + 30) / 1000);
            Assert.AreEqual(Status.Ok, _bench.Measure(sensor));
            Assert.IsTrue(Math.Abs(_bench.Mantissas[0] - mv) <= 1, $"{mv} mV gave {_bench.Mantissas[0]}");
        }
    }

    [TestMethod]
    public void A_full_scale_conversion_is_out_of_range_and_an_unreadable_channel_a_bus_fault()
    {
        var sensor = new AdcVoltage(_adc, new AdcVoltageOptions());
        _adc.SetVolts(0, 7);
        Assert.AreEqual(Status.OutOfRange, _bench.Measure(sensor));
        _adc.SetVolts(0, 3.7);
        _adc.Present = false;
        Assert.AreEqual(Status.BusFault, _bench.Measure(sensor));
        _adc.Present = true;
        Assert.AreEqual(Status.Ok, _bench.Measure(sensor));
        Assert.AreEqual(3700, _bench.Mantissas[0]);
    }

    [TestMethod]
    [DataRow("liion", 1, 4200, 100)]
    [DataRow("liion", 1, 4300, 100)] // on the charger
    [DataRow("liion", 1, 3840, 50)] // a point of the curve
    [DataRow("liion", 1, 3985, 75)] // half way between two: 3950 is 70, 4020 is 80
    [DataRow("liion", 1, 3270, 0)]
    [DataRow("liion", 1, 2000, 0)]
    [DataRow("liion", 2, 7680, 50)]
    [DataRow("lead", 6, 12732, 100)] // 2.122 V a cell
    [DataRow("lead", 6, 12102, 50)]
    [DataRow("alkaline", 3, 3750, 50)]
    [DataRow("nimh", 4, 4720, 10)]
    [DataRow("lifepo4", 4, 13200, 70)]
    public void A_battery_s_charge_follows_its_curve(string chemistry, int cells, int millivolts, int percent)
    {
        Assert.AreEqual(percent, new BatteryCurve(chemistry, cells).Percent(millivolts));
    }

    [TestMethod]
    public void A_charge_never_rises_while_the_voltage_falls()
    {
        foreach (string chemistry in BatteryCurve.Chemistries)
        {
            var curve = new BatteryCurve(chemistry, 1);
            for (int mv = 500, last = 0; mv < 5000; mv++)
            {
                int percent = curve.Percent(mv);
                Assert.IsTrue(percent >= last && percent <= 100, $"{chemistry} at {mv} mV");
                last = percent;
            }
        }
    }

    [TestMethod]
    public void A_battery_gives_voltage_and_charge()
    {
        _adc.SetVolts(0, 3.84);
        var options = new AdcVoltageOptions { Charge = "charge", Curve = new BatteryCurve("liion", 1) };
        var sensor = new AdcVoltage(_adc, options);
        Assert.AreEqual(Status.Ok, _bench.Measure(sensor));
        Assert.AreEqual(3840, _bench.Mantissas[0]);
        Assert.AreEqual(50, _bench.Mantissas[1]);
        Assert.AreEqual("%EL", sensor.QuantityAt(1).Unit);
        options.Voltage = null;
        Assert.AreEqual(Status.Ok, _bench.Measure(new AdcVoltage(_adc, options)));
        Assert.AreEqual(50, _bench.Mantissas[0]);
        options.Curve = null;
        Assert.ThrowsExactly<ArgumentException>(() => new AdcVoltage(_adc, options));
        Assert.ThrowsExactly<ArgumentException>(() => new BatteryCurve("coal", 1));
        Assert.ThrowsExactly<ArgumentException>(() => new BatteryCurve("lead", 0));
    }

    [TestMethod]
    public void The_largest_options_do_not_overflow()
    {
        var adc = new AdcModel(1, 0xFFFF) { ReferenceVolts = 10 };
        adc.Connect(0, 0.01);
        adc.SetVolts(0, 999);
        var options = new AdcVoltageOptions
        {
            Samples = 1024, ReferenceMillivolts = 10_000, UpperOhms = 4_950_000, LowerOhms = 50_000,
            MeasuredLow = 0, TrueLow = 0, MeasuredHigh = 1_000_000, TrueHigh = 1_000_000,
        };
        Assert.AreEqual(Status.Ok, _bench.Measure(new AdcVoltage(adc, options)));
        Assert.IsTrue(Math.Abs(_bench.Mantissas[0] - 999_000) <= 16);
    }

    [TestMethod]
    public void Options_out_of_range_are_refused()
    {
        AssertRefused(new AdcVoltageOptions { Samples = 0 });
        AssertRefused(new AdcVoltageOptions { Samples = 1025 });
        AssertRefused(new AdcVoltageOptions { ReferenceMillivolts = 0 });
        AssertRefused(new AdcVoltageOptions { LowerOhms = 0 });
        AssertRefused(new AdcVoltageOptions { UpperOhms = -1 });
        AssertRefused(new AdcVoltageOptions { MeasuredLow = 1000 }); // the same as the second point: no slope
        AssertRefused(new AdcVoltageOptions { UpperOhms = 5_000_000, LowerOhms = 1 }); // beyond 1000 V
    }

    [TestMethod]
    public void A_measurement_takes_no_heap()
    {
        _adc.SetVolts(0, 3.7);
        Assert.AreEqual(0, _bench.HeapBytes(new AdcVoltage(_adc, new AdcVoltageOptions()), 200));
    }

    private void AssertRefused(AdcVoltageOptions options) =>
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => new AdcVoltage(_adc, options));
}
