using Telenode.Core;
using Telenode.Drivers;
using Telenode.Telemetry;

namespace Telenode.Tests.Drivers;

/// <summary>Lines that name sensors: what is made of them, and what is said of those that are wrong.</summary>
[TestClass]
public class SensorFactoryTests
{
    [TestMethod]
    public void A_full_line_names_kind_place_quantities_and_interval()
    {
        SensorSlot slot = Made("bme280@i2c1:0x77 name=greenhouse interval=30s", 5000);
        Assert.AreEqual("bme280", slot.Sensor.Kind);
        Assert.AreEqual(30000L, slot.IntervalMs);
        Assert.AreEqual(3, slot.Sensor.QuantityCount);
        Assert.AreEqual("greenhouse.temperature", slot.Sensor.QuantityAt(0).Name);
        Assert.AreEqual("greenhouse.pressure", slot.Sensor.QuantityAt(2).Name);
    }

    [TestMethod]
    public void What_is_left_out_has_a_default()
    {
        SensorSlot slot = Made("sht4x", 5000);
        Assert.AreEqual(5000L, slot.IntervalMs);
        Assert.AreEqual("temperature", slot.Sensor.QuantityAt(0).Name);
        Assert.AreEqual("i2c1:0x44", new SensorLine("SHT45").Place);
        Assert.AreEqual("i2c2:0x76", new SensorLine(" bme280@i2c2 ").Place);
        Assert.AreEqual("adc1:0", new SensorLine("adc").Place);
    }

    [TestMethod]
    [DataRow("bme280 interval=500ms", 500)]
    [DataRow("bme280 interval=5", 5000)] // no unit: seconds
    [DataRow("bme280 interval=5s", 5000)]
    [DataRow("bme280 interval=2m", 120000)]
    [DataRow("bme280 interval=2min", 120000)]
    [DataRow("bme280 interval=1h", 3600000)]
    [DataRow("bme280 interval=1d", 86400000)]
    public void An_interval_has_a_unit(string line, int ms)
    {
        Assert.AreEqual((long)ms, Made(line, 1000).IntervalMs);
    }

    [TestMethod]
    public void Give_chooses_among_a_chip_s_quantities()
    {
        ISensor sensor = Made("scd4x name=office give=co2,humidity altitude=540 asc=off offset=2.5", 1000).Sensor;
        Assert.AreEqual(2, sensor.QuantityCount);
        Assert.AreEqual("office.co2", sensor.QuantityAt(0).Name);
        Assert.AreEqual("office.humidity", sensor.QuantityAt(1).Name);
        Assert.AreEqual(1, Made("scd4x", 1000).Sensor.QuantityCount);
        Assert.AreEqual(3, Made("ads1115 give=a0,a2,a3 range=0.256", 1000).Sensor.QuantityCount);
        Assert.AreEqual(3, Made("ina219 give=voltage,current,power shunt=2", 1000).Sensor.QuantityCount);
    }

    [TestMethod]
    public void Many_of_one_kind_stand_side_by_side()
    {
        var factory = new SensorFactory(new FakePorts(), 1000);
        Assert.IsTrue(factory.Add("bme280@i2c1:0x76 name=in"));
        Assert.IsTrue(factory.Add("bme280@i2c1:0x77 name=out"));
        Assert.IsTrue(factory.Add("bme280@i2c2:0x76 name=far"));
        Assert.IsTrue(factory.Add("adc@adc1:6 upper=100k lower=100k"));
        Assert.AreEqual(4, factory.Slots().Length);
        Assert.AreEqual("i2c2:0x76", factory.LineAt(2).Place);
        Assert.IsTrue(factory.Add("adc@adc1:7 give=voltage name=sun"));
        Assert.IsTrue(factory.Add("bh1750"));
        Assert.IsTrue(factory.Add("bh1750@i2c1:0x5C name=in"));
        string[] names = factory.StatusNames();
        Assert.AreEqual("in.status", names[0]);
        Assert.AreEqual("adc.status", names[3]);
        Assert.AreEqual("bh1750.status", names[5]);
        Assert.AreEqual("in-2.status", names[6]);
    }

