namespace Telenode.SimBoard.Fuzz;

/// <summary>Random choices from a seed (SplitMix64): costs nothing to seed anew for each input.</summary>
public sealed class FuzzRandom(ulong seed)
{
    private ulong _state = seed;

    /// <summary>Starts again from another seed.</summary>
    public void Reset(ulong seed) => _state = seed;

    /// <summary>64 random bits.</summary>
    public ulong NextBits()
    {
        ulong z = _state += 0x9E3779B97F4A7C15;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }

    /// <summary>A number from 0 up to and without <paramref name="bound"/>, which is above 0.</summary>
    public int Next(int bound) => (int)((NextBits() >> 32) * (ulong)bound >> 32);

    /// <summary>True once in so many times.</summary>
    public bool OneIn(int times) => Next(times) == 0;

    /// <summary>A seed that depends on every byte (FNV-1a).</summary>
    public static ulong SeedOf(ReadOnlySpan<byte> bytes)
    {
        ulong hash = 14695981039346656037;
        foreach (byte next in bytes)
        {
            hash = (hash ^ next) * 1099511628211;
        }

        return hash;
    }
}
