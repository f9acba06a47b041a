namespace Telenode.SimBoard.Decoding;

/// <summary>A resolved record (RFC 8428 §4.6): one measurement with everything that was said of it elsewhere in the payload.</summary>
/// <remarks>At most one of <see cref="Value"/>, <see cref="Text"/>, <see cref="Boolean"/> and <see cref="Data"/> is there; none when only a sum was sent.</remarks>
public sealed record DecodedReading
{
    /// <summary>Base name and name together.</summary>
    public required string Name { get; init; }

    /// <summary>The unit, from the record, the base unit or the schema message; null when none of them names one.</summary>
    public string? Unit { get; init; }

    /// <summary>A number.</summary>
    public Number? Value { get; init; }

    /// <summary>A string value.</summary>
    public string? Text { get; init; }

    /// <summary>A boolean value.</summary>
    public bool? Boolean { get; init; }

    /// <summary>A data value.</summary>
    public byte[]? Data { get; init; }

    /// <summary>The sum over time.</summary>
    public Number? Sum { get; init; }

    /// <summary>Unix ms.</summary>
    public required long TimeMs { get; init; }

    /// <summary>Whether the payload gave the time relative to when it was sent, so that <see cref="TimeMs"/> is only as good as the time of its arrival.</summary>
    public bool TimeIsRelative { get; init; }

    /// <summary>Boot count of the device; null when the payload does not say.</summary>
    public long? Boot { get; init; }

    /// <summary>The reading's number within its boot; null when the payload does not say.</summary>
    public long? Sequence { get; init; }

    /// <summary>The value as text, whatever its type.</summary>
    public string ValueText => Value?.ToString() ?? Text ?? Boolean?.ToString().ToLowerInvariant()
        ?? (Data is null ? "" : Convert.ToHexStringLower(Data));
}
