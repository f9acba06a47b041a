namespace Telenode.Core;

/// <summary>CRC-32 of ISO/IEC 3309 (as in Ethernet, zip and PNG): polynomial 0x04C11DB7 reflected, start and end inverted.</summary>
public static class Crc32
{
    // Four bits a step: 64 bytes of flash instead of a bit loop.
    private static readonly uint[] _steps =
    {
        0x00000000, 0x1DB71064, 0x3B6E20C8, 0x26D930AC, 0x76DC4190, 0x6B6B51F4, 0x4DB26158, 0x5005713C,
        0xEDB88320, 0xF00F9344, 0xD6D6A3E8, 0xCB61B38C, 0x9B64C2B0, 0x86D3D2D4, 0xA00AE278, 0xBDBDF21C,
    };

    /// <summary>The checksum of <paramref name="count"/> bytes, 0 to 2^32 − 1.</summary>
    public static long Compute(byte[] buffer, int offset, int count)
    {
        uint[] steps = _steps;
        uint crc = 0xFFFFFFFF;
        for (int end = offset + count; offset < end; offset++)
        {
            crc ^= buffer[offset];
            crc = (crc >> 4) ^ steps[crc & 15];
            crc = (crc >> 4) ^ steps[crc & 15];
        }

        return ~crc;
    }
}
