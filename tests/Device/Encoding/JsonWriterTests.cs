using System;
using Telenode.Core;
using Telenode.Encoding;

namespace Telenode.Tests.Encoding;

[TestClass]
public class JsonWriterTests
{
    [TestMethod]
    public void Decimals_are_written_digit_by_digit()
    {
        Assert.AreEqual("0", Decimal(0, 0));
        Assert.AreEqual("-7", Decimal(-7, 0));
        Assert.AreEqual("9223372036854775807", Decimal(long.MaxValue, 0));
        Assert.AreEqual("-9223372036854775808", Decimal(long.MinValue, 0));
        Assert.AreEqual("21.56", Decimal(2156, -2));
        Assert.AreEqual("21.50", Decimal(2150, -2), "the places tell the resolution");
        Assert.AreEqual("0.05", Decimal(5, -2));
        Assert.AreEqual("-0.05", Decimal(-5, -2));
        Assert.AreEqual("0.50", Decimal(50, -2));
        Assert.AreEqual("0.00", Decimal(0, -2));
        Assert.AreEqual("-1.0", Decimal(-10, -1));
        Assert.AreEqual("500", Decimal(5, 2));
        Assert.AreEqual("-1200000000000", Decimal(-12, 11));
        Assert.AreEqual("0", Decimal(0, 3));
        Assert.AreEqual("-9223372036854775.808", Decimal(long.MinValue, -3));
        Assert.AreEqual("0.0000000009", Decimal(9, -10));
    }

    [TestMethod]
    public void Strings_are_escaped_as_RFC_8259_requires()
    {
        Assert.AreEqual("\"a/b\"", Text("a/b"));
        Assert.AreEqual("\"\\\"\\\\\"", Text("\"\\"));
        Assert.AreEqual("\"\\u000a\\u001f\\u0001\"", Text("\n\u001f\u0001"));
        Assert.AreEqual("\"\u00b5\u6c34\u007f\"", Text("\u00b5\u6c34\u007f"));
    }

    [TestMethod]
    public void Commas_stand_where_they_belong()
    {
        byte[] buffer = new byte[100];
        var output = new ByteWriter();
        output.Reset(buffer, 0, 100);
        var json = new JsonWriter(output);
        WriteNested(json);
        Assert.AreEqual("{\"a\":[],\"b\":[1,{\"c\":null},[true,false]],\"d\":\"e\"}", Ascii(buffer, output.Count));
        output.Reset(buffer, 0, 100);
        json.Reset();
        json.WriteInteger(1);
        Assert.AreEqual("1", Ascii(buffer, output.Count), "a new text starts without a comma");
    }

    [TestMethod]
    public void A_dry_run_gives_the_size_and_too_little_room_is_noticed_at_every_length()
    {
        byte[] buffer = new byte[60];
        var output = new ByteWriter();
        output.ResetToCount();
        WriteNested(new JsonWriter(output));
        int size = output.Count;
        for (int room = 0; room <= size; room++)
        {
            Array.Clear(buffer, 0, buffer.Length);
            output.Reset(buffer, 0, room);
            WriteNested(new JsonWriter(output));
            Assert.AreEqual(room < size, output.Overflowed);
            Assert.AreEqual(size, output.Count);
            Assert.AreEqual(0, (int)buffer[room], "past the end");
        }
    }

    [TestMethod]
    public void Misuse_is_refused()
    {
        Assert.ThrowsException(typeof(ArgumentNullException), () => new JsonWriter(null));
    }

    internal static string Ascii(byte[] buffer, int count) => System.Text.Encoding.UTF8.GetString(buffer, 0, count);

    private static void WriteNested(JsonWriter json)
    {
        json.BeginObject();
        json.WriteName("a");
        json.BeginArray();
        json.EndArray();
        json.WriteName("b");
        json.BeginArray();
        json.WriteInteger(1);
        json.BeginObject();
        json.WriteName("c");
        json.WriteNull();
        json.EndObject();
        json.BeginArray();
        json.WriteBoolean(true);
        json.WriteBoolean(false);
        json.EndArray();
        json.EndArray();
        json.WriteName("d");
        json.WriteString("e");
        json.EndObject();
    }

    private static string Decimal(long mantissa, int exponent)
    {
        byte[] buffer = new byte[40];
        var output = new ByteWriter();
        output.Reset(buffer, 0, 40);
        new JsonWriter(output).WriteDecimal(mantissa, exponent);
        return Ascii(buffer, output.Count);
    }

    private static string Text(string text)
    {
        byte[] buffer = new byte[40];
        var output = new ByteWriter();
        output.Reset(buffer, 0, 40);
        new JsonWriter(output).WriteString(text);
        return Ascii(buffer, output.Count);
    }
}
