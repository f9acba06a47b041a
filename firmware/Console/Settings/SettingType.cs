namespace Telenode.SerialConsole;

/// <summary>What a setting's value is.</summary>
public enum SettingType
{
    /// <summary>UTF-8 text without control characters; the range is its bytes.</summary>
    Text,

    /// <summary>A secret text, never shown.</summary>
    Password,

    /// <summary>Secret bytes, never shown: entered as <c>hex:…</c>, <c>base64:…</c> or as text; the range is the bytes that result.</summary>
    Key,

    /// <summary>Bytes that are no secret, entered as a <see cref="Key"/> is.</summary>
    Bytes,

    /// <summary>A whole number, decimal or like 0x76.</summary>
    Int,

    /// <summary>Yes or no: <c>1 0 on off yes no true false</c>.</summary>
    Flag,

    /// <summary>A time span such as <c>30s</c>; the range is in ms.</summary>
    Duration,

    /// <summary>One of a list of words.</summary>
    Choice,

    /// <summary>A URL. A password or query in it is never shown.</summary>
    Url,
}
