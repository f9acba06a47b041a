using Telenode.Core;

namespace Telenode.Telemetry;

/// <summary>What an outbox remembers of its dealings with a journal; an outbox without one does not pay for it.</summary>
internal sealed class JournalDuties
{
    /// <summary>Whether the medium has ever worked since the start.</summary>
    internal bool WasOpened;

    /// <summary>Whether this boot knows the wall time.</summary>
    internal bool IsClockKnown;

    /// <summary>Whether undated readings of this boot stand in the journal.</summary>
    internal bool HasUndated;

    /// <summary>Whether a checkpoint must not wait.</summary>
    internal bool CheckpointNow;

    /// <summary>Whether the uplink has what is on its way written before it leaves.</summary>
    internal bool WritesAhead;

    /// <summary>Whether an uplink has taken up its state, or none was there to.</summary>
    internal bool IsStateTaken;

    /// <summary>Readings done since the last checkpoint, and other changes that the next one is to hold.</summary>
    internal int UnsavedDone;

    /// <summary>Readings of the journal that may be sent now.</summary>
    internal int Tokens;

    /// <summary>When they were last counted up.</summary>
    internal long TokensAtMs;

    /// <summary>When the next checkpoint is due.</summary>
    internal long CheckpointAtMs = Time.Never;

    /// <summary>Time of the last step.</summary>
    internal long NowMs;

    /// <summary>When to try a medium again that failed.</summary>
    internal long RetryAtMs;
}
