namespace Telenode.Telemetry;

/// <summary>How a journal uses its medium.</summary>
public sealed class JournalOptions
{
    /// <summary>Bytes of a segment, at least 1024: a block of the file system, so that deleting one frees a block.</summary>
    public int SegmentBytes = 4096;

    /// <summary>Segments at most, at least 2; when they are full, the oldest is dropped.</summary>
    public int Segments = 32;

    /// <summary>How long a reading may wait in memory for its acknowledgement before it is written, in ms. What a power cut can cost.</summary>
    public int WriteAfterMs = 10000;

    /// <summary>How long the record of what has been acknowledged may be out of date, in ms. What can come twice at QoS 1 after a power cut.</summary>
    public int CheckpointAfterMs = 30000;

    /// <summary>Most bytes of an uplink's state that is kept with it.</summary>
    public int StateBytes = 2048;

    /// <summary>Readings of the journal sent in a second, at least 1, beside those just taken.</summary>
    public int DrainPerSecond = 50;

    /// <summary>Pause after a write that failed, in ms.</summary>
    public int RetryAfterMs = 10000;
}
