using System;
using Telenode.Encoding;

namespace Telenode.Tests.Encoding;

[TestClass]
public class CborReaderTests
{
    [TestMethod]
    public void Items_are_pulled_by_type()
    {
        CborReader reader = Read("8a 20 1b7fffffffffffffff 62c3bc 4101 f5 f6 f93c00 a0 c1 00 c48221196ab3");
        Assert.AreEqual((int)CborType.Array, (int)reader.NextType);
        Assert.AreEqual(10, reader.ReadArrayHeader());
        Assert.AreEqual((int)CborType.Negative, (int)reader.NextType);
        Assert.AreEqual(-1L, reader.ReadInteger());
        Assert.AreEqual(long.MaxValue, reader.ReadInteger());
        Assert.AreEqual((int)CborType.Text, (int)reader.NextType);
        Assert.IsTrue(reader.ReadString());
        Assert.AreEqual(2, reader.ChunkCount);
        Assert.AreEqual(12, reader.ChunkOffset);
        Assert.AreEqual((int)CborType.Bytes, (int)reader.NextType);
        Assert.IsTrue(reader.ReadString());
        Assert.AreEqual(1, reader.ChunkCount);
        Assert.IsTrue(reader.ReadBoolean());
        Assert.AreEqual((int)CborType.Null, (int)reader.NextType);
        reader.ReadNull();
        Assert.AreEqual((int)CborType.Float16, (int)reader.NextType);
        Assert.AreEqual(0x3C00L, reader.ReadFloatBits());
        Assert.AreEqual(0, reader.ReadMapHeader());
        Assert.AreEqual(1L, reader.ReadTag());
        Assert.AreEqual(0L, reader.ReadInteger());
        Assert.IsTrue(reader.ReadDecimal(out long mantissa, out int exponent));
        Assert.AreEqual(27315L, mantissa);
        Assert.AreEqual(-2, exponent);
        Assert.AreEqual((int)CborType.None, (int)reader.NextType);
        Assert.IsFalse(reader.Failed);
    }

    [TestMethod]
    public void Loops_over_definite_and_indefinite_containers_are_the_same()
    {
        Assert.AreEqual(6L, SumOf("83 01 02 03"));
        Assert.AreEqual(6L, SumOf("9f 01 02 03 ff"));
        Assert.AreEqual(0L, SumOf("80"));
        Assert.AreEqual(0L, SumOf("9f ff"));
    }

    [TestMethod]
    public void Strings_of_indefinite_length_come_in_chunks()
    {
        CborReader reader = Read("7f 657374726561 646d696e67 60 ff 00"); // RFC 8949 Appendix A and an empty chunk
        Assert.IsTrue(reader.BeginString());
        int chunks = 0;
        int bytes = 0;
        while (reader.NextChunk())
        {
            chunks++;
            bytes += reader.ChunkCount;
        }

        Assert.AreEqual(3, chunks);
        Assert.AreEqual(9, bytes);
        Assert.AreEqual(0L, reader.ReadInteger());
        Assert.IsFalse(reader.Failed);
    }

    [TestMethod]
    public void An_integer_beyond_a_long_is_read_as_its_argument()
    {
        CborReader reader = Read("1bffffffffffffffff");
        Assert.AreEqual(-1L, reader.ReadArgument());
        reader = Read("3bffffffffffffffff");
        Assert.AreEqual(0L, reader.ReadInteger());
        Assert.AreEqual((int)CborError.OutOfRange, (int)reader.Error);
        Assert.AreEqual(0, reader.Position);
    }

    [TestMethod]
    public void The_first_error_stays_and_says_where()
    {
        CborReader reader = Read("82 01 61");
        reader.ReadArrayHeader();
        Assert.IsFalse(reader.ReadString());
        Assert.AreEqual((int)CborError.WrongType, (int)reader.Error);
        Assert.AreEqual(1, reader.Position);
        Assert.AreEqual(0L, reader.ReadInteger());
        reader.Skip();
        Assert.AreEqual((int)CborError.WrongType, (int)reader.Error);
        Assert.AreEqual(1, reader.Position);
        Assert.AreEqual((int)CborType.None, (int)reader.NextType);
    }

    [TestMethod]
    public void A_type_that_was_not_asked_for_is_an_error()
    {
        CborReader reader = Read("00");
        Assert.AreEqual(0, reader.ReadArrayHeader());
        Assert.AreEqual((int)CborError.WrongType, (int)reader.Error);
        reader = Read("7f ff");
        Assert.IsFalse(reader.ReadString(), "not of definite length");
        Assert.AreEqual((int)CborError.WrongType, (int)reader.Error);
        reader = Read("c4 83 00 01 02");
        Assert.IsFalse(reader.ReadDecimal(out _, out _), "three parts");
        Assert.AreEqual((int)CborError.WrongType, (int)reader.Error);
        reader = Read("c4 81 00");
        Assert.IsFalse(reader.ReadDecimal(out _, out _), "one part");
        Assert.AreEqual((int)CborError.WrongType, (int)reader.Error);
        reader = Read("c5 82 00 01");
        Assert.IsFalse(reader.ReadDecimal(out _, out _), "a bigfloat");
        Assert.AreEqual((int)CborError.WrongType, (int)reader.Error);
        reader = Read("c4 82 1a80000000 01");
        Assert.IsFalse(reader.ReadDecimal(out _, out _), "an exponent beyond an int");
        Assert.AreEqual((int)CborError.OutOfRange, (int)reader.Error);
    }

    [TestMethod]
    public void Skipping_passes_one_item_and_follows_as_deep_as_it_was_made_for()
    {
        CborReader reader = Read("bf 01 9f 02 82 c1 03 a1 04 7f 61 61 ff ff ff 05");
        reader.Skip();
        Assert.AreEqual(5L, reader.ReadInteger());
        Assert.IsFalse(reader.Failed);

        reader = new CborReader(3);
        reader.Reset(Hex.Bytes("81 81 81 80"), 0, 4);
        reader.Skip();
        Assert.IsFalse(reader.Failed, "an empty array holds nothing to follow");
        reader.Reset(Hex.Bytes("81 81 81 81 00"), 0, 5);
        reader.Skip();
        Assert.AreEqual((int)CborError.TooDeep, (int)reader.Error);
    }

    [TestMethod]
    public void Misuse_is_refused()
    {
        Assert.ThrowsException(typeof(ArgumentOutOfRangeException), () => new CborReader(0));
        Assert.ThrowsException(typeof(ArgumentException), () => new CborReader(1).Reset(new byte[2], 1, 2));
        Assert.ThrowsException(typeof(ArgumentException), () => new CborReader(1).Reset(null, 0, 0));
    }

    private static long SumOf(string array)
    {
        CborReader reader = Read(array);
        long sum = 0;
        int left = reader.ReadArrayHeader();
        while (reader.NextItem(ref left))
        {
            sum += reader.ReadInteger();
        }

        Assert.IsFalse(reader.Failed);
        Assert.AreEqual((int)CborType.None, (int)reader.NextType);
        return sum;
    }

    private static CborReader Read(string hex)
    {
        byte[] bytes = Hex.Bytes(hex);
        var reader = new CborReader(8);
        reader.Reset(bytes, 0, bytes.Length);
        return reader;
    }
}