    [TestMethod]
    [DataRow("", "a sensor is named by its kind first, such as bme280@i2c1:0x76")]
    [DataRow("bme208", "there is no sensor kind \"bme208\"; the nearest is bme280")]
    [DataRow("sht-31@i2c1", "there is no sensor kind \"sht-31\"; the nearest is sht31")]
    [DataRow("bme280@i2c1:0x44", "bme280 cannot have the address 0x44: it is 0x76 or 0x77")]
    [DataRow("sht4x@i2c1:banana", "sht4x cannot have the address banana: it is 0x44, 0x45 or 0x46")]
    [DataRow("ina219@i2c1:0x50", "ina219 cannot have the address 0x50: it is 0x40 to 0x4F")]
    [DataRow("adc@adc1:20", "adc cannot have the address 20: it is 0 to 19")]
    [DataRow("bme280@i2c3", "bme280: this board has no i2c3 for it")]
    [DataRow("bme280@i2c0", "bme280 is connected to i2c, not to \"i2c0\": write bme280@i2c1")]
    [DataRow("bme280@onewire1", "bme280 is connected to i2c, not to \"onewire1\": write bme280@i2c1")]
    [DataRow("bme280@i2c", "bme280 is connected to i2c, not to \"i2c\": write bme280@i2c1")]
    [DataRow("dht22", "dht22 needs its pin: dht22@gpio25")]
    [DataRow("dht22@gpio26:4", "dht22 has no address: write dht22@gpio26")]
    [DataRow("dht22@gpio26", "dht22: only a real board reads it, through a package of its own")]
    [DataRow("bme280 name=green house", "bme280: \"house\" is not an option; write key=value without blanks")]
    [DataRow("bme280 name=", "bme280: \"name=\" is not an option; write key=value without blanks")]
    [DataRow("bme280 name=-a", "bme280: name=-a must begin with a letter or digit and hold only letters, digits, - . / and _")]
    [DataRow("bme280 name=a name=b", "bme280: name is given twice")]
    [DataRow("bme280 interval=5x", "bme280: interval must be a time such as 500ms, 30s, 5min or 1h, from 10 ms to 86400 s")]
    [DataRow("bme280 interval=25h", "bme280: interval must be a time such as 500ms, 30s, 5min or 1h, from 10 ms to 86400 s")]
    [DataRow("bme280 interval=99999999999d", "bme280: interval must be a time such as 500ms, 30s, 5min or 1h, from 10 ms to 86400 s")]
    [DataRow("bme280 shunt=4", "bme280 has no option \"shunt\"; it knows name, interval, oversampling, give")]
    [DataRow("bme280 give=co2", "bme280 does not give \"co2\"; it gives temperature, humidity, pressure")]
    [DataRow("scd4x altitude=3001", "scd4x: altitude must be a whole number from 0 to 3000")]
    [DataRow("scd4x offset=1.234", "scd4x: offset must be a number from 0.00 to 20.00 with at most 2 decimals")]
    [DataRow("scd4x asc=maybe", "scd4x: asc must be on or off")]
    [DataRow("ads1115 range=5", "ads1115: range must be one of 6.144, 4.096, 2.048, 1.024, 0.512, 0.256")]
    [DataRow("adc calibrate=1,2,3", "adc: calibrate must be SHOWN:TRUE,SHOWN:TRUE in mV, such as calibrate=1000:1012,4000:4035")]
    [DataRow("frequency@gpio25 gate=1s", "frequency: gate, how long it counts, must be shorter than the interval, which is 1000 ms")]
    [DataRow("adc calibrate=4000:1,1000:2", "adc: calibrate must name the lower voltage first")]
    public void A_wrong_line_says_what_is_wrong(string line, string problem)
    {
        var factory = new SensorFactory(new FakePorts(), 1000);
        Assert.IsFalse(factory.Add(line));
        Assert.AreEqual(problem, factory.Problem);
        Assert.AreEqual(0, factory.Count);
    }

    [TestMethod]
    [DataRow("bme280@i2c2:0x77 name=a interval=30s oversampling=16", "")]
    [DataRow("ds18b20@onewire3:28-3c01d607a1b2 resolution=9", "")]
    [DataRow("pms5003@serial2 sleep=on", "")]
    [DataRow("battery@adc1:6 upper=100k chemistry=lead cells=6", "")]
    [DataRow("pulse@gpio25 as=rain", "")]
    [DataRow("frequency@gpio26 gate=5s", "")]
    [DataRow("contact@gpio32 debounce=1s", "")]
    [DataRow("dht22@gpio26 trigger=27", "")] // its options are the board's to know
    [DataRow("dht22", "dht22 needs its pin: dht22@gpio25")]
    [DataRow("bme280 shunt=4", "bme280 has no option \"shunt\"; it knows name, interval, oversampling, give")]
    [DataRow("frequency@gpio26 gate=5s interval=5s", "frequency: gate, how long it counts, must be shorter than the interval, which is 5000 ms")]
    [DataRow("bme208", "there is no sensor kind \"bme208\"; the nearest is bme280")]
    public void A_line_is_tried_out_without_a_board(string line, string problem) =>
        Assert.AreEqual(problem, SensorFactory.Check(line, Time.Never) ?? "");

