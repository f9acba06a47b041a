namespace Telenode.Telemetry;

/// <summary>Stands between a sensor and the outbox.</summary>
public interface IReadingFilter
{
    /// <summary>Whether a reading goes into the outbox; one that does not is neither taken nor counted.</summary>
    /// <param name="channel">Index in the device's <see cref="Channels"/>.</param>
    /// <param name="mantissa">Value in units of 10^exponent of the channel.</param>
    /// <param name="monotonicMs">When it was measured.</param>
    bool Passes(int channel, long mantissa, long monotonicMs);
}
