using System;
using Telenode.Core;
using Telenode.Encoding;

namespace Telenode.Tests.Encoding;

[TestClass]
public class CborWriterTests
{
    [TestMethod]
    public void Integers_take_the_shortest_head()
    {
        // RFC 8949 Appendix A, and the last of each length with the first of the next.
        Assert.AreEqual("00", Integer(0));
        Assert.AreEqual("17", Integer(23));
        Assert.AreEqual("1818", Integer(24));
        Assert.AreEqual("18ff", Integer(0xFF));
        Assert.AreEqual("190100", Integer(0x100));
        Assert.AreEqual("1903e8", Integer(1000));
        Assert.AreEqual("19ffff", Integer(0xFFFF));
        Assert.AreEqual("1a00010000", Integer(0x10000));
        Assert.AreEqual("1a000f4240", Integer(1000000));
        Assert.AreEqual("1affffffff", Integer(0xFFFFFFFFL));
        Assert.AreEqual("1b0000000100000000", Integer(0x100000000L));
        Assert.AreEqual("1b000000e8d4a51000", Integer(1000000000000L));
        Assert.AreEqual("1b7fffffffffffffff", Integer(long.MaxValue));
        Assert.AreEqual("20", Integer(-1));
        Assert.AreEqual("29", Integer(-10));
        Assert.AreEqual("37", Integer(-24));
        Assert.AreEqual("3818", Integer(-25));
        Assert.AreEqual("3863", Integer(-100));
        Assert.AreEqual("3903e7", Integer(-1000));
        Assert.AreEqual("3b7fffffffffffffff", Integer(long.MinValue));
    }

    [TestMethod]
    public void Decimal_fractions_are_tag_4_with_exponent_and_mantissa()
    {
        Assert.AreEqual("c48221196ab3", Decimal(27315, -2), "RFC 8949 §3.4.4: 273.15");
        Assert.AreEqual("c482222b", Decimal(-12, -3));
        Assert.AreEqual("c482021818", Decimal(24, 2));
        Assert.AreEqual("190383", Decimal(899, 0), "an integer is one");
    }

    [TestMethod]
    public void Strings_are_counted_in_bytes()
    {
        // RFC 8949 Appendix A.
        Assert.AreEqual("60", Text(""));
        Assert.AreEqual("6449455446", Text("IETF"));
        Assert.AreEqual("62225c", Text("\"\\"));
        Assert.AreEqual("62c3bc", Text("\u00fc"));
        Assert.AreEqual("63e6b0b4", Text("\u6c34"));

        var output = new ByteWriter();
        byte[] buffer = new byte[8];
        output.Reset(buffer, 0, 8);
        new CborWriter(output).WriteText(new byte[] { 0, 0xC3, 0xBC, 0 }, 1, 2);
        new CborWriter(output).WriteBytes(new byte[] { 9, 1, 2 }, 1, 2);
        Assert.AreEqual("62c3bc420102", Hex.Of(buffer, 0, output.Count));
    }

    [TestMethod]
    public void Arrays_maps_tags_and_simple_values()
    {
        byte[] buffer = new byte[20];
        var output = new ByteWriter();
        var cbor = new CborWriter(output);
        output.Reset(buffer, 0, 20);
        cbor.WriteArrayHeader(4);
        cbor.WriteMapHeader(1);
        cbor.WriteInteger(1);
        cbor.WriteNull();
        cbor.WriteBoolean(false);
        cbor.WriteBoolean(true);
        cbor.WriteTag(55799);
        cbor.WriteArrayHeader(0);
        Assert.AreEqual("84a101f6f4f5d9d9f780", Hex.Of(buffer, 0, output.Count));
    }

    [TestMethod]
    public void A_dry_run_gives_the_size_and_too_little_room_is_noticed_at_every_length()
    {
        byte[] buffer = new byte[40];
        var output = new ByteWriter();
        output.ResetToCount();
        WriteSomething(output);
        int size = output.Count;
        Assert.AreEqual(31, size);
        for (int room = 0; room <= size; room++)
        {
            Array.Clear(buffer, 0, buffer.Length);
            output.Reset(buffer, 0, room);
            WriteSomething(output);
            Assert.AreEqual(room < size, output.Overflowed);
            Assert.AreEqual(size, output.Count);
            for (int i = room; i < buffer.Length; i++)
            {
                Assert.AreEqual(0, (int)buffer[i], "past the end");
            }
        }
    }

    [TestMethod]
    public void Misuse_is_refused()
    {
        Assert.ThrowsException(typeof(ArgumentNullException), () => new CborWriter(null));
        Assert.ThrowsException(typeof(ArgumentOutOfRangeException), () => new CborWriter(new ByteWriter()).WriteArrayHeader(-1));
        Assert.ThrowsException(typeof(ArgumentOutOfRangeException), () => new CborWriter(new ByteWriter()).WriteTag(-1));
    }

    private static void WriteSomething(ByteWriter output)
    {
        var cbor = new CborWriter(output);
        cbor.WriteMapHeader(3);
        cbor.WriteText("t\u00e4g");
        cbor.WriteDecimal(2156, -2);
        cbor.WriteInteger(-70000);
        cbor.WriteInteger(long.MaxValue);
        cbor.WriteTag(1);
        cbor.WriteBytes(new byte[] { 1, 2, 3 }, 0, 3);
    }

    private static string Integer(long value) => Decimal(value, 0);

    private static string Decimal(long mantissa, int exponent)
    {
        byte[] buffer = new byte[20];
        var output = new ByteWriter();
        output.Reset(buffer, 0, 20);
        new CborWriter(output).WriteDecimal(mantissa, exponent);
        return Hex.Of(buffer, 0, output.Count);
    }

    private static string Text(string text)
    {
        byte[] buffer = new byte[20];
        var output = new ByteWriter();
        output.Reset(buffer, 0, 20);
        new CborWriter(output).WriteText(text);
        return Hex.Of(buffer, 0, output.Count);
    }
}
