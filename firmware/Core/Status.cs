namespace Telenode.Core;

/// <summary>How an operation on a port or a chip ended. <see cref="StatusText"/> gives the words.</summary>
public enum Status
{
    /// <summary>Done; the result is valid.</summary>
    Ok = 0,

    /// <summary>Begun and not finished: ask again later.</summary>
    Pending,

    /// <summary>Nothing answers at the address.</summary>
    Absent,

    /// <summary>Something answers, but its identity is not the expected chip's.</summary>
    WrongChip,

    /// <summary>The checksum of the answer is wrong.</summary>
    ChecksumMismatch,

    /// <summary>The chip answers without ever finishing a conversion, or its registers do not hold what they were given.</summary>
    Stuck,

    /// <summary>The value is outside what the chip can measure.</summary>
    OutOfRange,

    /// <summary>The other side took longer than its datasheet or protocol allows.</summary>
    Timeout,

    /// <summary>The bus itself failed: arbitration lost, a line held low, a driver error.</summary>
    BusFault,
}
