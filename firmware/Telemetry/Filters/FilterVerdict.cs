namespace Telenode.Telemetry;

/// <summary>What becomes of a reading.</summary>
public enum FilterVerdict
{
    /// <summary>It goes into the outbox.</summary>
    Pass = 0,

    /// <summary>It goes into the outbox, and no pack waits for others: an alarm began or ended.</summary>
    PassAtOnce,

    /// <summary>It is a good value that need not be sent now; derived quantities use it.</summary>
    Hold,

    /// <summary>There is no value.</summary>
    Drop,
}
