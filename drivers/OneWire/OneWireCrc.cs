namespace Telenode.Drivers;

/// <summary>CRC-8 of 1-Wire chips: polynomial x⁸ + x⁵ + x⁴ + 1, start 0, bits from the least significant on (Maxim application note 27).</summary>
public static class OneWireCrc
{
    // Four bits a step: sixteen bytes of flash instead of a bit loop.
    private static readonly byte[] _steps =
    {
        0x00, 0x9D, 0x23, 0xBE, 0x46, 0xDB, 0x65, 0xF8, 0x8C, 0x11, 0xAF, 0x32, 0xCA, 0x57, 0xE9, 0x74,
    };

    /// <summary>The checksum of <paramref name="count"/> bytes; 0 when they end with their own.</summary>
    public static int Compute(byte[] buffer, int offset, int count)
    {
        byte[] steps = _steps;
        int crc = 0;
        for (int end = offset + count; offset < end; offset++)
        {
            crc ^= buffer[offset];
            crc = (crc >> 4) ^ steps[crc & 0x0F];
            crc = (crc >> 4) ^ steps[crc & 0x0F];
        }

        return crc;
    }
}
