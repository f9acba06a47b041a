using System;

namespace Telenode.Security;

/// <summary>Which sequence numbers have been seen: the highest one and a bitmap of those just below it (RFC 6347 §4.1.2.6).</summary>
public sealed class ReplayWindow
{
    private readonly int _width;
    private long _seen;

    /// <summary>Creates a window that has seen nothing.</summary>
    /// <param name="width">1 to 64 numbers.</param>
    /// <exception cref="ArgumentException">The width is out of its range.</exception>
    public ReplayWindow(int width)
    {
        if (width < 1 || width > 64)
        {
            throw new ArgumentException("window width");
        }

        _width = width;
        Reset();
    }

    /// <summary>The highest number accepted, −1 before the first.</summary>
    public long Highest { get; private set; }

    /// <summary>One bit for each number: bit n stands for <see cref="Highest"/> − n.</summary>
    public long Seen => _seen;

    /// <summary>Forgets everything.</summary>
    public void Reset() => Restore(-1, 0);

    /// <summary>Sets a state that <see cref="Highest"/> and <see cref="Seen"/> once gave.</summary>
    public void Restore(long highest, long seen)
    {
        Highest = highest;
        _seen = seen;
    }

    /// <summary>Whether the number is new. Ask before authentication, so that a replay costs no cipher.</summary>
    public bool IsFresh(long number)
    {
        long age = Highest - number;
        return age < 0 || (age < _width && ((_seen >> (int)age) & 1) == 0);
    }

    /// <summary>Marks the number as seen. Only after authentication: a forged number would shut out the real ones.</summary>
    public void Accept(long number)
    {
        long age = Highest - number;
        if (age >= 0)
        {
            _seen |= 1L << (int)age;
            return;
        }

        _seen = age <= -64 ? 1 : (_seen << (int)-age) | 1;
        Highest = number;
    }
}
