namespace Telenode.Telemetry;

/// <summary>What can be calculated from other quantities.</summary>
public enum DerivedKind
{
    /// <summary>Dew point over water in °C, of temperature and relative humidity.</summary>
    DewPoint = 0,

    /// <summary>Water vapour in kg/m³, of temperature and relative humidity.</summary>
    AbsoluteHumidity,

    /// <summary>Heat index in °C, of temperature and relative humidity.</summary>
    HeatIndex,

    /// <summary>Altitude above sea level in m, of pressure.</summary>
    Altitude,

    /// <summary>Pressure reduced to sea level in Pa, of pressure and a known altitude.</summary>
    SeaLevelPressure,
}