    [TestMethod]
    [DataRow("bme280 name=a", "bmp280 name=b", "bmp280: bme280 name=a is at i2c1:0x76 already: chips at one address answer at once; give one of the two another address or bus")]
    [DataRow("sht4x", "sht3x name=b", "sht3x: sht4x is at i2c1:0x44 already: chips at one address answer at once; give one of the two another address or bus")]
    [DataRow("pulse@gpio25", "contact@gpio25", "contact: pulse is at gpio25 already: a pin serves one sensor")]
    [DataRow("contact@gpio25 name=a", "contact@gpio25 name=b", "contact: contact name=a is at gpio25 already: a pin serves one sensor")]
    [DataRow("pms5003", "pms5003@serial3 name=b", "pms5003: pms5003 is at serial3 already: a serial line serves one sensor")]
    [DataRow("ds18b20", "ds18b20@onewire1 name=b", "ds18b20: ds18b20 is at onewire1 already: several on one wire are told apart by their codes, which sensors scan shows: write ds18b20@onewire1:CODE for each")]
    [DataRow("ds18b20@onewire1:28-3c01d607a1b2", "ds18b20 name=b", "ds18b20: ds18b20 is at onewire1:28-3c01d607a1b2 already: several on one wire are told apart by their codes, which sensors scan shows: write ds18b20@onewire1:CODE for each")]
    [DataRow("ds18b20@onewire1:28-3c01d607a1b2", "ds18b20@onewire1:28-3c01d607a1b2 name=b", "ds18b20: ds18b20 is at onewire1:28-3c01d607a1b2 already: several on one wire are told apart by their codes, which sensors scan shows: write ds18b20@onewire1:CODE for each")]
    [DataRow("bme280", "sht4x", "sht4x: bme280@i2c1:0x76 gives \"temperature\" too; add name=… to one of the two")]
    [DataRow("bme280 name=a", "sht4x name=a", "sht4x: bme280@i2c1:0x76 gives \"a.temperature\" too; give one of the two another name")]
    public void Two_at_one_place_and_two_of_one_name_are_refused(string first, string second, string problem)
    {
        var factory = new SensorFactory(new FakePorts(), 1000);
        Assert.IsTrue(factory.Add(first));
        Assert.IsFalse(factory.Add(second));
        Assert.AreEqual(problem, factory.Problem);
        Assert.IsTrue(factory.Add("bh1750"));
        Assert.IsNull(factory.Problem);
        Assert.AreEqual(2, factory.Count);
    }

    [TestMethod]
    [DataRow("bme280 name=a", "bh1750 name=a")] // one name, other quantities: a place
    [DataRow("bme280", "bme280@i2c2 name=b")]
    [DataRow("adc@adc1:6", "battery@adc1:6")] // one pin seen in two ways
    [DataRow("ds18b20@onewire1:28-3c01d607a1b2", "ds18b20@onewire1:28-3c01d607a1b3 name=b")]
    [DataRow("contact@gpio25", "pulse@gpio26")]
    public void Two_that_can_stand_side_by_side_do(string first, string second)
    {
        var factory = new SensorFactory(new FakePorts(), 1000);
        Assert.IsTrue(factory.Add(first), factory.Problem);
        Assert.IsTrue(factory.Add(second), factory.Problem);
    }

    private static SensorSlot Made(string line, long intervalMs)
    {
        var factory = new SensorFactory(new FakePorts(), intervalMs);
        Assert.IsTrue(factory.Add(line));
        return factory.Slots()[0];
    }

    // Two I2C buses, a 1-Wire line, a converter, a serial line and pins.
    private sealed class FakePorts : ISensorPorts, IAdc, IPulseInput, IPinInput
    {
        private readonly ScriptedOneWire _oneWire = new ScriptedOneWire(new string[0]);

        public int MaxValue => 4095;

        public IKeyValueStore Store => null;

        public II2cBus I2c(int number) => number <= 2 ? new ScriptedBus(0x76, new string[0]) : null;

        public IAdc Adc(int number) => number == 1 ? this : null;

        public long Count => 0;

        public bool IsHigh => false;

        public IOneWireBus OneWire(int number) => number == 1 ? _oneWire : null;

        public ISerialLine Serial(int number, int baud) => number == 3 ? new ScriptedSerial(new string[0]) : null;

        public IPulseInput Pulses(int pin, bool pullUp) => this;

        public IPinInput Pin(int pin, bool pullUp) => this;

        public ISensor Own(SensorLine line) => null;

        public int Read(int channel) => 0;
    }
}
