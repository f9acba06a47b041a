using Telenode.Encoding;

namespace Telenode.SimBoard.Decoding;

/// <summary>Decodes compact packs (docs/telemetry-format.md): a CBOR sequence (RFC 8742) of one array for each sampling instant.</summary>
internal sealed class CompactDecoder(CborReader reader, CborFieldSource source, long nowMs)
{
    private readonly List<DecodedReading> _readings = [];
    private long _boot;
    private long _sequence;
    private long _timeMs;

    internal IReadOnlyList<DecodedReading> Readings => _readings;

    /// <summary>Decodes all rows; whether that worked is in the source.</summary>
    internal void Decode(Func<long, TelemetrySchema?> schemaOf)
    {
        int left = reader.ReadArrayHeader();
        _boot = ReadCell(ref left);
        _sequence = ReadCell(ref left);
        if (!source.Failed && schemaOf(_boot) is { } schema)
        {
            ReadRow(schema, left);
            while (reader.NextType != CborType.None && !source.Failed)
            {
                ReadRow(schema, reader.ReadArrayHeader());
            }
        }
        else
        {
            source.Fail($"the schema message of boot {_boot} was not seen");
        }
    }

    // The first row's time is absolute, a further one's relative to the row before; with a sum starting at 0 both are added.
    private void ReadRow(TelemetrySchema schema, int left)
    {
        _timeMs = SenmlTime.Add(_timeMs, ReadCell(ref left), source);
        for (int channel = 0; reader.NextItem(ref left); channel++)
        {
            if (reader.NextType == CborType.Null)
            {
                reader.ReadNull();
                continue;
            }

            long mantissa = reader.ReadInteger();
            if (channel >= schema.Fields.Count)
            {
                source.Fail("more values than the schema has fields");
            }
            else if (!source.Failed)
            {
                AddReading(schema, schema.Fields[channel], mantissa);
            }
        }
    }

    private void AddReading(TelemetrySchema schema, TelemetrySchema.Field field, long mantissa)
    {
        _readings.Add(new DecodedReading
        {
            Name = schema.BaseName + field.Name,
            Unit = field.Unit,
            Value = Number.FromDecimal(mantissa, field.Exponent),
            TimeMs = SenmlTime.Resolve(_timeMs, nowMs),
            TimeIsRelative = SenmlTime.IsRelative(_timeMs),
            Boot = _boot,
            Sequence = _sequence++,
        });
    }

    private long ReadCell(ref int left)
    {
        if (reader.NextItem(ref left))
        {
            return reader.ReadInteger();
        }

        source.Fail("a row without boot, sequence or time");
        return 0;
    }
}
