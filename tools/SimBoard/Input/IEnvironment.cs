namespace Telenode.SimBoard;

/// <summary>What can be sensed where a simulated chip sits, each with its unit.</summary>
public enum Measurand
{
    /// <summary>Air temperature in °C.</summary>
    Temperature,

    /// <summary>Relative humidity in %RH.</summary>
    Humidity,

    /// <summary>Air pressure in Pa.</summary>
    Pressure,

    /// <summary>Illuminance in lx.</summary>
    Light,

    /// <summary>Battery voltage in V.</summary>
    Battery,

    /// <summary>Carbon dioxide in ppm.</summary>
    CarbonDioxide,
}

/// <summary>What surrounds the simulated board: made-up weather or a record of real measurements.</summary>
public interface IEnvironment
{
    /// <summary>What is there to be sensed at a time. Allocates nothing.</summary>
    /// <param name="measurand">What is asked for.</param>
    /// <param name="unixMs">Wall time in ms since 1970-01-01T00:00:00Z.</param>
    /// <param name="value">The value in the measurand's unit.</param>
    /// <returns>False when nothing is known of it at that time.</returns>
    bool TryGet(Measurand measurand, long unixMs, out FixedPoint value);
}
