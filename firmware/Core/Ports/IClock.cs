namespace Telenode.Core;

/// <summary>The two clocks of a board. Protocol machines never see this port: time reaches them as an argument.</summary>
public interface IClock
{
    /// <summary>Milliseconds since the board started; never steps back and never jumps.</summary>
    long MonotonicMs { get; }

    /// <summary>Wall time in milliseconds since 1970-01-01T00:00:00Z, or <see cref="Time.Unknown"/> until it has been set.</summary>
    long UnixMs { get; }
}
