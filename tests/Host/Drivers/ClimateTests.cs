using Telenode.Core;
using Telenode.Drivers;
using Telenode.SimBoard;
using Telenode.Telemetry;

namespace Telenode.Tests.Host.Drivers;

public abstract class SensirionClimateContract(int address) : ClimateContract(address, 125)
{
    private SensirionModel Model => (SensirionModel)Chip;

    [TestMethod]
    public void A_brown_out_in_mid_conversion_is_told_from_absence()
    {
        Assert.AreEqual(Status.Stuck, MeasureWithBrownOutInMidConversion());
    }

    private protected override void Set(double celsius, double percent)
    {
        Model.Celsius = celsius;
        Model.Percent = percent;
    }

    private protected override void SetWrongChecksum(bool wrong) => Model.WrongChecksum = wrong;
}

[TestClass]
public class Sht3xTests() : SensirionClimateContract(0x44)
{
    [TestMethod]
    public void A_chip_left_measuring_periodically_is_taken_over()
    {
        Bench.Bus.Write(0x44, [0x21, 0x30], 0, 2);
        AssertMeasures();
    }

    private protected override I2cChip CreateChip(IClock clock) => new Sht3xModel(clock);

    private protected override ISensor CreateSensor(II2cBus bus, ClimateOptions options) => new Sht3x(bus, options);
}

[TestClass]
public class Sht4xTests() : SensirionClimateContract(0x44)
{
    private protected override I2cChip CreateChip(IClock clock) => new Sht4xModel(clock);

    private protected override ISensor CreateSensor(II2cBus bus, ClimateOptions options) => new Sht4x(bus, options);
}

[TestClass]
public class Aht20Tests() : ClimateContract(0x38, 85)
{
    private Aht20Model Model => (Aht20Model)Chip;

    [TestMethod]
    public void An_uncalibrated_chip_is_told_to_calibrate()
    {
        Model.StartsCalibrated = false;
        AssertMeasures();
    }

    [TestMethod]
    public void A_chip_that_stays_busy_is_stuck()
    {
        AssertMeasures();
        Model.NeverFinishes = true;
        Assert.AreEqual(Status.Stuck, Bench.Measure(Sensor));
        Model.NeverFinishes = false;
        AssertMeasures();
    }

    private protected override I2cChip CreateChip(IClock clock) => new Aht20Model(clock);

    private protected override ISensor CreateSensor(II2cBus bus, ClimateOptions options) => new Aht20(bus, options);

    private protected override void Set(double celsius, double percent)
    {
        Model.Celsius = celsius;
        Model.Percent = percent;
    }

    private protected override void SetWrongChecksum(bool wrong) => Model.WrongChecksum = wrong;
}
