using System;

namespace Telenode.Encoding;

/// <summary>Pulls items out of a CBOR input in any well-formed encoding (RFC 8949 §3), indefinite lengths included.</summary>
/// <remarks>
/// The caller asks <see cref="NextType"/> and reads the item with the method for its type. What is malformed, cut short or of another type
/// than was asked for sets <see cref="Error"/>, once and for all: from then on every read gives 0 and <see cref="NextType"/> is
/// <see cref="CborType.None"/>. No input makes it throw, read past the end or recurse.
/// </remarks>
public sealed partial class CborReader
{
    /// <summary>The count of an array or map whose end is marked by a break.</summary>
    public const int Indefinite = -1;

    // What an open container still expects, beside a positive number of items.
    private const int ArrayItem = -1;
    private const int MapKey = -2;
    private const int MapValue = -3;

    private const int LengthUnknown = 31;

    private readonly int[] _open;
    private byte[] _buffer;
    private int _position;
    private int _end;

    // The head that was read last (§3): major type, low 5 bits, argument.
    private int _major;
    private int _info;
    private long _argument;

    /// <summary>Makes a reader.</summary>
    /// <param name="maxDepth">How deep arrays and maps may nest in what <see cref="Skip"/> passes over, at least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">The depth is less than 1.</exception>
    public CborReader(int maxDepth)
    {
        if (maxDepth < 1)
        {
            throw new ArgumentOutOfRangeException("maxDepth");
        }

        _open = new int[maxDepth];
        _buffer = new byte[0];
        _stringMajor = NoString;
    }

    /// <summary>Why it stopped.</summary>
    public CborError Error { get; private set; }

    /// <summary>Whether an error was met.</summary>
    public bool Failed => Error != CborError.None;

    /// <summary>Index in the buffer of the next byte; where an error was met, of the item with the error.</summary>
    public int Position => _position;

    /// <summary>What comes next.</summary>
    public CborType NextType
    {
        get
        {
            if (Failed || _position >= _end)
            {
                return CborType.None;
            }

            int initial = _buffer[_position];
            int info = initial & 0x1F;
            switch (initial >> 5)
            {
                case 0: return info > 27 ? CborType.Invalid : CborType.Unsigned;
                case 1: return info > 27 ? CborType.Invalid : CborType.Negative;
                case 2: return info > 27 && info < 31 ? CborType.Invalid : CborType.Bytes;
                case 3: return info > 27 && info < 31 ? CborType.Invalid : CborType.Text;
                case 4: return info > 27 && info < 31 ? CborType.Invalid : CborType.Array;
                case 5: return info > 27 && info < 31 ? CborType.Invalid : CborType.Map;
                case 6: return info > 27 ? CborType.Invalid : CborType.Tag;
                default: return TypeOfSimple(info);
            }
        }
    }

    /// <summary>Starts to read <paramref name="count"/> bytes at <paramref name="offset"/>.</summary>
    /// <exception cref="ArgumentException">The range is not within the buffer.</exception>
    public void Reset(byte[] buffer, int offset, int count)
    {
        if (buffer == null || offset < 0 || count < 0 || offset > buffer.Length - count)
        {
            throw new ArgumentException("buffer range");
        }

        _buffer = buffer;
        _position = offset;
        _end = offset + count;
        _stringMajor = NoString;
        ChunkOffset = offset;
        ChunkCount = 0;
        Error = CborError.None;
    }

    /// <summary>Reads an integer of either sign; one outside −2^63 to 2^63 − 1 is <see cref="CborError.OutOfRange"/>.</summary>
    public long ReadInteger()
    {
        int start = _position;
        bool negative = NextType == CborType.Negative;
        long argument = ReadArgument();
        if (argument < 0)
        {
            return Fail(CborError.OutOfRange, start);
        }

        return negative ? ~argument : argument;
    }

    /// <summary>Reads an integer's argument, all 64 bits of it: the value is the argument when the type was
    /// <see cref="CborType.Unsigned"/>, and −1 − argument when it was <see cref="CborType.Negative"/>.</summary>
    public long ReadArgument()
    {
        CborType type = NextType;
        return Take(type == CborType.Negative ? CborType.Negative : CborType.Unsigned) ? _argument : 0;
    }

    /// <summary>Reads false or true.</summary>
    public bool ReadBoolean() => Take(CborType.Boolean) && _info == 21;

    /// <summary>Reads null.</summary>
    public void ReadNull() => Take(CborType.Null);

    /// <summary>Reads a tag's number, all 64 bits of it; the item it is about comes next.</summary>
    public long ReadTag() => Take(CborType.Tag) ? _argument : 0;

    /// <summary>Reads a floating-point number of any width as its raw bits; <see cref="NextType"/> told the width.</summary>
    public long ReadFloatBits()
    {
        CborType type = NextType;
        bool isFloat = type == CborType.Float16 || type == CborType.Float32;
        return Take(isFloat ? type : CborType.Float64) ? _argument : 0;
    }

