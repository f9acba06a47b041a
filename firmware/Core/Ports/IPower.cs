namespace Telenode.Core;

/// <summary>Why the board started, as far as its hardware tells.</summary>
public enum StartCause
{
    /// <summary>Power came on, the button was pressed or the firmware failed: the hardware does not tell which.</summary>
    Reset = 0,

    /// <summary>A deep sleep that was ordered is over.</summary>
    DeepSleep,
}

/// <summary>Power, restarts and memory of a board.</summary>
public interface IPower
{
    /// <summary>Why the board started.</summary>
    StartCause StartCause { get; }

    /// <summary>Free bytes of the managed heap; −1 when they are not known.</summary>
    long FreeHeap { get; }

    /// <summary>Milliseconds of a clock that goes on while the board sleeps, from a beginning that does not matter; −1 where there is none.</summary>
    long RunningMs { get; }

    /// <summary>Restarts the board. Does not return on a board; a simulation starts anew afterwards.</summary>
    void Reboot();

    /// <summary>Switches all off but the clock; the board starts anew afterwards. Does not return on a board.</summary>
    /// <param name="ms">How long, at least 1.</param>
    void DeepSleep(long ms);

    /// <summary>Stops the processor and keeps the memory; returns when the time is over. A simulation returns at once, and lets time pass then.</summary>
    /// <param name="ms">How long, at least 1.</param>
    void LightSleep(long ms);
}
