using Telenode.Core;

namespace Telenode.Encoding;

/// <summary>SenML in JSON (RFC 8428 §5, application/senml+json); the fields of <see cref="SenmlCborPack"/>, in the order of the RFC's examples.</summary>
public sealed class SenmlJsonPack : PackWriter
{
    /// <summary>What the schema message calls this format.</summary>
    public const string Format = "senml+json";

    private static readonly byte[] BaseTimeLabel = Utf8.GetBytes("\"bt\":");
    private static readonly byte[] BootLabel = Utf8.GetBytes("\"boot\":");
    private static readonly byte[] BaseSequenceLabel = Utf8.GetBytes("\"bseq\":");
    private static readonly byte[] ValueLabel = Utf8.GetBytes("\"v\":");
    private static readonly byte[] TimeLabel = Utf8.GetBytes(",\"t\":");

    private readonly JsonWriter _json;
    private readonly bool _hasBaseUnit;
    private readonly byte[] _baseName;

    // By channel, each with the comma behind it: its name, unit and base unit; an empty array where the member is left out.
    private readonly byte[][] _names;
    private readonly byte[][] _units;
    private readonly byte[][] _baseUnits;
    private readonly int[] _unitGroups;

    private int _baseUnitGroup;
    private long _baseTimeMs;

    /// <summary>Makes a writer for the packs of one schema.</summary>
    /// <exception cref="System.ArgumentNullException">No schema.</exception>
    public SenmlJsonPack(PackSchema schema)
        : base(schema, int.MaxValue, 1, schema != null && schema.IncludeSequence)
    {
        _json = new JsonWriter(Output);
        _hasBaseUnit = schema.IncludeUnits && schema.EveryChannelHasUnit();
        _baseName = Member("bn", schema.BaseName);
        int channels = schema.ChannelCount;
        _names = new byte[channels][];
        _units = new byte[channels][];
        _baseUnits = new byte[channels][];
        _unitGroups = new int[channels];
        for (int i = 0; i < channels; i++)
        {
            string unit = schema.IncludeUnits ? schema.UnitOf(i) : "";
            _names[i] = Member("n", schema.NameOf(i));
            _units[i] = Member("u", unit);
            _baseUnits[i] = Member("bu", unit);
            _unitGroups[i] = schema.UnitGroupOf(i);
        }
    }

    internal override void Write(int channel, long mantissa, long timeMs, int sequence)
    {
        ByteWriter output = Output;
        bool first = Count == 0;
        output.WriteByte(first ? '[' : ',');
        output.WriteByte('{');
        if (first)
        {
            WriteBase(channel, timeMs, sequence);
        }

        WriteAll(_names[channel]);
        if (!_hasBaseUnit || _unitGroups[channel] != _baseUnitGroup)
        {
            WriteAll(_units[channel]);
        }

        WriteAll(ValueLabel);
        _json.Reset();
        _json.WriteDecimal(mantissa, Schema.ExponentOf(channel));
        if (timeMs != _baseTimeMs)
        {
            WriteAll(TimeLabel);
            WriteSeconds(timeMs - _baseTimeMs);
        }

        output.WriteByte('}');
    }

    internal override void Close() => Buffer[Offset + Size] = (byte)']';

    private void WriteBase(int channel, long timeMs, int sequence)
    {
        _baseTimeMs = timeMs;
        _baseUnitGroup = _unitGroups[channel];
        WriteAll(_baseName);
        if (timeMs != 0)
        {
            WriteAll(BaseTimeLabel);
            WriteSeconds(timeMs);
            Output.WriteByte(',');
        }

        if (_hasBaseUnit)
        {
            WriteAll(_baseUnits[channel]);
        }

        if (Schema.IncludeSequence)
        {
            WriteAll(BootLabel);
            _json.Reset();
            _json.WriteInteger(Boot);
            Output.WriteByte(',');
            WriteAll(BaseSequenceLabel);
            _json.Reset();
            _json.WriteInteger(sequence);
            Output.WriteByte(',');
        }
    }

    private void WriteSeconds(long ms)
    {
        long seconds = ms / 1000;
        bool whole = seconds * 1000 == ms;
        _json.Reset();
        _json.WriteDecimal(whole ? seconds : ms, whole ? 0 : -3);
    }

    private void WriteAll(byte[] bytes) => Output.WriteBytes(bytes, 0, bytes.Length);

    private static byte[] Member(string label, string text)
    {
        if (text.Length == 0)
        {
            return new byte[0];
        }

        var output = new ByteWriter();
        output.ResetToCount();
        WriteMember(output, label, text);
        byte[] member = new byte[output.Count];
        output.Reset(member, 0, member.Length);
        WriteMember(output, label, text);
        return member;
    }

    private static void WriteMember(ByteWriter output, string label, string text)
    {
        var json = new JsonWriter(output);
        json.WriteName(label);
        json.WriteString(text);
        output.WriteByte(',');
    }
}
