using System;
using Telenode.Core;

namespace Telenode.Tests.Core;

[TestClass]
public class ByteCursorTests
{
    [TestMethod]
    public void What_was_written_is_read_back_big_endian()
    {
        byte[] buffer = new byte[20];
        var writer = new ByteWriter();
        writer.Reset(buffer, 2, 15);
        writer.WriteByte(0x1FF);
        writer.WriteUInt16(0xABCD);
        writer.WriteUInt32(0xFEDCBA98L);
        writer.WriteUInt64(-2);
        Assert.AreEqual(15, writer.Count);
        Assert.IsFalse(writer.Overflowed);
        Assert.AreEqual(0xAB, (int)buffer[3]);

        var reader = new ByteReader();
        reader.Reset(buffer, 2, 15);
        Assert.AreEqual(0xFF, reader.ReadByte());
        Assert.AreEqual(0xABCD, reader.ReadUInt16());
        Assert.AreEqual(0xFEDCBA98L, reader.ReadUInt32());
        Assert.AreEqual(-2L, reader.ReadUInt64());
        Assert.AreEqual(0, reader.Remaining);
        Assert.IsFalse(reader.Failed);
    }

    [TestMethod]
    public void Overflow_is_sticky_and_writes_nothing_past_the_end()
    {
        byte[] buffer = new byte[4];
        var writer = new ByteWriter();
        writer.Reset(buffer, 0, 3);
        writer.WriteUInt16(0x0102);
        writer.WriteUInt16(0x0304);
        writer.WriteByte(5);
        Assert.IsTrue(writer.Overflowed);
        Assert.AreEqual(5, writer.Count, "the size it would have had");
        Assert.AreEqual(0, (int)buffer[2]);
        Assert.AreEqual(0, (int)buffer[3]);
    }

    [TestMethod]
    public void Reading_past_the_end_fails_once_and_for_all()
    {
        var reader = new ByteReader();
        reader.Reset(new byte[] { 1, 2, 3 }, 0, 3);
        Assert.AreEqual(0L, reader.ReadUInt32());
        Assert.IsTrue(reader.Failed);
        Assert.AreEqual(0, reader.ReadByte());
        Assert.AreEqual(0, reader.Remaining);
    }

    [TestMethod]
    public void A_range_outside_the_buffer_is_refused()
    {
        Assert.ThrowsException(typeof(ArgumentException), () => new ByteReader().Reset(new byte[4], 3, 2));
        Assert.ThrowsException(typeof(ArgumentException), () => new ByteWriter().Reset(new byte[4], -1, 2));
    }
}
