using Telenode.Core;
using Telenode.Drivers;
using Telenode.SimBoard;

namespace Telenode.Tests.Host.Drivers;

[TestClass]
public class Scd4xTests
{
    private readonly Bench _bench = new();
    private readonly Scd4xModel _chip;
    private readonly Scd4x _periodic;
    private readonly Scd4x _single;

    public Scd4xTests()
    {
        _chip = new Scd4xModel(_bench.Clock) { PartsPerMillion = 500, Celsius = 25, Percent = 37 };
        _bench.Bus.Seat(0x62, _chip);
        _periodic = new Scd4x(_bench.Bus, Options());
        _single = new Scd4x(_bench.Bus, Options(singleShot: true));
    }

    [TestMethod]
    public void The_words_of_the_datasheet_example_are_500_ppm_25_degrees_and_37_per_cent()
    {
        // §3.5.2: 0x01F4, 0x6667, 0x5EB9.
        byte[] answer = [0x01, 0xF4, 0x33, 0x66, 0x67, 0xA2, 0x5E, 0xB9, 0x3C];
        _bench.Bus.Seat(0x62, new Scripted(answer));
        Assert.AreEqual(Status.Ok, _bench.Measure(_single));
        AssertValues();
    }

    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public void Every_concentration_comes_back_exactly(bool singleShot)
    {
        Scd4x sensor = singleShot ? _single : _periodic;
        for (int ppm = 1; ppm <= 40_000; ppm += 7)
        {
            int centiCelsius = -1000 + (ppm % 7001);
            int centiPercent = ppm % 10001;
            _chip.PartsPerMillion = ppm;
            _chip.Celsius = centiCelsius / 100.0;
            _chip.Percent = centiPercent / 100.0;
            Assert.AreEqual(Status.Ok, _bench.Measure(sensor), $"{ppm}");
            Assert.AreEqual(ppm, _bench.Mantissas[0]);
            Assert.AreEqual(centiCelsius, _bench.Mantissas[1]);
            Assert.AreEqual(centiPercent, _bench.Mantissas[2]);
        }
    }

    [TestMethod]
    public void The_first_periodic_result_takes_five_seconds_and_a_later_one_is_there_at_once()
    {
        long start = _bench.Clock.MonotonicMs;
        AssertMeasures(_periodic);
        Assert.IsTrue(_bench.Clock.MonotonicMs - start is > 5500 and < 6000);
        _bench.Clock.MonotonicMs += 30_000;
        start = _bench.Clock.MonotonicMs;
        AssertMeasures(_periodic);
        Assert.IsTrue(_bench.Clock.MonotonicMs - start < 10);

        // Asked again at once, it waits for the next.
        AssertMeasures(_periodic);
        Assert.IsTrue(_bench.Clock.MonotonicMs - start is > 4000 and < 5500);
    }

    [TestMethod]
    public void No_bus_traffic_before_each_command_has_ended()
    {
        Assert.AreEqual(Status.Ok, _bench.MeasureImpatiently(_periodic));
        Assert.AreEqual(Status.Ok, _bench.MeasureImpatiently(_periodic));
        Assert.AreEqual(Status.Ok, _bench.MeasureImpatiently(_single));
        Assert.AreEqual(Status.Ok, _bench.MeasureImpatiently(_single));
    }

