using System.Buffers;
using System.Numerics;
using Telenode.Encoding;

namespace Telenode.SimBoard.Decoding;

/// <summary>Field values out of CBOR, in any encoding that RFC 8949 allows.</summary>
internal sealed class CborFieldSource(CborReader reader, byte[] payload) : IFieldSource
{
    private string? _reason;

    /// <summary>Why it failed; null when it did not.</summary>
    internal string? Reason => _reason ?? (reader.Failed ? $"CBOR {Words(reader.Error)} at byte {reader.Position}" : null);

    internal bool Failed => _reason is not null || reader.Failed;

    public void Fail(string reason) => _reason ??= reader.Failed ? null : reason;

    public void Skip() => reader.Skip();

    public bool ReadBoolean() => reader.ReadBoolean();

    public long? ReadIntegerIfAny()
    {
        bool negative = reader.NextType == CborType.Negative;
        if (!negative && reader.NextType != CborType.Unsigned)
        {
            reader.Skip();
            return null;
        }

        long argument = reader.ReadArgument();
        return argument < 0 ? null : negative ? ~argument : argument;
    }

    public byte[] ReadData()
    {
        bool isData = reader.NextType == CborType.Bytes;
        byte[] data = ReadChunks();
        if (!isData)
        {
            Fail("text where bytes belong");
        }

        return data;
    }

    public string ReadText()
    {
        bool isText = reader.NextType == CborType.Text;
        byte[] utf8 = ReadChunks();
        if (!isText)
        {
            Fail("bytes where text belongs");
        }

        if (!System.Text.Unicode.Utf8.IsValid(utf8))
        {
            Fail("text that is not UTF-8");
            return "";
        }

        return System.Text.Encoding.UTF8.GetString(utf8);
    }

    public Number ReadNumber()
    {
        switch (reader.NextType)
        {
            case CborType.Float16:
                return Number.FromBinary((double)BitConverter.UInt16BitsToHalf((ushort)reader.ReadFloatBits()));
            case CborType.Float32:
                return Number.FromBinary(BitConverter.UInt32BitsToSingle((uint)reader.ReadFloatBits()));
            case CborType.Float64:
                return Number.FromBinary(BitConverter.UInt64BitsToDouble((ulong)reader.ReadFloatBits()));
            case CborType.Tag:
                return ReadTaggedNumber();
            default:
                return Number.FromDecimal(ReadBareInteger(), 0);
        }
    }

    // Tags 2 and 3 are bignums, 4 and 5 decimal fractions and bigfloats (RFC 8949 §3.4.3, §3.4.4).
    private Number ReadTaggedNumber()
    {
        long tag = reader.ReadTag();
        if (tag is 2 or 3)
        {
            return Number.FromDecimal(ReadBignum(tag), 0);
        }

        if (tag is not 4 and not 5)
        {
            Fail($"tag {(ulong)tag} where a number belongs");
            return default;
        }

        int count = reader.ReadArrayHeader();
        long exponent = reader.NextItem(ref count) ? reader.ReadInteger() : 0;
        BigInteger mantissa = 0;
        bool complete = reader.NextItem(ref count);
        if (complete)
        {
            mantissa = reader.NextType == CborType.Tag ? ReadBignum(reader.ReadTag()) : ReadBareInteger();
        }

        if (!complete || reader.NextItem(ref count))
        {
            Fail("a fraction that is not a pair");
        }

        if (exponent is < -100_000 or > 100_000)
        {
            Fail("an exponent beyond every number");
            return default;
        }

        return tag == 4
            ? Number.FromDecimal(mantissa, (int)exponent)
            : Number.FromBinary(Math.ScaleB((double)mantissa, (int)exponent));
    }

    private BigInteger ReadBareInteger()
    {
        bool negative = reader.NextType == CborType.Negative;
        var argument = (BigInteger)(ulong)reader.ReadArgument();
        return negative ? -1 - argument : argument;
    }

    private BigInteger ReadBignum(long tag)
    {
        if (tag is not 2 and not 3)
        {
            Fail($"tag {(ulong)tag} where an integer belongs");
            return 0;
        }

        var magnitude = new BigInteger(ReadData(), isUnsigned: true, isBigEndian: true);
        return tag == 2 ? magnitude : -1 - magnitude;
    }

    private byte[] ReadChunks()
    {
        var whole = new ArrayBufferWriter<byte>();
        reader.BeginString();
        while (reader.NextChunk())
        {
            whole.Write(payload.AsSpan(reader.ChunkOffset, reader.ChunkCount));
        }

        return whole.WrittenSpan.ToArray();
    }

    private static string Words(CborError error) => error switch
    {
        CborError.Truncated => "cut short",
        CborError.Malformed => "malformed",
        CborError.WrongType => "of an unexpected type",
        CborError.OutOfRange => "number too large",
        CborError.TooDeep => "nested too deep",
        _ => "fine",
    };
}
