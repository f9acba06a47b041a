using Telenode.Core;

namespace Telenode.SimBoard;

/// <summary>The power port: takes orders, which the simulation carries out between two steps.</summary>
public sealed class SimPower : IPower
{
    /// <inheritdoc/>
    public StartCause StartCause { get; set; }

    /// <inheritdoc/>
    public long FreeHeap => -1;

    /// <inheritdoc/>
    public long RunningMs => Running?.Invoke() ?? -1;

    /// <summary>The clock that goes on over restarts and sleeps; null for a board without one.</summary>
    public Func<long>? Running { get; init; }

    /// <summary>How often the board was sent to light sleep.</summary>
    public int LightSleeps { get; private set; }

    /// <summary>Whether a restart was ordered.</summary>
    public bool RestartOrdered { get; private set; }

    /// <summary>How long the board is to sleep before that, in ms.</summary>
    public long SleepMs { get; private set; }

    /// <inheritdoc/>
    public void Reboot()
    {
        StartCause = StartCause.Reset;
        SleepMs = 0;
        RestartOrdered = true;
    }

    /// <inheritdoc/>
    public void DeepSleep(long ms)
    {
        StartCause = StartCause.DeepSleep;
        SleepMs = ms;
        RestartOrdered = true;
    }

    /// <inheritdoc/>
    public void LightSleep(long ms) => LightSleeps++;

    /// <summary>The order is carried out.</summary>
    public void Started() => RestartOrdered = false;
}
