namespace Telenode.SimBoard.Decoding;

/// <summary>The two meanings of a time in ms (RFC 8428 §4.5.3): below 2^28 s relative to now, from there on since 1970.</summary>
internal static class SenmlTime
{
    private const long AbsoluteFromMs = (1L << 28) * 1000;

    // Far beyond every date, and so small that sums of a few cannot overflow.
    private const long FarthestMs = long.MaxValue / 4;

    internal static bool IsRelative(long ms) => ms < AbsoluteFromMs;

    internal static long Resolve(long ms, long nowMs) => IsRelative(ms) ? nowMs + ms : ms;

    internal static bool IsInRange(long ms) => ms is >= -FarthestMs and <= FarthestMs;

    /// <summary>A time and a difference together; fails the source and gives 0 when that is out of range.</summary>
    internal static long Add(long ms, long difference, CborFieldSource source)
    {
        if (IsInRange(difference) && IsInRange(ms + difference))
        {
            return ms + difference;
        }

        source.Fail("a time out of range");
        return 0;
    }
}
