using Telenode.Core;

namespace Telenode.Telemetry;

/// <summary>What the channels were when a segment of the journal was begun: each layout in a file of its own, as long as a segment needs it.</summary>
/// <remarks>
/// Records hold channel numbers, and headers a layout: the CRC-32 of names, units and exponents. A layout is written when a start finds
/// other sensors than the last one, before the first segment that needs it, and removed at the first start at which none does. There
/// is a place for each segment there can be, and one more, so that no change of the sensors finds none. In memory stand two bytes for
/// each channel of a layout that is not the present one.
/// </remarks>
internal sealed class ChannelLayouts
{
    /// <summary>Number of the first file. Readings take 2^30 segments to get there, and flash is worn out before.</summary>
    internal const int FirstFile = 0x40000000;

    private const long Mark = 0x544C0001; // "TL", version 1
    private const int HeaderBytes = 12; // mark, layout, length

    private readonly IAppendStore _store;
    private readonly Channels _channels;
    private readonly int _ownCount;
    private readonly long[] _layout; // -1 where there is none
    private readonly short[][] _map;
    private readonly byte[] _header = new byte[SegmentHeader.Bytes];
    private readonly ByteReader _reader = new ByteReader();

    /// <summary>Takes the present channels.</summary>
    internal ChannelLayouts(IAppendStore store, Channels channels, int segments)
    {
        _store = store;
        _channels = channels;
        _ownCount = channels.PresentCount;
        Own = LayoutOf(channels.Describe());
        _layout = new long[segments + 1];
        _map = new short[segments + 1][];
    }

    /// <summary>The present layout.</summary>
    internal long Own { get; }

    /// <summary>Whether the present layout is on the medium, so that segments of it may be begun.</summary>
    internal bool IsOwnSaved => RowOf(Own) >= 0;

    /// <summary>Whether readings wait whose channels could not be given a row any more: at a start they can.</summary>
    internal bool NeedsRestart { get; private set; }

    /// <summary>Finds the layouts of the segments there are. Quantities that the sensors no longer measure become rows of the channels.</summary>
    /// <param name="segments">Numbers of the layouts' files and of the segments with readings that wait.</param>
    /// <param name="count">How many.</param>
    /// <param name="mayAppend">Whether channels may still get rows: nothing else knows their number yet.</param>
    /// <returns>False when the medium cannot be read, or when rows are needed and may not be made.</returns>
    internal bool Open(int[] segments, int count, bool mayAppend)
    {
        for (int row = 0; row < _layout.Length; row++)
        {
            _layout[row] = -1;
            _map[row] = null;
        }

        NeedsRestart = false;
        for (int i = 0; i < count && i < segments.Length; i++)
        {
            int row = segments[i] - FirstFile;
            if (row >= 0 && row < _layout.Length && !Find(row))
            {
                return false;
            }
        }

        for (int i = 0; i < count && i < segments.Length; i++)
        {
            if (segments[i] >= ReadingLog.FirstSegment && segments[i] < FirstFile && !Need(segments[i], mayAppend))
            {
                return false;
            }
        }

        if (mayAppend)
        {
            Sweep();
        }

        return true;
    }

    /// <summary>Puts the present layout on the medium. Allocates.</summary>
    /// <returns>False when the medium refused it.</returns>
    internal bool SaveOwn()
    {
        int row = RowOf(-1);
        byte[] lines = _channels.Describe();
        byte[] file = new byte[HeaderBytes + lines.Length];
        var writer = new ByteWriter();
        writer.Reset(file, 0, file.Length);
        writer.WriteUInt32(Mark);
        writer.WriteUInt32(Own);
        writer.WriteUInt32(lines.Length);
        writer.WriteBytes(lines, 0, lines.Length);
        if (row < 0 || !_store.Delete(FirstFile + row) || !_store.Append(FirstFile + row, file, 0, file.Length))
        {
            return false;
        }

        _layout[row] = Own;
        return true;
    }

    /// <summary>Whether readings of a layout can be named.</summary>
    internal bool Knows(long layout) => layout == Own || MapOf(layout) != null;

    /// <summary>For each channel of an earlier layout the present one, −1 for none; null for the present layout, whose numbers stand.</summary>
    internal short[] MapOf(long layout)
    {
        int row = layout == Own ? -1 : RowOf(layout);
        return row < 0 ? null : _map[row];
    }

