using Telenode.Core;
using Telenode.Drivers;
using Telenode.Telemetry;

namespace Telenode.Tests.Drivers;

/// <summary>Every driver byte by byte: what it sends from the first measurement on, and what it makes of known answers.</summary>
[TestClass]
public class DriverTranscriptTests
{
    [TestMethod]
    public void Bme280_resets_reads_its_trimming_and_compensates_the_datasheet_example()
    {
        // Trimming and codes of BST-BMP280-DS001 §3.12; humidity as in Bme280CompensationTests.
        var bus = new ScriptedBus(0x76, new string[]
        {
            "w D0 r 60", "w E0B6", "w F3 r 00",
            "w 88 r 706B436718FC7D8E43D6D00B270B8C00F9FF8C3CF8C67017004B", "w E1 r 6A01001420031E",
            "w F201F425", "w F2 r 010024" + "0000" + "655AC0" + "7EED00" + "765C",
            "w F201F425", "w F2 r 010824" + "0000" + "800000" + "800000" + "8000", "w F2 r 010024" + "0000" + "655AC0" + "7EED00" + "765C",
        });
        var sensor = new Bme280(bus, new Bme280Options());
        Transcript.AssertMeasures(sensor, 2508, 5417, 1006533);
        Transcript.AssertMeasures(sensor, 2508, 5417, 1006533);
        Assert.IsTrue(bus.AtEnd);
    }

    [TestMethod]
    public void Bmp280_is_the_same_without_humidity()
    {
        var bus = new ScriptedBus(0x77, new string[]
        {
            "w D0 r 58", "w E0B6", "w F3 r 00", "w 88 r 706B436718FC7D8E43D6D00B270B8C00F9FF8C3CF8C670170000",
            "w F425", "w F2 r 000024" + "0000" + "655AC0" + "7EED00" + "0000",
        });
        Transcript.AssertMeasures(new Bmp280(bus, new Bmp280Options { Address = 0x77 }), 2508, 1006533);
        Assert.IsTrue(bus.AtEnd);
    }

    [TestMethod]
    public void Bh1750_sets_MTreg_and_measures_darkness_twice()
    {
        // Page 10 of the technical note: 0x8390 / 1.2 = 28067 lx. MTreg 69 is 010 00101.
        var bus = new ScriptedBus(0x23, new string[]
        {
            "w 01", "w 42", "w 65", "w 20", "r 8390",
            "w 01", "w 42", "w 65", "w 20", "r 0000", "w 01", "w 42", "w 65", "w 20", "r 0000",
        });
        var sensor = new Bh1750(bus, new Bh1750Options());
        Transcript.AssertMeasures(sensor, 280667);
        Transcript.AssertMeasures(sensor, 0);
        Assert.IsTrue(bus.AtEnd);
    }

    [TestMethod]
    public void Sht3x_breaks_off_resets_reads_its_status_and_measures()
    {
        var bus = new ScriptedBus(0x44, new string[]
        {
            "w 3093", "w 30A2", "w F32D", "r 8010E1", "w 2400", "r 6667A25EB93C", "w 2400", "r 6667A25EB93D",
        });
        var sensor = new Sht3x(bus, new ClimateOptions());
        Transcript.AssertMeasures(sensor, 2500, 3700);
        Assert.AreEqual((int)Status.ChecksumMismatch, (int)Transcript.Measure(sensor, new long[2]));
        Assert.IsTrue(bus.AtEnd);
    }

    [TestMethod]
    public void Sht4x_resets_reads_its_serial_number_and_measures()
    {
        // 0x5EB9 × 125 / 65535 − 6 = 40.25 %RH.
        var bus = new ScriptedBus(0x44, new string[] { "w 94", "w 89", "r F896319F07C2", "w FD", "r 6667A25EB93C" });
        Transcript.AssertMeasures(new Sht4x(bus, new ClimateOptions()), 2500, 4025);
        Assert.IsTrue(bus.AtEnd);
    }

