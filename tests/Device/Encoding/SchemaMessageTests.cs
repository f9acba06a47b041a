using System;
using Telenode.Encoding;

namespace Telenode.Tests.Encoding;

[TestClass]
public class SchemaMessageTests
{
    [TestMethod]
    public void The_message_names_everything_that_a_reader_of_the_packs_needs()
    {
        var schema = new PackSchema("node-01/", 17, new string[] { "temperature", "count" }, new string[] { "Cel", null }, new int[] { -2, 0 }, false, true);
        byte[] buffer = new byte[300];
        int size = SchemaMessage.Write(schema, "node-01", CompactPack.Format, buffer, 0, buffer.Length);
        string expected = "{\"device\":\"node-01\",\"boot\":17,\"format\":\"compact\",\"layout\":1,\"base\":\"node-01/\",\"fields\":["
            + "{\"index\":0,\"name\":\"temperature\",\"unit\":\"Cel\",\"exponent\":-2},{\"index\":1,\"name\":\"count\",\"exponent\":0}]}";
        Assert.AreEqual(expected, JsonWriterTests.Ascii(buffer, size));
        Assert.AreEqual(size, SchemaMessage.SizeOf(schema, "node-01", CompactPack.Format));
        Assert.AreEqual(size, SchemaMessage.Write(schema, "node-01", CompactPack.Format, buffer, 10, size));
        Assert.AreEqual(-1, SchemaMessage.Write(schema, "node-01", CompactPack.Format, buffer, 10, size - 1));
    }

    [TestMethod]
    public void Misuse_is_refused()
    {
        PackSchema schema = Climate.Schema(true, true);
        Assert.ThrowsException(typeof(ArgumentNullException), () => SchemaMessage.SizeOf(null, "node-01", "compact"));
        Assert.ThrowsException(typeof(ArgumentNullException), () => SchemaMessage.SizeOf(schema, null, "compact"));
        Assert.ThrowsException(typeof(ArgumentNullException), () => SchemaMessage.Write(schema, "node-01", null, new byte[9], 0, 9));
        Assert.ThrowsException(typeof(ArgumentException), () => SchemaMessage.Write(schema, "node-01", "compact", new byte[9], 0, 10));
    }
}
