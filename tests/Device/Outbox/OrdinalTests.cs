using Telenode.Core;

namespace Telenode.Tests.Journaling;

/// <summary>The end of the ordinals, two thousand million readings on.</summary>
[TestClass]
public class OrdinalTests
{
    private const int Half = 1 << 30;
    private const int Last = int.MaxValue - 65536;
    private const int ReadingSegment = 16;

    [TestMethod]
    public void They_begin_again_when_nothing_waits_on_the_second_half_of_the_way()
    {
        var store = new MemoryStore();
        Put(store, Half - 20);
        Bench bench = new Bench(store, 7);
        bench.Take(30);
        bench.Settle();
        Assert.AreEqual(Half - 20, FirstOf(store, ReadingSegment));
        bench.Take(10);
        bench.Settle(); // something waits
        bench.SendAll();
        bench.Take(5);
        bench.Settle();
        Assert.AreEqual(0, FirstOf(store, ReadingSegment + 1));
        Assert.IsNull(store.BytesOf(ReadingSegment));
        Bench after = new Bench(store, 8);
        after.Take(3);
        after.Settle();
        Assert.AreEqual("7/41-45 8/1-3 ", after.SendAll());
        Assert.AreEqual(0L, after.Outbox.LostEver);
    }

    [TestMethod]
    public void Where_something_always_waits_what_waits_at_their_end_is_counted_as_lost()
    {
        var store = new MemoryStore();
        Put(store, Last - 600);
        PutReading(store, Last - 600);
        Bench bench = new Bench(store, 7);
        for (int i = 0; i < 10; i++)
        {
            bench.Take(100);
            bench.Settle();
            Assert.AreEqual(bench.Outbox.Taken, bench.Outbox.Waiting + bench.Outbox.Lost);
        }

        Assert.IsTrue(bench.Outbox.Lost >= 300 && bench.Outbox.Lost <= 600, bench.Outbox.Lost.ToString());
        Bench after = new Bench(store, 8);
        Assert.AreEqual(bench.Outbox.Waiting, after.Outbox.Waiting);
        Assert.AreEqual(bench.Outbox.Lost, after.Outbox.LostEver);
        Assert.AreEqual("7/" + bench.Outbox.Lost.ToString() + "-1000 ", after.SendAll());
    }

    [TestMethod]
    public void What_is_on_its_way_at_their_end_is_awaited()
    {
        var store = new MemoryStore();
        Put(store, Last - 400);
        PutReading(store, Last - 400);
        Bench bench = new Bench(store, 7);
        bench.Take(100);
        bench.Settle();
        int lease = bench.Outbox.Lease(bench.Outbox.NextSendable(0), 1);
        bench.Take(150);
        bench.Settle();
        Assert.IsFalse(bench.Outbox.IsKept);
        Assert.AreEqual(0L, bench.Outbox.Lost);
        bench.Outbox.Acknowledge(lease);
        bench.Settle();
        Assert.IsTrue(bench.Outbox.IsKept);
        Assert.AreEqual(251L, bench.Outbox.Acknowledged + bench.Outbox.Waiting + bench.Outbox.Lost);
        Assert.AreEqual(0, FirstOf(store, ReadingSegment + 1));
    }

    [TestMethod]
    public void A_cut_at_any_byte_while_they_begin_again_neither_loses_nor_repeats_a_reading()
    {
        for (int bytes = 1; bytes < 200; bytes++)
        {
            var store = new MemoryStore();
            Put(store, Half);
            Bench bench = new Bench(store, 7);
            store.BytesLeft = bytes;
            bench.Take(8);
            bench.Settle();
            store.BytesLeft = -1;
            Bench after = new Bench(store, 8);
            after.Take(2);
            after.Settle();
            string sent = new Bench(store, 9).SendAll();
            bool wasWritten = sent == "7/1-8 8/1-2 ";
            Assert.IsTrue(wasWritten || (sent == "8/1-2 " && bytes < 190), bytes.ToString() + ": " + sent);
            Assert.IsTrue(wasWritten || !bench.Outbox.IsKept);
        }
    }

    // A checkpoint of boot 6 that says that all before an ordinal is done.
    private static void Put(MemoryStore store, int end)
    {
        const int Content = 31;
        byte[] slot = new byte[12 + Content + 4];
        var writer = new ByteWriter();
        writer.Reset(slot, 0, slot.Length);
        writer.WriteUInt32(0x544B0001);
        writer.WriteUInt32(1);
        writer.WriteUInt32(Content);
        writer.WriteUInt32(6);
        writer.WriteUInt32(end);
        writer.WriteUInt32(end);
        writer.WriteUInt64(0); // nothing is void
        writer.WriteUInt64(0); // nothing was lost
        writer.WriteByte(0); // time bases
        writer.WriteByte(0); // ranges done
        writer.WriteByte(0); // leases
        writer.WriteUInt32(Crc32.Compute(slot, 0, 12 + Content));
        store.Put(1, slot);
    }

    // A segment with one reading of boot 6.
    private static void PutReading(MemoryStore store, int ordinal)
    {
        const string Layout = "t\nCel\n-2\n";
        byte[] text = new byte[2 * Layout.Length];
        for (int i = 0; i < Layout.Length; i++)
        {
            text[(2 * i) + 1] = (byte)Layout[i];
        }

        byte[] body = { 6, 1, 1, 1, 0, 0 }; // boot, sequence, count; channel 0 with a date, time, mantissa
        byte[] segment = new byte[16 + 6 + body.Length];
        var writer = new ByteWriter();
        writer.Reset(segment, 0, segment.Length);
        writer.WriteUInt32(0x544A0001);
        writer.WriteUInt32(ordinal);
        writer.WriteUInt32(Crc32.Compute(text, 0, text.Length));
        writer.WriteUInt32(Crc32.Compute(segment, 0, 12));
        writer.WriteUInt16(body.Length);
        writer.WriteUInt32((int)Crc32.Compute(body, 0, body.Length) ^ ordinal ^ (body.Length << 16));
        writer.WriteBytes(body, 0, body.Length);
        store.Put(ReadingSegment, segment);
    }

    private static int FirstOf(MemoryStore store, int segment)
    {
        var reader = new ByteReader();
        reader.Reset(store.BytesOf(segment), 4, 4);
        return (int)reader.ReadUInt32();
    }
}
