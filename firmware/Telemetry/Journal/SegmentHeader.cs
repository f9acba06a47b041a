using Telenode.Core;

namespace Telenode.Telemetry;

/// <summary>What a segment of the journal begins with: mark, version, the ordinal of its first reading, the layout of the channels, CRC-32.</summary>
internal static class SegmentHeader
{
    internal const int Bytes = 16;

    /// <summary>The highest ordinal to begin with: those of a segment behind it stay positive.</summary>
    internal const int MaxOrdinal = int.MaxValue - 65536;

    private const long Mark = 0x544A0001; // "TJ", version 1

    internal static void Write(byte[] buffer, int firstOrdinal, long layout, ByteWriter writer)
    {
        writer.Reset(buffer, 0, Bytes);
        writer.WriteUInt32(Mark);
        writer.WriteUInt32(firstOrdinal);
        writer.WriteUInt32(layout);
        writer.WriteUInt32(Crc32.Compute(buffer, 0, 12));
    }

    /// <summary>The ordinal of a segment's first reading, or −1 when this is no header.</summary>
    internal static int FirstOrdinal(byte[] buffer, ByteReader reader)
    {
        reader.Reset(buffer, 0, Bytes);
        bool marked = reader.ReadUInt32() == Mark;
        int first = (int)reader.ReadUInt32();
        reader.ReadUInt32();
        return marked && first >= 0 && first <= MaxOrdinal && reader.ReadUInt32() == Crc32.Compute(buffer, 0, 12) ? first : -1;
    }

    /// <summary>The layout in a header that has been found whole.</summary>
    internal static long Layout(byte[] buffer, ByteReader reader)
    {
        reader.Reset(buffer, 8, 4);
        return reader.ReadUInt32();
    }
}
