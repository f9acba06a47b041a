using System.Text;
using Telenode.Coap;

namespace Telenode.Cli.Coap;

/// <summary>A CoAP message as a person reads it.</summary>
internal static class MessageText
{
    private static readonly Dictionary<int, string> _formats = new()
    {
        [ContentFormat.Text] = "text/plain",
        [16] = "application/cose; cose-type=\"cose-encrypt0\"",
        [ContentFormat.LinkFormat] = "application/link-format",
        [41] = "application/xml",
        [ContentFormat.Octets] = "application/octet-stream",
        [47] = "application/exi",
        [ContentFormat.Json] = "application/json",
        [ContentFormat.Cbor] = "application/cbor",
        [ContentFormat.SenmlJson] = "application/senml+json",
        [111] = "application/sensml+json",
        [ContentFormat.SenmlCbor] = "application/senml+cbor",
        [113] = "application/sensml+cbor",
    };

    /// <summary>The name of a content format, or its number.</summary>
    public static string FormatName(int format) => _formats.TryGetValue(format, out string? name) ? name : $"content-format {format}";

    /// <summary>A content format by number or media type; −1 when there is none such.</summary>
    public static int ParseFormat(string text)
    {
        if (int.TryParse(text, out int number))
        {
            return number is >= 0 and <= 65535 ? number : -1;
        }

        foreach ((int format, string name) in _formats)
        {
            if (name == text || name == "application/" + text)
            {
                return format;
            }
        }

        return -1;
    }

    /// <summary>Code and options of a response in one line, such as "2.05 Content, application/senml+cbor, Max-Age 30".</summary>
    public static string Head(CoapMessage message)
    {
        var parts = new List<string> { CoapCode.Describe(message.Code) };
        message.RewindOptions();
        while (message.NextOption())
        {
            parts.Add(Option(message));
        }

        return string.Join(", ", parts);
    }

    /// <summary>A payload: text as it is, JSON as it is, CBOR in diagnostic notation, anything else in hexadecimal.</summary>
    public static string Payload(ReadOnlySpan<byte> payload, int format)
    {
        bool isCbor = format is ContentFormat.Cbor or ContentFormat.SenmlCbor or 113;
        string? text = isCbor ? CborDiagnostics.TryFormat(payload) : Utf8(payload);
        return text ?? Convert.ToHexStringLower(payload);
    }

    private static string Option(CoapMessage message)
    {
        string text = Utf8(message.Buffer.AsSpan(message.OptionOffset, message.OptionLength)) ?? "";
        string hex = Convert.ToHexStringLower(message.Buffer.AsSpan(message.OptionOffset, message.OptionLength));
        return message.OptionNumber switch
        {
            OptionNumber.ContentFormat => FormatName(message.ContentFormat),
            OptionNumber.ETag => $"ETag {hex}",
            OptionNumber.Observe => $"Observe {message.Observe}",
            OptionNumber.MaxAge => $"Max-Age {message.MaxAge}",
            OptionNumber.LocationPath => $"Location-Path \"{text}\"",
            OptionNumber.LocationQuery => $"Location-Query \"{text}\"",
            OptionNumber.Block1 => $"Block1 {BlockText(message.Block1)}",
            OptionNumber.Block2 => $"Block2 {BlockText(message.Block2)}",
            OptionNumber.Size1 => $"Size1 {message.Size1}",
            OptionNumber.Size2 => $"Size2 {message.Size2}",
            OptionNumber.Echo => $"Echo {hex}",
            int other => $"option {other} = {(hex.Length == 0 ? "empty" : hex)}",
        };
    }

    private static string BlockText(int value) => $"{Block.NumberOf(value)}/{(Block.MoreOf(value) ? 1 : 0)}/{Block.SizeOf(value)}";

    // Null when the bytes are not UTF-8, or hold what would upset a terminal.
    private static string? Utf8(ReadOnlySpan<byte> bytes)
    {
        try
        {
            string text = new UTF8Encoding(false, true).GetString(bytes);
            return text.Any(c => char.IsControl(c) && c is not ('\n' or '\r' or '\t')) ? null : text;
        }
        catch (ArgumentException)
        {
            return null;
        }
    }
}