    /// <summary>Starts an array.</summary>
    /// <returns>How many items follow, or <see cref="Indefinite"/>: hand it to <see cref="NextItem"/>.</returns>
    public int ReadArrayHeader() => ReadHeader(CborType.Array);

    /// <summary>Starts a map.</summary>
    /// <returns>How many pairs follow, or <see cref="Indefinite"/>: hand it to <see cref="NextItem"/>.</returns>
    public int ReadMapHeader() => ReadHeader(CborType.Map);

    /// <summary>Asks for one more item of an array, or pair of a map, and consumes the break at the end of an indefinite one.</summary>
    /// <param name="remaining">What the header gave; counts down.</param>
    /// <returns>False at the end, and after any error: a loop over it always ends.</returns>
    public bool NextItem(ref int remaining)
    {
        if (Failed || remaining == 0)
        {
            return false;
        }

        if (remaining != Indefinite)
        {
            remaining--;
            return true;
        }

        if (_position >= _end)
        {
            Fail(CborError.Truncated, _position);
            return false;
        }

        if (NextType != CborType.Break)
        {
            return true;
        }

        _position++;
        remaining = 0;
        return false;
    }

    /// <summary>Reads a number as mantissa × 10^exponent: an integer, or a decimal fraction (tag 4, RFC 8949 §3.4.4) whose parts fit.</summary>
    /// <returns>False for anything else, which is an error.</returns>
    public bool ReadDecimal(out long mantissa, out int exponent)
    {
        mantissa = 0;
        exponent = 0;
        int start = _position;
        if (NextType == CborType.Tag)
        {
            long tag = ReadTag();
            int count = ReadArrayHeader();
            long power = NextItem(ref count) ? ReadInteger() : 0;
            mantissa = NextItem(ref count) ? ReadInteger() : Fail(CborError.WrongType, start);
            exponent = (int)power;
            if (tag != 4 || NextItem(ref count))
            {
                Fail(CborError.WrongType, start);
            }
            else if (exponent != power)
            {
                Fail(CborError.OutOfRange, start);
            }
        }
        else
        {
            mantissa = ReadInteger();
        }

        return !Failed;
    }

    private int ReadHeader(CborType type)
    {
        if (!Take(type))
        {
            return 0;
        }

        int expected = ExpectedItems();
        return expected < 0 ? Indefinite : type == CborType.Map ? expected / 2 : expected;
    }

    // What the container just started holds: a number of items or, where the length is not given, what may come first.
    private int ExpectedItems()
    {
        bool isMap = _major == 5;
        if (_info == LengthUnknown)
        {
            return isMap ? MapKey : ArrayItem;
        }

        // Each item takes at least a byte, so a count that the rest of the input cannot hold needs no further look.
        long count = _argument;
        int room = _end - _position;
        if (count < 0 || count > (isMap ? room / 2 : room))
        {
            return (int)Fail(CborError.Truncated, _position);
        }

        return (int)(isMap ? count * 2 : count);
    }

    private CborType TypeOfSimple(int info)
    {
        switch (info)
        {
            case 20: return CborType.Boolean;
            case 21: return CborType.Boolean;
            case 22: return CborType.Null;
            case 23: return CborType.Undefined;

            // Below 32 the two-byte form is not well-formed (§3.3).
            case 24: return _position + 1 < _end && _buffer[_position + 1] < 32 ? CborType.Invalid : CborType.Simple;
            case 25: return CborType.Float16;
            case 26: return CborType.Float32;
            case 27: return CborType.Float64;
            case 31: return CborType.Break;
            default: return info < 20 ? CborType.Simple : CborType.Invalid;
        }
    }

    private bool Take(CborType wanted)
    {
        CborType type = NextType;
        if (type == wanted)
        {
            return TakeHead();
        }

        // A break where an item is due ends something that is not open or only half a pair.
        bool malformed = type == CborType.Invalid || type == CborType.Break;
        Fail(type == CborType.None ? CborError.Truncated : malformed ? CborError.Malformed : CborError.WrongType, _position);
        return false;
    }

    private bool TakeHead()
    {
        int at = _position;
        CborType type = NextType;
        if (type == CborType.None || type == CborType.Invalid)
        {
            Fail(type == CborType.None ? CborError.Truncated : CborError.Malformed, at);
            return false;
        }

        byte[] buffer = _buffer;
        int info = buffer[at] & 0x1F;
        int size = info < 24 || info == LengthUnknown ? 0 : 1 << (info - 24);
        if (size > _end - at - 1)
        {
            Fail(CborError.Truncated, at);
            return false;
        }

        long argument = size == 0 ? info : 0;
        for (int i = 1; i <= size; i++)
        {
            argument = (argument << 8) | buffer[at + i];
        }

        _major = buffer[at] >> 5;
        _info = info;
        _argument = argument;
        _position = at + 1 + size;
        return true;
    }

    // The first error stays.
    private long Fail(CborError error, int position)
    {
        if (!Failed)
        {
            Error = error;
            _position = position;
        }

        return 0;
    }
}
