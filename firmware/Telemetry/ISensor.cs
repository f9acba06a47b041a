using Telenode.Core;

namespace Telenode.Telemetry;

/// <summary>A driver as the node sees it: it starts a measurement and is asked again once the conversion time has passed.</summary>
/// <remarks>No call waits. After a failure the driver initialises its chip anew at the next <see cref="Begin"/>; it never yields a made-up value.</remarks>
public interface ISensor
{
    /// <summary>The chip, lower case, such as "bme280".</summary>
    string Kind { get; }

    /// <summary>How many quantities one measurement gives, at least 1; fixed after construction.</summary>
    int QuantityCount { get; }

    /// <summary>The quantity at <paramref name="index"/>, in the order of the mantissas that <see cref="Fetch"/> gives.</summary>
    Quantity QuantityAt(int index);

    /// <summary>Starts a measurement.</summary>
    /// <returns><see cref="Status.Pending"/> when it runs (see <see cref="ReadyAtMs"/>), or why it cannot.</returns>
    Status Begin(long nowMs);

    /// <summary>Monotonic ms at which <see cref="Fetch"/> is next worth calling; meaningless unless a measurement is pending.</summary>
    long ReadyAtMs { get; }

    /// <summary>Takes the result of the measurement that <see cref="Begin"/> started.</summary>
    /// <param name="nowMs">Monotonic ms.</param>
    /// <param name="mantissas">Receives <see cref="QuantityCount"/> values when the result is <see cref="Status.Ok"/>.</param>
    /// <param name="offset">Where in <paramref name="mantissas"/> the first one goes.</param>
    /// <returns><see cref="Status.Ok"/>; <see cref="Status.Pending"/> when it takes longer (ask again at <see cref="ReadyAtMs"/>); or why it failed.</returns>
    Status Fetch(long nowMs, long[] mantissas, int offset);
}
