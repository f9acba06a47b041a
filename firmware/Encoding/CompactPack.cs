using System;
using Telenode.Core;

namespace Telenode.Encoding;

/// <summary>The compact format: integers alone, laid out by the <see cref="SchemaMessage"/> (docs/telemetry-format.md).</summary>
/// <remarks>
/// A CBOR sequence (RFC 8742) of one array for each sampling instant. The first is [boot, sequence, time, values ...], each further one
/// [milliseconds since the one before, values ...]. Values stand at their channel's index, null where a channel has none at that instant,
/// those behind the last value left out. The sequence is the first value's; each further value, in the order of the payload, has the next.
/// </remarks>
public sealed class CompactPack : PackWriter
{
    /// <summary>What the schema message calls this format.</summary>
    public const string Format = "compact";

    // From this many elements on an array's head takes a second byte (RFC 8949 §3).
    private const int LongHeadFrom = 24;

    private readonly CborWriter _cbor;

    // The row being filled: where its head is, its elements, the channel that may come next, its time.
    private int _rowAt;
    private int _elements;
    private int _nextChannel;
    private long _timeMs;

    // What Write found and Commit takes over: whether the reading starts a row, and the elements of the row with it.
    private bool _startsRow;
    private int _elementsWithIt;

    /// <summary>Makes a writer for the packs of one schema.</summary>
    /// <exception cref="ArgumentNullException">No schema.</exception>
    public CompactPack(PackSchema schema)
        : base(schema, int.MaxValue, 0, true)
    {
        _cbor = new CborWriter(Output);
    }

    internal override void Write(int channel, long mantissa, long timeMs, int sequence)
    {
        bool first = Count == 0;
        bool startsRow = first || timeMs != _timeMs || channel < _nextChannel;
        int nulls = startsRow ? channel : channel - _nextChannel;
        int elements = nulls + 1 + (first ? 3 : startsRow ? 1 : _elements);
        _startsRow = startsRow;
        _elementsWithIt = elements;
        if (first)
        {
            _cbor.WriteArrayHeader(elements);
            _cbor.WriteInteger(Boot);
            _cbor.WriteInteger(sequence);
            _cbor.WriteInteger(timeMs);
        }
        else if (startsRow)
        {
            _cbor.WriteArrayHeader(elements);
            _cbor.WriteInteger(timeMs - _timeMs);
        }
        else if (HeadGrows(elements))
        {
            Output.WriteByte(0); // room for the row to move up by
        }

        for (int i = 0; i < nulls; i++)
        {
            _cbor.WriteNull();
        }

        _cbor.WriteInteger(mantissa);
    }

    internal override void Commit(int channel, long timeMs)
    {
        byte[] buffer = Buffer;
        int end = Offset + Size;
        int elements = _elementsWithIt;
        if (_startsRow)
        {
            _rowAt = end;
        }
        else if (elements < LongHeadFrom)
        {
            buffer[_rowAt] = (byte)(0x80 | elements);
        }
        else
        {
            if (HeadGrows(elements))
            {
                Array.Copy(buffer, _rowAt + 1, buffer, _rowAt + 2, end - _rowAt - 1);
                buffer[_rowAt] = 0x98;
            }

            buffer[_rowAt + 1] = (byte)elements;
        }

        _elements = elements;
        _nextChannel = channel + 1;
        _timeMs = timeMs;
    }

    private bool HeadGrows(int elements) => _elements < LongHeadFrom && elements >= LongHeadFrom;
}
