namespace Telenode.SimBoard.Decoding;

/// <summary>Applies base fields to the records that follow them (RFC 8428 §4.6).</summary>
internal sealed class SenmlResolver(long nowMs, TelemetrySchema? schema)
{
    // A higher version must not be used (RFC 8428 §4.4), unless its bits are known features (RFC 9100 §2):
    // 26 is version 10 with the secondary units of RFC 8798, which are units like any other here.
    private const double Version = 10;
    private const double VersionWithSecondaryUnits = 26;

    private readonly List<DecodedReading> _readings = [];
    private string _baseName = "";
    private string? _baseUnit;
    private Number? _baseTime;
    private Number? _baseValue;
    private Number? _baseSum;
    private long? _boot;
    private long? _sequence;

    internal IReadOnlyList<DecodedReading> Readings => _readings;

    /// <summary>Resolves the next record.</summary>
    /// <returns>Why it cannot be, or null.</returns>
    internal string? Add(SenmlRecord record)
    {
        if (record.Version is { } version && !(version.ToDouble() is <= Version or VersionWithSecondaryUnits))
        {
            return $"SenML version {version} is not known";
        }

        _baseName = record.BaseName ?? _baseName;
        _baseUnit = record.BaseUnit ?? _baseUnit;
        _baseTime = record.BaseTime ?? _baseTime;
        _baseValue = record.BaseValue ?? _baseValue;
        _baseSum = record.BaseSum ?? _baseSum;
        _boot = record.Boot ?? _boot;
        _sequence = record.BaseSequence ?? _sequence + 1;
        return IsBaseOnly(record) ? null : Resolve(record);
    }

    // A record of nothing but base fields prepares those after it.
    private static bool IsBaseOnly(SenmlRecord record) =>
        record is { Name: null, Unit: null, Value: null, Text: null, Boolean: null, Data: null, Sum: null, Time: null, UpdateTime: null };

    private string? Resolve(SenmlRecord record)
    {
        string name = _baseName + record.Name;
        if (name.Length == 0)
        {
            return "a record without a name";
        }

        int values = (record.Value is null ? 0 : 1) + (record.Text is null ? 0 : 1) + (record.Boolean is null ? 0 : 1) + (record.Data is null ? 0 : 1);
        Number? value = values == 0 ? _baseValue : Sum(record.Value, record.Value is null ? null : _baseValue);
        Number? sum = Sum(record.Sum, _baseSum);
        if (values > 1 || (values == 0 && value is null && sum is null))
        {
            return $"\"{name}\" has {(values == 0 ? "no value" : "more than one value")}";
        }

        if (TimeOf(record) is not { } time)
        {
            return $"the time of \"{name}\" is out of range";
        }

        _readings.Add(new DecodedReading
        {
            Name = name,
            Unit = record.Unit ?? _baseUnit ?? schema?.UnitOf(name),
            Value = value,
            Text = record.Text,
            Boolean = record.Boolean,
            Data = record.Data,
            Sum = sum,
            TimeMs = SenmlTime.Resolve(time, nowMs),
            TimeIsRelative = SenmlTime.IsRelative(time),
            Boot = _boot,
            Sequence = _sequence,
        });
        return null;
    }

    private long? TimeOf(SenmlRecord record)
    {
        long? ms = (Sum(_baseTime, record.Time) ?? Number.FromDecimal(0, 0)).ToUnitsOf(-3);
        return ms is { } known && SenmlTime.IsInRange(known) ? ms : null;
    }

    private static Number? Sum(Number? a, Number? b) => a is { } first && b is { } second ? first + second : a ?? b;
}
