namespace Telenode.Telemetry;

/// <summary>A sensor whose measurement ends when something happens, such as a contact that closes, and at the latest after its interval.</summary>
/// <remarks>It has no instants: its next measurement begins as soon as one has ended, so that nothing is missed between.</remarks>
public interface IEventSensor : ISensor
{
    /// <summary>Monotonic ms of what the last successful <see cref="ISensor.Fetch"/> gave.</summary>
    long HappenedMs { get; }
}
