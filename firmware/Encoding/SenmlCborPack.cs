using Telenode.Core;

namespace Telenode.Encoding;

/// <summary>SenML in CBOR (RFC 8428 §6, application/senml+cbor), each record's keys in the order of RFC 8949 §4.2.1.</summary>
/// <remarks>
/// The first record carries base name, base time, base unit and, where the schema says so, the extension fields <c>boot</c> and
/// <c>bseq</c>: the sequence of that record, from which each further record counts one on. Both begin with "b" because they are base
/// fields (§12.2), and do not end with "_", so that a reader that does not know them passes over them (§4.4).
/// </remarks>
public sealed class SenmlCborPack : PackWriter
{
    /// <summary>What the schema message calls this format.</summary>
    public const string Format = "senml+cbor";

    /// <summary>Most records of a pack: as many as the array's head can count in one byte.</summary>
    public const int MaxRecords = 23;

    // RFC 8428 §6, table 4, as encoded integers.
    private const int NameKey = 0x00;
    private const int UnitKey = 0x01;
    private const int ValueKey = 0x02;
    private const int TimeKey = 0x06;
    private const int BaseNameKey = 0x21;
    private const int BaseTimeKey = 0x22;
    private const int BaseUnitKey = 0x23;

    private static readonly byte[] BootKey = { 0x64, (byte)'b', (byte)'o', (byte)'o', (byte)'t' };
    private static readonly byte[] BaseSequenceKey = { 0x64, (byte)'b', (byte)'s', (byte)'e', (byte)'q' };

    private readonly CborWriter _cbor;
    private readonly bool _hasBaseUnit;
    private readonly byte[] _baseName;

    // By channel: its name, unit and base unit, each as key and value; an empty array where the pair is left out.
    private readonly byte[][] _names;
    private readonly byte[][] _units;
    private readonly byte[][] _baseUnits;
    private readonly int[] _unitGroups;

    private int _baseUnitGroup;
    private long _baseTimeMs;

    /// <summary>Makes a writer for the packs of one schema.</summary>
    /// <exception cref="System.ArgumentNullException">No schema.</exception>
    public SenmlCborPack(PackSchema schema)
        : base(schema, MaxRecords, 0, schema != null && schema.IncludeSequence)
    {
        _cbor = new CborWriter(Output);
        _hasBaseUnit = schema.IncludeUnits && schema.EveryChannelHasUnit();
        _baseName = Pair(BaseNameKey, schema.BaseName);
        int channels = schema.ChannelCount;
        _names = new byte[channels][];
        _units = new byte[channels][];
        _baseUnits = new byte[channels][];
        _unitGroups = new int[channels];
        for (int i = 0; i < channels; i++)
        {
            string unit = schema.IncludeUnits ? schema.UnitOf(i) : "";
            _names[i] = Pair(NameKey, schema.NameOf(i));
            _units[i] = Pair(UnitKey, unit);
            _baseUnits[i] = Pair(BaseUnitKey, unit);
            _unitGroups[i] = schema.UnitGroupOf(i);
        }
    }

    internal override void Write(int channel, long mantissa, long timeMs, int sequence)
    {
        if (Count == 0)
        {
            WriteFirst(channel, mantissa, timeMs, sequence);
            return;
        }

        byte[] name = _names[channel];
        byte[] unit = _units[channel];
        bool unitDiffers = unit.Length > 0 && (!_hasBaseUnit || _unitGroups[channel] != _baseUnitGroup);
        bool timeDiffers = timeMs != _baseTimeMs;
        int pairs = 1 + One(name.Length > 0) + One(unitDiffers) + One(timeDiffers);
        _cbor.WriteMapHeader(pairs);
        WriteValue(channel, mantissa, unitDiffers);
        if (timeDiffers)
        {
            WriteSeconds(TimeKey, timeMs - _baseTimeMs);
        }
    }

    internal override void Close() => Buffer[Offset] = (byte)(0x80 | Count);

    private void WriteFirst(int channel, long mantissa, long timeMs, int sequence)
    {
        PackSchema schema = Schema;
        ByteWriter output = Output;
        byte[] baseName = _baseName;
        bool unit = !_hasBaseUnit && _units[channel].Length > 0;
        _baseTimeMs = timeMs;
        _baseUnitGroup = _unitGroups[channel];

        int pairs = 1 + One(_names[channel].Length > 0) + One(unit) + One(baseName.Length > 0) + One(timeMs != 0)
            + One(_hasBaseUnit) + (schema.IncludeSequence ? 2 : 0);
        output.WriteByte(0x80); // the array's head, completed by Close
        _cbor.WriteMapHeader(pairs);
        WriteValue(channel, mantissa, unit);
        output.WriteBytes(baseName, 0, baseName.Length);
        if (timeMs != 0)
        {
            WriteSeconds(BaseTimeKey, timeMs);
        }

        if (_hasBaseUnit)
        {
            byte[] baseUnit = _baseUnits[channel];
            output.WriteBytes(baseUnit, 0, baseUnit.Length);
        }

        if (schema.IncludeSequence)
        {
            output.WriteBytes(BootKey, 0, BootKey.Length);
            _cbor.WriteInteger(Boot);
            output.WriteBytes(BaseSequenceKey, 0, BaseSequenceKey.Length);
            _cbor.WriteInteger(sequence);
        }
    }

    private void WriteValue(int channel, long mantissa, bool withUnit)
    {
        ByteWriter output = Output;
        byte[] name = _names[channel];
        output.WriteBytes(name, 0, name.Length);
        if (withUnit)
        {
            byte[] unit = _units[channel];
            output.WriteBytes(unit, 0, unit.Length);
        }

        output.WriteByte(ValueKey);
        _cbor.WriteDecimal(mantissa, Schema.ExponentOf(channel));
    }

    // Whole seconds are the common case and take 5 bytes instead of 12.
    private void WriteSeconds(int key, long ms)
    {
        Output.WriteByte(key);
        long seconds = ms / 1000;
        if (seconds * 1000 == ms)
        {
            _cbor.WriteInteger(seconds);
        }
        else
        {
            _cbor.WriteDecimal(ms, -3);
        }
    }

    private static int One(bool condition) => condition ? 1 : 0;

    private static byte[] Pair(int key, string text)
    {
        if (text.Length == 0)
        {
            return new byte[0];
        }

        var output = new ByteWriter();
        var cbor = new CborWriter(output);
        output.ResetToCount();
        cbor.WriteText(text);
        byte[] pair = new byte[1 + output.Count];
        output.Reset(pair, 0, pair.Length);
        output.WriteByte(key);
        cbor.WriteText(text);
        return pair;
    }
}
