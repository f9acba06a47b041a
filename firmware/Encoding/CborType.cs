namespace Telenode.Encoding;

/// <summary>What the next item of a CBOR input is (RFC 8949 §3.1).</summary>
public enum CborType
{
    /// <summary>Nothing more: the end of the input, or an error was met before.</summary>
    None = 0,

    /// <summary>A byte that starts no well-formed item; reading or skipping it is an error.</summary>
    Invalid,

    /// <summary>Unsigned integer, 0 to 2^64 − 1.</summary>
    Unsigned,

    /// <summary>Negative integer, −2^64 to −1.</summary>
    Negative,

    /// <summary>Byte string.</summary>
    Bytes,

    /// <summary>Text string.</summary>
    Text,

    /// <summary>Array.</summary>
    Array,

    /// <summary>Map.</summary>
    Map,

    /// <summary>Tag; the item it is about follows.</summary>
    Tag,

    /// <summary>False or true.</summary>
    Boolean,

    /// <summary>Null.</summary>
    Null,

    /// <summary>Undefined.</summary>
    Undefined,

    /// <summary>Another simple value.</summary>
    Simple,

    /// <summary>IEEE 754 binary16.</summary>
    Float16,

    /// <summary>IEEE 754 binary32.</summary>
    Float32,

    /// <summary>IEEE 754 binary64.</summary>
    Float64,

    /// <summary>The end of an array or map of indefinite length.</summary>
    Break,
}