    [TestMethod]
    public void A_forced_recalibration_corrects_a_chip_that_has_measured_long_enough()
    {
        AssertMeasures(_periodic);
        _periodic.Recalibrate(420);
        Assert.AreEqual(Status.Pending, _periodic.Calibration);
        AssertMeasures(_periodic);
        Assert.AreEqual(Status.OutOfRange, _periodic.Calibration, "three minutes of measuring come first");
        _bench.Clock.MonotonicMs += 200_000;
        AssertMeasures(_periodic);
        _periodic.Recalibrate(420);
        Assert.AreEqual(Status.Ok, _bench.MeasureImpatiently(_periodic));
        Assert.AreEqual(Status.Ok, _periodic.Calibration);
        Assert.AreEqual(-80, _periodic.CorrectionPpm);
        Assert.AreEqual(420, _bench.Mantissas[0]);
        Assert.AreEqual(Status.Ok, _bench.Measure(_periodic));
        Assert.AreEqual(420, _bench.Mantissas[0]);
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => _periodic.Recalibrate(399));
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => _periodic.Recalibrate(2001));
    }

    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public void Settings_are_kept_in_the_chip_and_forgotten_again_when_asked_for(bool singleShot)
    {
        Scd4xOptions options = Options(singleShot);
        options.AltitudeMetres = 540;
        var sensor = new Scd4x(_bench.Bus, options);
        AssertMeasures(sensor);
        Assert.IsNull(sensor.CalibrationResult);
        _chip.BrownOut();
        Assert.AreEqual(0, _chip.AltitudeMetres, "nothing is written to the EEPROM by itself");
        _bench.Clock.MonotonicMs += 2000;
        _bench.Measure(sensor);
        Ask(sensor, "persist", "");
        Assert.AreEqual(Status.Ok, _bench.MeasureImpatiently(sensor));
        Assert.AreEqual(Status.Ok, sensor.Calibration);
        _chip.BrownOut();
        Assert.AreEqual(540, _chip.AltitudeMetres);
        _bench.Clock.MonotonicMs += 200_000;
        _bench.Measure(sensor);
        Ask(sensor, "factory-reset", "");
        Assert.AreEqual(Status.Ok, _bench.MeasureImpatiently(sensor));
        Assert.AreEqual("the chip is as it left the factory, its settings are sent anew", sensor.CalibrationResult);
        Assert.AreEqual(540, _chip.AltitudeMetres, "the settings are sent anew");
        _chip.BrownOut();
        Assert.AreEqual(0, _chip.AltitudeMetres);
    }

    [TestMethod]
    public void A_factory_reset_takes_back_a_recalibration()
    {
        AssertMeasures(_periodic);
        _bench.Clock.MonotonicMs += 200_000;
        AssertMeasures(_periodic);
        Ask(_periodic, "co2", "420");
        Assert.AreEqual(Status.Ok, _bench.Measure(_periodic));
        Assert.AreEqual("corrected by -80 ppm", _periodic.CalibrationResult);
        Assert.AreEqual(420, _bench.Mantissas[0]);
        Ask(_periodic, "factory-reset", "");
        AssertMeasures(_periodic);
    }

    [TestMethod]
    [DataRow("co2", "420")]
    [DataRow("persist", "")]
    [DataRow("factory-reset", "")]
    public void A_request_ends_with_the_measurement_that_fails_and_never_comes_true_some_other_day(string what, string value)
    {
        AssertMeasures(_periodic);
        _bench.Clock.MonotonicMs += 200_000;
        AssertMeasures(_periodic);
        Ask(_periodic, what, value);
        _chip.Present = false;
        Assert.AreEqual(Status.Absent, _bench.Measure(_periodic));
        Assert.AreEqual(Status.Absent, _periodic.Calibration);
        Assert.AreEqual("failed: no answer at its address", _periodic.CalibrationResult);
        _chip.Present = true;
        AssertMeasures(_periodic);
        AssertMeasures(_periodic);
        Assert.AreEqual(0, _chip.OffsetPpm);
        Assert.AreEqual(Status.Absent, _periodic.Calibration);
    }

    [TestMethod]
    public void A_chip_that_measured_before_the_board_started_is_recalibrated_by_the_first_measurement()
    {
        AssertMeasures(_periodic);
        _bench.Clock.MonotonicMs += 200_000;
        var started = new Scd4x(_bench.Bus, Options());
        Ask(started, "co2", "450");
        Assert.AreEqual(Status.Ok, _bench.Measure(started));
        Assert.AreEqual(450, _bench.Mantissas[0]);
        Assert.AreEqual(-50, started.CorrectionPpm);
    }

    [TestMethod]
    [DataRow("co2", "", "give the true concentration, 400 to 2000 ppm: co2 420 in fresh air")]
    [DataRow("co2", "399", "give the true concentration, 400 to 2000 ppm: co2 420 in fresh air")]
    [DataRow("co2", "4200000000000", "give the true concentration, 400 to 2000 ppm: co2 420 in fresh air")]
    [DataRow("pressure", "98500", "give the air pressure here, not at sea level, 700 to 1200 hPa: pressure 985")]
    [DataRow("persist", "1", "persist takes no value")]
    [DataRow("reset", "", "scd4x knows co2 PPM | pressure HPA | persist | factory-reset")]
    public void A_request_that_is_none_says_what_to_write(string what, string value, string error)
    {
        Assert.AreEqual(error, _periodic.Calibrate(what, value));
        Assert.IsNull(_periodic.CalibrationResult);
    }

    [TestMethod]
    public void The_air_pressure_reaches_the_chip_while_it_measures_and_again_after_a_brown_out()
    {
        AssertMeasures(_periodic);
        Assert.AreEqual(0, _chip.PressureHectopascals);
        Ask(_periodic, "pressure", "985");
        AssertMeasures(_periodic);
        Assert.AreEqual("985 hPa, until a restart; pressure= in the sensor's line keeps it", _periodic.CalibrationResult);
        Assert.AreEqual(985, _chip.PressureHectopascals);
        _chip.BrownOut();
        _bench.Clock.MonotonicMs += 2000;
        Assert.AreNotEqual(Status.Ok, _bench.Measure(_periodic));
        AssertMeasures(_periodic);
        Assert.AreEqual(985, _chip.PressureHectopascals);
        Scd4xOptions options = Options(singleShot: true);
        options.PressureHectopascals = 700;
        AssertMeasures(new Scd4x(_bench.Bus, options));
        Assert.AreEqual(700, _chip.PressureHectopascals);
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => _periodic.Compensate(699));
        options.PressureHectopascals = 1201;
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => new Scd4x(_bench.Bus, options));
    }

    [TestMethod]
    public void Settings_reach_the_chip_and_again_after_a_brown_out()
    {
        var options = Options(singleShot: true);
        options.AltitudeMetres = 1500;
        options.TemperatureOffset = 230;
        options.SelfCalibration = false;
        var sensor = new Scd4x(_bench.Bus, options);
        for (int i = 0; i < 2; i++)
        {
            AssertMeasures(sensor);
            Assert.AreEqual(1500, _chip.AltitudeMetres);
            Assert.AreEqual((int)Math.Round(2.3 * 65536 / 175), _chip.TemperatureOffset);
            Assert.IsFalse(_chip.SelfCalibration);
            _chip.BrownOut();
            _bench.Clock.MonotonicMs += 2000;
        }
    }

    [TestMethod]
    public void An_SCD40_refuses_single_shots()
    {
        _chip.IsScd40 = true;
        Assert.AreEqual(Status.BusFault, _bench.Measure(_single));
        AssertMeasures(_periodic);
    }

    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public void A_brown_out_at_any_instant_yields_an_error_or_the_true_value(bool singleShot)
    {
        Scd4x sensor = singleShot ? _single : _periodic;
        int spoilt = 0;
        for (int at = 0; at <= 7000; at += 50)
        {
            Status status = sensor.Begin(_bench.Clock.MonotonicMs);
            for (int ms = 0; status == Status.Pending; ms++)
            {
                if (ms == at)
                {
                    _chip.BrownOut();
                }

                status = sensor.Fetch(_bench.Clock.MonotonicMs, _bench.Mantissas, 0);
                _bench.Clock.MonotonicMs++;
            }

            if (status == Status.Ok)
            {
                AssertValues();
            }
            else
            {
                Assert.IsTrue(status is Status.Stuck or Status.Absent, $"{status} at {at}");
                spoilt++;
            }

            _bench.Clock.MonotonicMs += 10_000;
        }

        Assert.IsGreaterThan(5, spoilt);
        _bench.Measure(sensor);
        AssertMeasures(sensor);
    }

    [TestMethod]
    public void Failures_are_told_apart_and_recovered_from()
    {
        _chip.Present = false;
        Assert.AreEqual(Status.Absent, _bench.Measure(_periodic));
        _chip.Present = true;
        _chip.WrongChecksum = true;
        Assert.AreEqual(Status.WrongChip, _bench.Measure(_periodic));
        _chip.WrongChecksum = false;
        AssertMeasures(_periodic);
        _chip.WrongChecksum = true;
        Assert.AreEqual(Status.ChecksumMismatch, _bench.Measure(_periodic));
        _chip.WrongChecksum = false;
        _bench.Bus.Stuck = true;
        Assert.AreEqual(Status.BusFault, _bench.Measure(_periodic));
        _bench.Bus.Stuck = false;
        _chip.PartsPerMillion = 0;
        Assert.AreEqual(Status.Stuck, _bench.Measure(_periodic));
        _chip.PartsPerMillion = 500;
        _chip.Celsius = 61;
        Assert.AreEqual(Status.OutOfRange, _bench.Measure(_periodic));
        _chip.Celsius = 25;
        AssertMeasures(_periodic);
    }

    [TestMethod]
    public void Options_out_of_range_are_refused()
    {
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => new Scd4x(_bench.Bus, new Scd4xOptions { AltitudeMetres = 3001 }));
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => new Scd4x(_bench.Bus, new Scd4xOptions { TemperatureOffset = -1 }));
        Assert.ThrowsExactly<ArgumentException>(() => new Scd4x(_bench.Bus, new Scd4xOptions { CarbonDioxide = null }));
    }

    [TestMethod]
    public void A_measurement_takes_no_heap()
    {
        Assert.AreEqual(0, _bench.HeapBytes(_periodic, 100));
        Assert.AreEqual(0, _bench.HeapBytes(_single, 100));
    }

    private static Scd4xOptions Options(bool singleShot = false) =>
        new() { Temperature = "temperature", Humidity = "humidity", SingleShot = singleShot };

    private static void Ask(Scd4x sensor, string what, string value)
    {
        Assert.IsNull(sensor.Calibrate(what, value));
        Assert.AreEqual(Status.Pending, sensor.Calibration);
        Assert.AreEqual("asked for", sensor.CalibrationResult);
    }

    private void AssertMeasures(Scd4x sensor)
    {
        Assert.AreEqual(Status.Ok, _bench.Measure(sensor));
        AssertValues();
    }

    private void AssertValues()
    {
        Assert.AreEqual(500, _bench.Mantissas[0]);
        Assert.AreEqual(2500, _bench.Mantissas[1]);
        Assert.AreEqual(3700, _bench.Mantissas[2]);
    }

    /// <summary>Takes everything and answers every read with the same bytes.</summary>
    private sealed class Scripted(byte[] answer) : I2cChip
    {
        public override void BrownOut()
        {
        }

        protected override int Receive(ReadOnlySpan<byte> data) => data.Length;

        protected override void Transmit(Span<byte> data) => answer.AsSpan(0, data.Length).CopyTo(data);
    }
}
