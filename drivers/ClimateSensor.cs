using Telenode.Core;

namespace Telenode.Drivers;

/// <summary>What the drivers of temperature and humidity chips share: their quantities, in hundredths, and the check of their range.</summary>
public abstract class ClimateSensor : ChipSensor
{
    private readonly bool _hasTemperature;
    private readonly bool _hasHumidity;
    private readonly int _hottest;

    /// <summary>Prepares the driver.</summary>
    /// <param name="kind">The chip, lower case.</param>
    /// <param name="options">Names and address.</param>
    /// <param name="hottestCelsius">Upper end of the chip's range; the lower is −40 °C for all of them.</param>
    protected ClimateSensor(string kind, ClimateOptions options, int hottestCelsius)
        : base(kind, ClimateOptions.QuantitiesOf(options))
    {
        _hasTemperature = options.Temperature != null;
        _hasHumidity = options.Humidity != null;
        _hottest = hottestCelsius * 100;
    }

    /// <summary>Ends a measurement.</summary>
    /// <param name="centiCelsius">Temperature in hundredths of a degree Celsius.</param>
    /// <param name="centiPercent">Relative humidity in hundredths of a per cent; held within 0 and 100 %, as the datasheets want it.</param>
    /// <param name="mantissas">Receives what the options name.</param>
    /// <param name="offset">Where in <paramref name="mantissas"/>.</param>
    protected Status Give(long centiCelsius, long centiPercent, long[] mantissas, int offset)
    {
        if (centiCelsius < -4000 || centiCelsius > _hottest)
        {
            return Status.OutOfRange;
        }

        if (_hasTemperature)
        {
            mantissas[offset++] = centiCelsius;
        }

        if (_hasHumidity)
        {
            mantissas[offset] = centiPercent < 0 ? 0 : centiPercent > 10000 ? 10000 : centiPercent;
        }

        return Status.Ok;
    }
}
