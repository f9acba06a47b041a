using Telenode.Core;
using Telenode.SerialConsole;
using Telenode.Telemetry;
using Telenode.Tests.Telemetry;

namespace Telenode.Tests.SerialConsole;

/// <summary>sensors calibrate, at the serial line and over the network.</summary>
[TestClass]
public class SensorCalibrationTests
{
    [TestMethod]
    public void Sensors_that_can_be_calibrated_are_listed_with_what_can_be_asked()
    {
        Terminal terminal = NodeCommandTests.WithNode(new FakeSensor(5, "a"), new Calibrated("hall.co2"), new Calibrated("attic.co2"));
        Assert.AreEqual("hall.co2: co2 PPM | persist\nattic.co2: co2 PPM | persist\nok\n", terminal.Answer("sensors calibrate"));
        Assert.AreEqual("error: no sensor here can be calibrated\n", NodeCommandTests.WithNode(new FakeSensor(5, "a")).Answer("sensors calibrate"));
    }

    [TestMethod]
    public void A_calibration_is_carried_out_by_a_measurement_at_once_and_its_end_is_told()
    {
        var hall = new Calibrated("hall.co2");
        Terminal terminal = NodeCommandTests.WithNode(new FakeSensor(5, "a"), hall);
        terminal.Clears().Types("sensors calibrate hall co2 420\r");
        Assert.AreEqual("> sensors calibrate hall co2 420\n", terminal.Screen, "it is under way");
        terminal.Waits(700);
        Assert.AreEqual("> sensors calibrate hall co2 420\nset to 420\nok\n", terminal.Screen);
        hall.Refuses = true;
        terminal.Clears().Types("sensors calibrate hall.co2 persist\r").Waits(700);
        Assert.AreEqual("> sensors calibrate hall.co2 persist\nerror: refused\n", terminal.Screen);
        Assert.AreEqual("fake       ok, every 1h: a\nfakeco2    ok, every 1h: hall.co2; calibration: refused\nok\n", terminal.Answer("sensors"));
    }

    [TestMethod]
    public void A_calibration_that_does_not_end_is_not_waited_for()
    {
        Terminal terminal = NodeCommandTests.WithNode(new FakeSensor(3600000, "a"), new Calibrated("co2") { ConversionMs = 3600000 });
        terminal.Clears().Types("sensors calibrate co2 co2 420\r").Waits(20100);
        Assert.AreEqual("> sensors calibrate co2 co2 420\nerror: not done yet; sensors tells how it ended\n", terminal.Screen);
    }

    [TestMethod]
    [DataRow("sensors calibrate cellar co2 420", "no sensor of that name can be calibrated; sensors calibrate lists those that can")]
    [DataRow("sensors calibrate x co2 420", "no sensor of that name can be calibrated; sensors calibrate lists those that can")]
    [DataRow("sensors calibrate \"\" co2 420", "no sensor of that name can be calibrated; sensors calibrate lists those that can")]
    [DataRow("sensors calibrate fakeco2 co2 420", "more than one sensor has that name; sensors calibrate lists them")]
    [DataRow("sensors calibrate hall", "usage: sensors [scan|calibrate [NAME WHAT [VALUE]]]")]
    [DataRow("sensors calibrate hall co2 420 now", "usage: sensors [scan|calibrate [NAME WHAT [VALUE]]]")]
    [DataRow("sensors calibrate hall co2", "co2 wants a value")]
    public void A_request_that_means_no_sensor_or_nothing_it_knows_is_refused(string line, string error)
    {
        Terminal terminal = NodeCommandTests.WithNode(new FakeSensor(5, "x"), new Calibrated("hall.co2"), new Calibrated("attic.co2"));
        Assert.AreEqual("error: " + error + "\n", terminal.Answer(line));
    }

    [TestMethod]
    public void Without_a_node_nothing_is_calibrated()
    {
        var terminal = new Terminal();
        Assert.AreEqual("error: the node does not run: it is starting\n", terminal.Answer("sensors calibrate"));
    }

    [TestMethod]
    public void From_afar_a_calibration_is_asked_for_and_the_next_measurement_carries_it_out()
    {
        var hall = new Calibrated("hall.co2");
        Terminal terminal = NodeCommandTests.WithNode(hall);
        Assert.AreEqual("asked for: the next measurement carries it out, sensors tells how it ended\r\nok\r\n", Remote(terminal, "sensors calibrate hall co2 420"));
        Assert.AreEqual("fakeco2    measuring, every 1h: hall.co2; calibration: asked for\r\nok\r\n", Remote(terminal, "sensors"));
        terminal.Types("read\r").Waits(700);
        Assert.AreEqual("fakeco2    ok, every 1h: hall.co2; calibration: set to 420\r\nok\r\n", Remote(terminal, "sensors"));
        terminal.Host.Scan = new NoScan();
        Assert.AreEqual("error: sensors scan works at the serial console only\r\n", Remote(terminal, "sensors scan"));
    }

    private static string Remote(Terminal terminal, string request)
    {
        var remote = new RemoteConsole(terminal.Settings, terminal.Host, ConsoleCommands.Create());
        byte[] bytes = System.Text.Encoding.UTF8.GetBytes(request);
        var answer = new byte[400];
        int count = remote.Handle(bytes, 0, bytes.Length, false, answer, 0, answer.Length);
        return System.Text.Encoding.UTF8.GetString(answer, 0, count);
    }

    private sealed class NoScan : ILineSource
    {
        public string NextLine(long nowMs) => null;
    }

    // Measures 600, and does at the end of a measurement what was asked.
    private sealed class Calibrated : ICalibratedSensor
    {
        private readonly Quantity _quantity;
        private string _value;

        public Calibrated(string name)
        {
            _quantity = new Quantity(name, "ppm", 0);
        }

        public bool Refuses { get; set; }

        public int ConversionMs { get; set; } = 500;

        public string Kind => "fakeco2";

        public int QuantityCount => 1;

        public long ReadyAtMs { get; private set; }

        public string CalibrationUsage => "co2 PPM | persist";

        public Status Calibration { get; private set; }

        public string CalibrationResult { get; private set; }

        public Quantity QuantityAt(int index) => _quantity;

        public string Calibrate(string what, string value)
        {
            if (what == "co2" && value.Length == 0)
            {
                return "co2 wants a value";
            }

            _value = value;
            Calibration = Status.Pending;
            CalibrationResult = "asked for";
            return null;
        }

        public Status Begin(long nowMs)
        {
            ReadyAtMs = nowMs + ConversionMs;
            return Status.Pending;
        }

        public Status Fetch(long nowMs, long[] mantissas, int offset)
        {
            if (Calibration == Status.Pending)
            {
                Calibration = Refuses ? Status.OutOfRange : Status.Ok;
                CalibrationResult = Refuses ? "refused" : "set to " + _value;
            }

            mantissas[offset] = 600;
            return Status.Ok;
        }
    }
}
