using Telenode.Encoding;

namespace Telenode.Tests.Encoding;

/// <summary>The pack that the design's budgets are about: five readings at one time, an 8-character base name, one-letter names.</summary>
internal static class Climate
{
    internal const long TimeMs = 1760000000000L;
    internal const int Sequence = 1234;

    /// <summary>Temperature, humidity, pressure in units of 10 Pa, light and battery: decimal fractions of 16-bit mantissas.</summary>
    internal static PackSchema Schema(bool units, bool sequence) => new PackSchema(
        "node-01/",
        17,
        new string[] { "t", "h", "p", "l", "b" },
        new string[] { "Cel", "%RH", "Pa", "lx", "V" },
        new int[] { -2, -2, 1, -1, -3 },
        units,
        sequence);

    internal static long Mantissa(int channel)
    {
        switch (channel)
        {
            case 0: return 2156;
            case 1: return 4512;
            case 2: return 10132;
            case 3: return 3205;
            default: return 3712;
        }
    }

    /// <summary>Fills a pack with the five readings.</summary>
    /// <returns>Its size.</returns>
    internal static int Write(IPackWriter pack, byte[] buffer)
    {
        pack.Begin(buffer, 0, buffer.Length);
        for (int i = 0; i < 5; i++)
        {
            pack.TryAdd(i, Mantissa(i), TimeMs, Sequence + i);
        }

        return pack.End();
    }
}
