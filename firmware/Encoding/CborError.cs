namespace Telenode.Encoding;

/// <summary>Why a <see cref="CborReader"/> stopped.</summary>
public enum CborError
{
    /// <summary>It did not.</summary>
    None = 0,

    /// <summary>The input ends within an item.</summary>
    Truncated,

    /// <summary>Not well-formed (RFC 8949 §3, Appendix F).</summary>
    Malformed,

    /// <summary>Well-formed, and another type than the caller asked for.</summary>
    WrongType,

    /// <summary>Well-formed, and too large for the type that the caller asked for.</summary>
    OutOfRange,

    /// <summary>Nested deeper than the reader was made for.</summary>
    TooDeep,
}
