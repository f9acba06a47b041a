using Telenode.Encoding;

namespace Telenode.Telemetry;

/// <summary>How readings become a payload.</summary>
public enum PackFormat
{
    /// <summary>SenML in CBOR (RFC 8428 §6), media type application/senml+cbor.</summary>
    SenmlCbor = 0,

    /// <summary>SenML in JSON (RFC 8428 §5), media type application/senml+json.</summary>
    SenmlJson,

    /// <summary>Rows of scaled integers in CBOR, read with the retained schema message.</summary>
    Compact,
}

/// <summary>The names of the formats in settings and on the command line.</summary>
public static class PackFormats
{
    /// <summary>The name of a format.</summary>
    public static string NameOf(PackFormat format)
    {
        switch (format)
        {
            case PackFormat.SenmlJson: return SenmlJsonPack.Format;
            case PackFormat.Compact: return CompactPack.Format;
            default: return SenmlCborPack.Format;
        }
    }

    /// <summary>Finds a format by its name.</summary>
    /// <returns>False when there is none of that name.</returns>
    public static bool TryParse(string name, out PackFormat format)
    {
        for (format = PackFormat.SenmlCbor; format <= PackFormat.Compact; format++)
        {
            if (NameOf(format) == name)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Creates the writer of a format.</summary>
    public static IPackWriter CreateWriter(PackFormat format, PackSchema schema)
    {
        switch (format)
        {
            case PackFormat.SenmlJson: return new SenmlJsonPack(schema);
            case PackFormat.Compact: return new CompactPack(schema);
            default: return new SenmlCborPack(schema);
        }
    }
}
