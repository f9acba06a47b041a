using Telenode.Core;
using Telenode.Drivers;
using Telenode.SimBoard;
using Telenode.Telemetry;

namespace Telenode.Tests.Host.Drivers;

[TestClass]
public class Ens160Tests() : ChipContract(0x53)
{
    private Ens160Model Model => (Ens160Model)Chip;

    [TestMethod]
    public void Every_value_comes_back()
    {
        for (int ppb = 0; ppb <= 65000; ppb += 13)
        {
            Model.Compounds = ppb;
            Model.EquivalentCarbonDioxide = 400 + (int)(ppb * 64600L / 65000);
            Model.AirQuality = 1 + (ppb % 5);
            Assert.AreEqual(Status.Ok, Bench.Measure(Sensor));
            Assert.AreEqual(Model.AirQuality, Bench.Mantissas[0]);
            Assert.AreEqual(ppb, Bench.Mantissas[1]);
            Assert.AreEqual(Model.EquivalentCarbonDioxide, Bench.Mantissas[2]);
        }
    }

    [TestMethod]
    [DataRow(false, 180)] // warm-up: three minutes
    [DataRow(true, 3600)] // initial start-up: an hour
    public void Nothing_is_given_while_the_chip_warms_up(bool isNew, int seconds)
    {
        Model.WarmUpMs = 180_000;
        Model.IsNew = isNew;
        Model.BrownOut();
        ISensor sensor = CreateSensor(Bench.Bus);
        long from = Bench.Clock.MonotonicMs;
        Status status = sensor.Begin(from);
        while (status == Status.Pending)
        {
            Bench.Clock.MonotonicMs = sensor.ReadyAtMs;
            status = sensor.Fetch(Bench.Clock.MonotonicMs, Bench.Mantissas, 0);
        }

        Assert.AreEqual(Status.Ok, status);
        Assert.IsTrue(Bench.Clock.MonotonicMs - from >= seconds * 1000L && Bench.Clock.MonotonicMs - from < (seconds + 10) * 1000L);
    }

    [TestMethod]
    public void A_chip_that_never_warms_up_is_stuck()
    {
        Model.WarmUpMs = long.MaxValue;
        Model.BrownOut();
        Assert.AreEqual(Status.Pending, Sensor.Begin(Bench.Clock.MonotonicMs));
        Status status = Status.Pending;
        for (int second = 0; second < 320 && status == Status.Pending; second++)
        {
            Bench.Clock.MonotonicMs += 1100;
            status = Sensor.Fetch(Bench.Clock.MonotonicMs, Bench.Mantissas, 0);
        }

        Assert.AreEqual(Status.Stuck, status);
    }

    [TestMethod]
    public void What_is_wrong_is_told_apart()
    {
        AssertMeasures();
        Model.Garbles = true;
        Assert.AreEqual(Status.ChecksumMismatch, Bench.Measure(Sensor));
        Model.Garbles = false;
        AssertMeasures();
        Model.IsInvalid = true;
        Assert.AreEqual(Status.OutOfRange, Bench.Measure(Sensor));
        Model.IsInvalid = false;
        Model.HasError = true;
        Assert.AreEqual(Status.Stuck, Bench.Measure(Sensor));
        Model.HasError = false;
        Model.PartId = 0x0161;
        Assert.AreEqual(Status.WrongChip, Bench.Measure(Sensor));
        Model.PartId = 0x0160;
        AssertMeasures();
        Model.EquivalentCarbonDioxide = 399;
        Assert.AreEqual(Status.OutOfRange, Bench.Measure(Sensor));
    }

    private protected override I2cChip CreateChip(IClock clock) => new Ens160Model(clock) { WarmUpMs = 0 };

    private protected override ISensor CreateSensor(II2cBus bus) => new Ens160(bus, new Ens160Options());

    // A brown-out shows at the next look only when it happens between two.
    private protected override bool OutlivesBrownOuts => true;

    private protected override void AssertValues()
    {
        Assert.AreEqual(2, Bench.Mantissas[0]);
        Assert.AreEqual(120, Bench.Mantissas[1]);
        Assert.AreEqual(620, Bench.Mantissas[2]);
    }
}