    [TestMethod]
    public void Aht20_calibrates_when_it_must_and_waits_while_busy()
    {
        // 0x80000 of 2^20 is half: 50 %RH and 50 °C.
        var bus = new ScriptedBus(0x38, new string[]
        {
            "w BA", "w 71 r 10", "w BE0800", "w 71 r 18", "w AC3300", "r 98000000000000", "r 188000080000D4",
        });
        Transcript.AssertMeasures(new Aht20(bus, new ClimateOptions()), 5000, 5000);
        Assert.IsTrue(bus.AtEnd);
    }

    [TestMethod]
    public void Scd4x_identifies_sets_and_reads_the_datasheet_example()
    {
        // SCD4x datasheet §3.9.2 and §3.5.2: 500 ppm, 25 °C, 37 %RH; an offset of 4 °C is 0x05DA.
        var bus = new ScriptedBus(0x62, new string[]
        {
            "w 3F86", "w 3682", "r F896319F07C23BBE89", "w 241D05DA29", "w 2427000081", "w 24160001B0", "w 21B1",
            "w E4B8", "r 8000A2", "w E4B8", "r 800604", "w EC05", "r 01F4336667A25EB93C",
        });
        var options = new Scd4xOptions { Temperature = "temperature", Humidity = "humidity" };
        Transcript.AssertMeasures(new Scd4x(bus, options), 500, 2500, 3700);
        Assert.IsTrue(bus.AtEnd);
    }

    [TestMethod]
    public void Mcp9808_marks_its_settings_and_shuts_down()
    {
        var bus = new ScriptedBus(0x18, new string[]
        {
            "w 06 r 0054", "w 07 r 0400", "w 010200", "w 05 r C194", "w 01 r 0200", "w 010300",
            "w 010200", "w 05 r 1FFF", "w 01 r 0200", "w 010300",
        });
        var sensor = new Mcp9808(bus, new Mcp9808Options());
        Transcript.AssertMeasures(sensor, 2525);
        Transcript.AssertMeasures(sensor, -6);
        Assert.IsTrue(bus.AtEnd);
    }

    [TestMethod]
    public void Ina219_computes_the_datasheet_example()
    {
        // 2 mΩ, 20 mV (0x07D0) and 11.98 V (0x5D98, here with the ready bit): 10 A and 119.8 W.
        var bus = new ScriptedBus(0x40, new string[]
        {
            "w 008000", "w 00 r 399F", "w 003E63", "w 01 r 07D0", "w 02 r 5D9A", "w 00 r 3E63",
        });
        Transcript.AssertMeasures(new Ina219(bus, new PowerOptions { Power = "power", ShuntMicroohms = 2000 }), 11980, 1000000, 119800);
        Assert.IsTrue(bus.AtEnd);
    }

    [TestMethod]
    public void Ads1115_converts_its_inputs_in_turn()
    {
        // 0x4000 is half of full scale; −1 is one step of 125 µV below ground.
        var bus = new ScriptedBus(0x48, new string[]
        {
            "w 01C383", "w 00 r 4000", "w 01 r C383", "w 01F383", "w 00 r FFFF", "w 01 r F383",
        });
        Transcript.AssertMeasures(new Ads1115(bus, new Ads1115Options { Input3 = "d" }), 2048000, -125);
        Assert.IsTrue(bus.AtEnd);
    }

    [TestMethod]
    public void Veml7700_looks_again_in_dim_light()
    {
        // 1000 counts at gain 2 are 33.6 lx.
        var bus = new ScriptedBus(0x10, new string[]
        {
            "w 000110", "w 000010", "w 04 r 3E00", "w 00 r 0010", "w 000108", "w 000008", "w 04 r E803", "w 00 r 0008", "w 000100",
        });
        Transcript.AssertMeasures(new Veml7700(bus, new Veml7700Options()), 336);
        Assert.IsTrue(bus.AtEnd);
    }

    [TestMethod]
    public void AdcVoltage_averages_and_undoes_the_divider()
    {
        // 1000 and 1001 of 4095 at 3300 mV behind two equal resistors: 1612.5 mV.
        Transcript.AssertMeasures(new AdcVoltage(new AlternatingAdc(), new AdcVoltageOptions()), 1613);
    }

    private sealed class AlternatingAdc : IAdc
    {
        private int _reads;

        public int MaxValue => 4095;

        public int Read(int channel) => 1000 + (_reads++ & 1);
    }
}
