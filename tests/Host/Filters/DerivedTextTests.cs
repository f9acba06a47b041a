using Telenode.Drivers;
using Telenode.SimBoard;
using Telenode.Telemetry;

namespace Telenode.Tests.Host.Filters;

[TestClass]
public class DerivedTextTests
{
    [TestMethod]
    [DataRow("dew_point", "dew_point", "Cel", -2)]
    [DataRow("dew_point greenhouse", "greenhouse.dew_point", "Cel", -2)]
    [DataRow("heat_index name=feels temperature=out.t humidity=out.h", "feels", "Cel", -2)]
    [DataRow("absolute_humidity cellar name=cellar.water", "cellar.water", "kg/m3", -6)]
    [DataRow("altitude", "altitude", "m", -2)]
    [DataRow("altitude reference=1020.5", "altitude", "m", -2)]
    [DataRow("sea_level_pressure altitude=120.5", "sea_level_pressure", "Pa", -1)]
    [DataRow("sea_level_pressure attic altitude=-3", "attic.sea_level_pressure", "Pa", -1)]
    public void What_is_to_be_calculated_is_understood(string text, string name, string unit, int exponent)
    {
        string error;
        DerivedSensor sensor = DerivedSensor.Parse(text, out error);
        Assert.IsNull(error, text);
        Assert.AreEqual(name, sensor.QuantityAt(0).Name);
        Assert.AreEqual(unit, sensor.QuantityAt(0).Unit);
        Assert.AreEqual(exponent, sensor.QuantityAt(0).Exponent);
    }

    [TestMethod]
    // No kind, an unknown one, two sensors, no value, no key, a key of another kind.
    [DataRow("", "expected what is to be calculated, one of dew_point")]
    [DataRow("dewpoint", "not \"dewpoint\"")]
    [DataRow("dew_point a b", "\"b\" is nothing that dew_point takes")]
    [DataRow("dew_point name=", "\"name=\" is nothing")]
    [DataRow("dew_point =x", "\"=x\" is nothing")]
    [DataRow("dew_point altitude=120", "\"altitude=120\" is nothing that dew_point takes")]
    [DataRow("dew_point pressure=p", "is nothing that dew_point takes")]
    [DataRow("altitude temperature=t", "is nothing that altitude takes")]
    // A name that SenML does not allow.
    [DataRow("dew_point name=a*b", "\"a*b\" is no name")]
    [DataRow("dew_point -x", "\"-x.dew_point\" is no name")]
    // Altitudes and pressures: missing, no number, too fine, out of range.
    [DataRow("sea_level_pressure", "needs the altitude of the sensor in metres")]
    [DataRow("sea_level_pressure altitude=high", "altitude must be in metres from -430 to 9000, like 120 or 120.5, not \"high\"")]
    [DataRow("sea_level_pressure altitude=1.234", "altitude must be in metres")]
    [DataRow("sea_level_pressure altitude=9001", "altitude must be in metres")]
    [DataRow("sea_level_pressure altitude=-431", "altitude must be in metres")]
    [DataRow("sea_level_pressure altitude=999999999999999999", "altitude must be in metres")]
    [DataRow("altitude reference=101325", "reference must be the pressure at sea level in hPa")]
    public void What_is_wrong_is_said(string text, string expected)
    {
        string error;
        Assert.IsNull(DerivedSensor.Parse(text, out error), text);
        Assert.IsTrue(error.IndexOf(expected) >= 0, text + ": " + error);
    }

    [TestMethod]
    [DataRow("dew_point temperature=t", "dew_point needs \"t\", which no sensor measures")]
    [DataRow("dew_point attic", "attic.dew_point needs \"attic.temperature\", which no sensor measures")]
    [DataRow("altitude pressure=humidity", "altitude needs humidity in Pa, not in lx")]
    public void Sources_that_do_not_serve_are_named(string text, string expected)
    {
        string error;
        DerivedSensor sensor = DerivedSensor.Parse(text, out error);
        var channels = new Channels([new Veml7700(new SimI2cBus(), new Veml7700Options { Light = "humidity" }), sensor]);
        Assert.IsFalse(sensor.TryBind(channels, out error));
        Assert.AreEqual(expected, error);
    }
}
