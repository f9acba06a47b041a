using System;

namespace Telenode.Core;

/// <summary>Exponential backoff with full jitter: a fleet that lost its broker together does not return together.</summary>
/// <remarks>The n-th delay is uniform in [first, min(max, first × 2^n)]: the floor keeps a refusing broker from being hammered.</remarks>
public sealed class Backoff
{
    private readonly long _firstMs;
    private readonly long _maxMs;
    private readonly IRandom _random;
    private readonly byte[] _bits = new byte[4];
    private long _ceilingMs;

    /// <summary>Creates a backoff.</summary>
    /// <param name="firstMs">The shortest pause, in ms, at least 1.</param>
    /// <param name="maxMs">The highest ceiling, in ms, at least <paramref name="firstMs"/>, at most 2^30.</param>
    /// <param name="random">Where the jitter comes from.</param>
    /// <exception cref="ArgumentException">A bound is out of its range.</exception>
    public Backoff(long firstMs, long maxMs, IRandom random)
    {
        if (firstMs < 1 || maxMs < firstMs || maxMs > 1 << 30)
        {
            throw new ArgumentException("backoff bounds");
        }

        _firstMs = firstMs;
        _maxMs = maxMs;
        _random = random;
        Reset();
    }

    /// <summary>Consecutive failures since the last <see cref="Reset"/>.</summary>
    public int Failures { get; private set; }

    /// <summary>Forgets the failures: call it when the peer has proved that it works, not when it merely answered.</summary>
    public void Reset()
    {
        Failures = 0;
        _ceilingMs = _firstMs;
    }

    /// <summary>Counts a failure and gives the pause before the next try, in ms.</summary>
    public long NextMs()
    {
        Failures++;
        _ceilingMs = _ceilingMs * 2 < _maxMs ? _ceilingMs * 2 : _maxMs;
        long spread = _ceilingMs - _firstMs + 1;
        _random.Fill(_bits, 0, 4);
        long bits = ((long)_bits[0] << 24) | ((long)_bits[1] << 16) | ((long)_bits[2] << 8) | _bits[3];
        return _firstMs + ((bits * spread) >> 32);
    }
}
