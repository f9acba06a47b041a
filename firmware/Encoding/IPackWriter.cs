namespace Telenode.Encoding;

/// <summary>Puts readings into one payload, in the caller's buffer. One object serves pack after pack and allocates nothing.</summary>
public interface IPackWriter
{
    /// <summary>Readings in the pack.</summary>
    int Count { get; }

    /// <summary>Boot of the readings of the pack that is begun and of those after it; the schema's until it is set.</summary>
    int Boot { get; set; }

    /// <summary>Starts a pack. Bytes of the room that the pack does not fill may be overwritten.</summary>
    /// <exception cref="System.ArgumentException">The range is not within the buffer.</exception>
    void Begin(byte[] buffer, int offset, int capacity);

    /// <summary>Appends a reading, or leaves the pack as it was.</summary>
    /// <param name="channel">Index in the <see cref="PackSchema"/>.</param>
    /// <param name="mantissa">The value in units of 10^exponent of the channel.</param>
    /// <param name="timeMs">Unix ms, or, while the clock is not set, ms relative to the sending of the pack: 0 or less (RFC 8428 §4.5.3).</param>
    /// <param name="sequence">The reading's number within its boot, 0 or more.</param>
    /// <returns>False when it does not fit: too little room, too many records, or not the successor of the last one's sequence.</returns>
    /// <exception cref="System.ArgumentOutOfRangeException">No such channel, or a negative sequence.</exception>
    /// <exception cref="System.InvalidOperationException">No pack is begun.</exception>
    bool TryAdd(int channel, long mantissa, long timeMs, int sequence);

    /// <summary>Completes the pack.</summary>
    /// <returns>Its bytes; 0 when no reading was added, since a pack without one is not valid.</returns>
    /// <exception cref="System.InvalidOperationException">No pack is begun.</exception>
    int End();
}
