namespace Telenode.SerialConsole;

/// <summary>How much a line matters that the board tells by itself; log.level is the least that is shown.</summary>
public enum LogLevel
{
    /// <summary>The board cannot do what it is for.</summary>
    Error = 0,

    /// <summary>A person should look at it.</summary>
    Warning,

    /// <summary>Worth knowing.</summary>
    Info,

    /// <summary>Every step on the way to the receiver, for someone who looks for a fault.</summary>
    Debug,
}
