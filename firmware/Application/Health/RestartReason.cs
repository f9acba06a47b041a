namespace Telenode.Application;

/// <summary>Why the board started, as far as it could write that down before. The numbers are kept in flash.</summary>
public enum RestartReason
{
    /// <summary>Power came on, the button was pressed, or the firmware failed: the board could write nothing down.</summary>
    Unknown = 0,

    /// <summary>A person asked for it.</summary>
    Command = 1,

    /// <summary>A person asked for safe mode.</summary>
    SafeMode = 2,

    /// <summary>The time in safe mode was over.</summary>
    SafeModeOver = 3,

    /// <summary>The loop stood still for too long.</summary>
    Watchdog = 4,

    /// <summary>An error that nothing in the firmware caught.</summary>
    Fault = 5,

    /// <summary>Nothing could be delivered for so long that only a restart was left to try.</summary>
    Unreachable = 6,

    /// <summary>A deep sleep that was ordered is over.</summary>
    DeepSleep = 7,
}

/// <summary>The words for a <see cref="RestartReason"/>.</summary>
public static class RestartReasonText
{
    /// <summary>One short phrase, lower case.</summary>
    public static string Of(RestartReason reason)
    {
        switch (reason)
        {
            case RestartReason.Command: return "a command";
            case RestartReason.SafeMode: return "a command for safe mode";
            case RestartReason.SafeModeOver: return "the end of safe mode";
            case RestartReason.Watchdog: return "the watchdog: the loop stood still";
            case RestartReason.Fault: return "an error in the firmware";
            case RestartReason.Unreachable: return "nothing could be delivered for too long";
            case RestartReason.DeepSleep: return "the end of a deep sleep";
            default: return "power, the reset button or a crash";
        }
    }
}
