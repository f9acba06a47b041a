using System.Globalization;
using Telenode.Encoding;

namespace Telenode.Tests.Host.Encoding;

/// <summary>CBOR items in diagnostic notation (RFC 8949 §8), by way of everything that the reader offers.</summary>
internal static class CborDiagnostic
{
    internal static string Of(CborReader reader, byte[] bytes)
    {
        switch (reader.NextType)
        {
            case CborType.Unsigned:
                return ((ulong)reader.ReadArgument()).ToString(CultureInfo.InvariantCulture);
            case CborType.Negative:
                return (-1 - (Int128)(ulong)reader.ReadArgument()).ToString(CultureInfo.InvariantCulture);
            case CborType.Bytes or CborType.Text:
                return String(reader, bytes);
            case CborType.Array:
                return Container(reader.ReadArrayHeader(), "[", "]", reader, () => Of(reader, bytes));
            case CborType.Map:
                return Container(reader.ReadMapHeader(), "{", "}", reader, () => Of(reader, bytes) + ": " + Of(reader, bytes));
            case CborType.Tag:
                return reader.ReadTag().ToString(CultureInfo.InvariantCulture) + "(" + Of(reader, bytes) + ")";
            case CborType.Boolean:
                return reader.ReadBoolean() ? "true" : "false";
            case CborType.Null:
                reader.ReadNull();
                return "null";
            case CborType.Undefined:
                reader.Skip();
                return "undefined";
            case CborType.Simple:
                int at = reader.Position;
                reader.Skip();
                return reader.Failed ? "" : $"simple({(bytes[at] == 0xF8 ? bytes[reader.Position - 1] : bytes[at] & 0x1F)})";
            case CborType.Float16:
                return Print((double)BitConverter.UInt16BitsToHalf((ushort)reader.ReadFloatBits()));
            case CborType.Float32:
                return Print(BitConverter.UInt32BitsToSingle((uint)reader.ReadFloatBits()));
            case CborType.Float64:
                return Print(BitConverter.Int64BitsToDouble(reader.ReadFloatBits()));
            default:
                reader.Skip(); // an error, of a kind that Skip finds
                return "";
        }
    }

    private static string Container(int left, string open, string close, CborReader reader, Func<string> item)
    {
        string start = left == CborReader.Indefinite ? open + "_ " : open;
        var items = new List<string>();
        while (reader.NextItem(ref left))
        {
            items.Add(item());
        }

        return start + string.Join(", ", items) + close;
    }

    private static string String(CborReader reader, byte[] bytes)
    {
        bool text = reader.NextType == CborType.Text;
        bool indefinite = (bytes[reader.Position] & 0x1F) == 31;
        var chunks = new List<string>();
        reader.BeginString();
        while (reader.NextChunk())
        {
            ReadOnlySpan<byte> chunk = bytes.AsSpan(reader.ChunkOffset, reader.ChunkCount);
            chunks.Add(text ? "\"" + System.Text.Encoding.UTF8.GetString(chunk) + "\"" : "h'" + Convert.ToHexStringLower(chunk) + "'");
        }

        string all = string.Join(", ", chunks);
        return indefinite ? "(_ " + all + ")" : all;
    }

    private static string Print(double value) => value switch
    {
        double.PositiveInfinity => "Infinity",
        double.NegativeInfinity => "-Infinity",
        _ => value.ToString("R", CultureInfo.InvariantCulture),
    };
}
