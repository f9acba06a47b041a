namespace Telenode.Coap;

/// <summary>The value of a Block option (RFC 7959 §2.2): block number, more flag, size exponent.</summary>
public static class Block
{
    /// <summary>The largest size of a block.</summary>
    public const int MaxSize = 1024;

    /// <summary>The reserved size exponent (on a stream: blocks of 1024 bytes in bulk, RFC 8323 §6).</summary>
    public const int ReservedExponent = 7;

    /// <summary>NUM.</summary>
    public static int NumberOf(int value) => value >> 4;

    /// <summary>M.</summary>
    public static bool MoreOf(int value) => (value & 8) != 0;

    /// <summary>SZX, 0 to 7.</summary>
    public static int ExponentOf(int value) => value & 7;

    /// <summary>Bytes of a block: 16 to 1024.</summary>
    public static int SizeOf(int value) => 16 << (value & 7);

    /// <summary>Where the block begins in its body, in bytes.</summary>
    public static int OffsetOf(int value) => (value >> 4) << ((value & 7) + 4);

    /// <summary>Composes a value.</summary>
    public static int Of(int number, bool more, int exponent) => (number << 4) | (more ? 8 : 0) | exponent;

    /// <summary>The exponent of the largest block that is not larger than <paramref name="size"/>, at least 0, at most 6.</summary>
    public static int ExponentFor(int size)
    {
        int exponent = 0;
        while (exponent < 6 && 32 << exponent <= size)
        {
            exponent++;
        }

        return exponent;
    }
}
