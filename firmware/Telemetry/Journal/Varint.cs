namespace Telenode.Telemetry;

/// <summary>Integers of 1 to 10 bytes, seven bits each, lowest first; signed ones with their sign in the lowest bit.</summary>
internal static class Varint
{
    /// <summary>Writes a number whose bits count as unsigned.</summary>
    /// <returns>The index behind it.</returns>
    internal static int Write(byte[] buffer, int at, long value)
    {
        while ((value & ~0x7FL) != 0)
        {
            buffer[at++] = (byte)(value | 0x80);
            value = (value >> 7) & 0x01FFFFFFFFFFFFFFL;
        }

        buffer[at++] = (byte)value;
        return at;
    }

    /// <summary>Writes a signed number.</summary>
    /// <returns>The index behind it.</returns>
    internal static int WriteSigned(byte[] buffer, int at, long value) => Write(buffer, at, (value << 1) ^ (value >> 63));
}
