namespace Telenode.Core;

/// <summary>CRC-8 with polynomial 0x31 (x⁸ + x⁵ + x⁴ + 1), start 0xFF, nothing reflected, as Sensirion's and Aosong's sensors send it.</summary>
public static class Crc8
{
    // Four bits a step: sixteen bytes of flash instead of a bit loop.
    private static readonly byte[] _steps =
    {
        0x00, 0x31, 0x62, 0x53, 0xC4, 0xF5, 0xA6, 0x97, 0xB9, 0x88, 0xDB, 0xEA, 0x7D, 0x4C, 0x1F, 0x2E,
    };

    /// <summary>The checksum of <paramref name="count"/> bytes.</summary>
    public static int Compute(byte[] buffer, int offset, int count)
    {
        byte[] steps = _steps;
        int crc = 0xFF;
        for (int end = offset + count; offset < end; offset++)
        {
            crc ^= buffer[offset];
            crc = ((crc << 4) & 0xFF) ^ steps[crc >> 4];
            crc = ((crc << 4) & 0xFF) ^ steps[crc >> 4];
        }

        return crc;
    }
}
