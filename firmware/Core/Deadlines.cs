using System;

namespace Telenode.Core;

/// <summary>The timers of a protocol machine as one fixed table of deadlines; the next one is their minimum.</summary>
/// <remarks>Times are monotonic milliseconds. Nothing is allocated after construction.</remarks>
public sealed class Deadlines
{
    private readonly long[] _at;

    /// <summary>Creates <paramref name="count"/> timers, all unarmed.</summary>
    public Deadlines(int count)
    {
        _at = new long[count];
        DisarmAll();
    }

    /// <summary>The earliest deadline, or <see cref="Time.Never"/> when none is armed.</summary>
    public long Next
    {
        get
        {
            long[] at = _at;
            long next = Time.Never;
            for (int i = 0; i < at.Length; i++)
            {
                if (at[i] < next)
                {
                    next = at[i];
                }
            }

            return next;
        }
    }

    /// <summary>Sets a timer, replacing its earlier deadline.</summary>
    public void Arm(int timer, long atMs) => _at[timer] = atMs;

    /// <summary>Stops a timer; stopping an unarmed one does nothing.</summary>
    public void Disarm(int timer) => _at[timer] = Time.Never;

    /// <summary>Stops every timer.</summary>
    public void DisarmAll()
    {
        for (int i = 0; i < _at.Length; i++)
        {
            _at[i] = Time.Never;
        }
    }

    /// <summary>Whether the timer is set.</summary>
    public bool IsArmed(int timer) => _at[timer] != Time.Never;

    /// <summary>Whether the timer's deadline has come. An unarmed timer is never due.</summary>
    public bool IsDue(int timer, long nowMs) => _at[timer] <= nowMs && _at[timer] != Time.Never;
}
