using System.Text.Json;

namespace Telenode.SimBoard.Decoding;

/// <summary>A schema message (docs/telemetry-format.md): what the device's packs look like, and the units that they may leave out.</summary>
public sealed class TelemetrySchema
{
    private const int KnownLayout = 1;

    private readonly Dictionary<string, string?> _units;

    private TelemetrySchema(string device, long boot, string format, string baseName, IReadOnlyList<Field> fields)
    {
        Device = device;
        Boot = boot;
        Format = format;
        BaseName = baseName;
        Fields = fields;
        _units = fields.GroupBy(f => baseName + f.Name).ToDictionary(g => g.Key, g => g.First().Unit);
    }

    /// <summary>The device as its topics name it.</summary>
    public string Device { get; }

    /// <summary>The boot whose packs it describes.</summary>
    public long Boot { get; }

    /// <summary>Format of the packs.</summary>
    public string Format { get; }

    /// <summary>What precedes each name.</summary>
    public string BaseName { get; }

    /// <summary>The channels, in the order of a compact row.</summary>
    public IReadOnlyList<Field> Fields { get; }

    /// <summary>Parses a schema message.</summary>
    /// <param name="payload">The message.</param>
    /// <param name="error">Why it is none; null when it is.</param>
    /// <returns>The schema, or null.</returns>
    public static TelemetrySchema? Parse(ReadOnlySpan<byte> payload, out string? error)
    {
        // What is no object is refused without the parser, which would say so by an exception.
        int first = payload.IndexOfAnyExcept(" \t\r\n"u8);
        error = first < 0 || payload[first] != '{' ? "not a schema message: no object" : null;
        if (error is not null)
        {
            return null;
        }

        try
        {
            var message = JsonSerializer.Deserialize<Message>(payload, Options);
            error = message is null ? "not a schema message: null" : message.Problem();
            return message is null || error is not null
                ? null
                : new TelemetrySchema(message.Device!, message.Boot!.Value, message.Format!, message.Base!, [.. message.Fields!.Select(f => f!).OrderBy(f => f.Index)]);
        }
        catch (JsonException e)
        {
            error = "not a schema message: " + e.Message;
            return null;
        }
    }

    /// <summary>Unit of a full name; null when it has none or is not in the schema.</summary>
    internal string? UnitOf(string fullName) => _units.GetValueOrDefault(fullName);

    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web) { PropertyNameCaseInsensitive = false };

    /// <summary>One channel.</summary>
    /// <param name="Index">Its place in a compact row.</param>
    /// <param name="Name">Name within the device.</param>
    /// <param name="Unit">Unit; null for none.</param>
    /// <param name="Exponent">Decimal exponent of its integers in a compact row.</param>
    public sealed record Field(int Index, string Name, string? Unit, int Exponent);

    private sealed record Message(string? Device, long? Boot, string? Format, int? Layout, string? Base, Field?[]? Fields)
    {
        internal string? Problem()
        {
            if (Device is null || Boot is null || Format is null || Layout is null || Base is null || Fields is null)
            {
                return "not a schema message: device, boot, format, layout, base or fields is missing";
            }

            if (Layout != KnownLayout)
            {
                return $"layout {Layout} of the payloads is not known";
            }

            return Fields.Any(f => f?.Name is null) || !Fields.Select(f => f!.Index).Order().SequenceEqual(Enumerable.Range(0, Fields.Length))
                ? "not a schema message: the fields are not numbered 0, 1, 2, ..."
                : null;
        }
    }
}
