namespace Telenode.Telemetry;

/// <summary>Stands between a sensor and the outbox.</summary>
public interface IReadingFilter
{
    /// <summary>Changes a reading and says what becomes of it; one that does not pass is neither taken nor counted.</summary>
    /// <param name="channel">Index in the device's <see cref="Channels"/>.</param>
    /// <param name="mantissa">Value as the sensor gave it; receives the value in units of 10^exponent of the channel. Meaningless when dropped.</param>
    /// <param name="instantMs">Monotonic ms of the instant at which its measurement was due.</param>
    FilterVerdict Judge(int channel, ref long mantissa, long instantMs);
}