    /// <summary>The present channel of a record's, or −1 when there is none such.</summary>
    internal int ChannelOf(int channel, short[] map)
    {
        int count = map == null ? _ownCount : map.Length;
        return channel < 0 || channel >= count ? -1 : map == null ? channel : map[channel];
    }

    private static long LayoutOf(byte[] lines) => Crc32.Compute(lines, 0, lines.Length);

    private int RowOf(long layout)
    {
        int row = _layout.Length - 1;
        while (row >= 0 && _layout[row] != layout)
        {
            row--;
        }

        return row;
    }

    // One that a cut left half-written counts as none: no segment of it can have been begun.
    private bool Find(int row)
    {
        int count = _store.Read(FirstFile + row, 0, _header, 0, HeaderBytes);
        _reader.Reset(_header, 0, HeaderBytes);
        bool isMarked = count == HeaderBytes && _reader.ReadUInt32() == Mark;
        long layout = _reader.ReadUInt32();
        int length = (int)_reader.ReadUInt32();
        if (!isMarked)
        {
            return count >= 0;
        }

        // Asked for before there is memory for it: a length can be wrong in every way.
        int last = length < 1 ? 0 : _store.Read(FirstFile + row, HeaderBytes + length - 1, _header, 0, 1);
        byte[] lines = new byte[last == 1 ? length : 0];
        last = last == 1 ? _store.Read(FirstFile + row, HeaderBytes, lines, 0, length) : last;
        if (last == lines.Length && LayoutOf(lines) == layout && RowOf(layout) < 0)
        {
            _layout[row] = layout;
        }

        return last >= 0;
    }

    private bool Need(int segment, bool mayAppend)
    {
        int count = _store.Read(segment, 0, _header, 0, SegmentHeader.Bytes);
        if (count != SegmentHeader.Bytes || SegmentHeader.FirstOrdinal(_header, _reader) < 0)
        {
            return count >= 0;
        }

        long layout = SegmentHeader.Layout(_header, _reader);
        int row = layout == Own ? -1 : RowOf(layout);
        return row < 0 || _map[row] != null || Take(row, mayAppend);
    }

    private bool Take(int row, bool mayAppend)
    {
        _store.Read(FirstFile + row, 0, _header, 0, HeaderBytes);
        _reader.Reset(_header, 8, 4);
        byte[] lines = new byte[(int)_reader.ReadUInt32()];
        if (_store.Read(FirstFile + row, HeaderBytes, lines, 0, lines.Length) != lines.Length)
        {
            return false;
        }

        char[] text = new char[lines.Length / 2];
        int ends = 0;
        _reader.Reset(lines, 0, lines.Length);
        for (int i = 0; i < text.Length; i++)
        {
            text[i] = (char)_reader.ReadUInt16();
            ends += text[i] == '\n' ? 1 : 0;
        }

        short[] map = new short[ends / 3];
        int at = 0;
        for (int channel = 0; channel < map.Length; channel++)
        {
            string name = Line(text, ref at);
            string unit = Line(text, ref at);
            map[channel] = RowFor(name, unit, Line(text, ref at), mayAppend);
        }

        _map[row] = map;
        return !NeedsRestart;
    }

    private static string Line(char[] text, ref int at)
    {
        int start = at;
        while (text[at] != '\n')
        {
            at++;
        }

        return new string(text, start, at++ - start);
    }

    private short RowFor(string name, string unit, string exponent, bool mayAppend)
    {
        if (name.Length == 0 || !int.TryParse(exponent, out int power) || power < -9 || power > 9)
        {
            return -1;
        }

        var quantity = new Quantity(name, unit, power);
        int channel = _channels.Find(quantity);
        if (channel < 0 && _channels.HasRoom)
        {
            NeedsRestart = NeedsRestart || !mayAppend;
            channel = mayAppend ? _channels.Append(quantity) : -1;
        }

        return (short)channel;
    }

    // A layout that no segment is of is of no use.
    private void Sweep()
    {
        for (int row = 0; row < _layout.Length; row++)
        {
            if (_layout[row] >= 0 && _layout[row] != Own && _map[row] == null && _store.Delete(FirstFile + row))
            {
                _layout[row] = -1;
            }
        }
    }
}
