using System.Buffers.Text;
using System.Globalization;
using System.Numerics;
using System.Text.Json;

namespace Telenode.SimBoard.Decoding;

/// <summary>Field values out of a JSON object.</summary>
internal sealed class JsonFieldSource : IFieldSource
{
    private JsonElement _value;

    /// <summary>Why it failed; null when it did not.</summary>
    internal string? Reason { get; private set; }

    /// <summary>Moves on to the value of the next field.</summary>
    internal void MoveTo(JsonElement value) => _value = value;

    public void Fail(string reason) => Reason ??= reason;

    public void Skip()
    {
    }

    public string ReadText() => Expect(JsonValueKind.String) ? _value.GetString()! : "";

    public bool ReadBoolean()
    {
        if (_value.ValueKind is not JsonValueKind.True and not JsonValueKind.False)
        {
            Fail($"{_value.ValueKind} where a boolean belongs");
        }

        return _value.ValueKind == JsonValueKind.True;
    }

    public long? ReadIntegerIfAny() => _value.ValueKind == JsonValueKind.Number && _value.TryGetInt64(out long value) ? value : null;

    // Base64 with the URL-safe alphabet (RFC 8428 §5); padding should be absent and does no harm.
    public byte[] ReadData()
    {
        string text = ReadText();
        if (!Base64Url.IsValid(text))
        {
            Fail("data that is not base64url");
            return [];
        }

        return Base64Url.DecodeFromChars(text);
    }

    public Number ReadNumber() => Expect(JsonValueKind.Number) ? Parse(_value.GetRawText()) : default;

    // A JSON number is a decimal: it is taken as such, digit by digit.
    private Number Parse(string text)
    {
        int power = text.AsSpan().IndexOfAny('e', 'E');
        string mantissa = power < 0 ? text : text[..power];
        int point = mantissa.IndexOf('.');
        int places = point < 0 ? 0 : mantissa.Length - point - 1;
        int exponent = 0;
        if (mantissa.Length > 400 || (power >= 0 && !int.TryParse(text[(power + 1)..], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out exponent))
            || exponent is < -100_000 or > 100_000)
        {
            Fail("a number beyond every measurement");
            return default;
        }

        return Number.FromDecimal(BigInteger.Parse(mantissa.Replace(".", ""), CultureInfo.InvariantCulture), exponent - places);
    }

    private bool Expect(JsonValueKind kind)
    {
        if (_value.ValueKind == kind)
        {
            return true;
        }

        Fail($"{_value.ValueKind} where a {kind} belongs");
        return false;
    }
}
