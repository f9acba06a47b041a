using System.Buffers.Binary;
using Telenode.Core;
using Telenode.Telemetry;
using Telenode.Tests.Telemetry;

namespace Telenode.Tests.Host.Fuzz;

/// <summary>A journal of two segments of three readings each, damaged: each row says how, and what still arrives and what is counted as lost.</summary>
[TestClass]
public sealed class MalformedJournalTests
{
    private const int First = 16;
    private const int Second = 17;
    private const int Header = 16;

    // Where bytes are put, and whether the checks around them are put right, so that what they say is read.
    private static readonly (string Wrong, int Segment, int At, string Hex, bool Seals, string Arrives, int Lost)[] _rows =
    [
        ("no damage", First, 0, "", false, "123456", 0),
        ("another mark", First, 0, "00", false, "456", 3),
        ("a version of a later firmware", First, 3, "02", true, "456", 3),
        ("a header with a wrong check", First, 12, "00000000", false, "456", 3),
        ("a negative ordinal", First, 4, "80000000", true, "456", 3),
        ("an ordinal behind the journal's end", First, 4, "00000063", true, "456", 3),
        ("a layout that no file describes", First, 8, "00000001", true, "456", 3),
        ("a record of no bytes", First, Header, "0000", false, "456", 3),
        ("a record longer than any", First, Header, "0fff", false, "456", 3),
        ("a record longer than its segment", First, Header, "01f0", false, "456", 3),
        ("a record with a wrong check", First, Header + 2, "00000000", false, "456", 3),
        ("a record of no readings", First, Header + 8, "00", true, "456", 3),
        ("a reading of a channel there is not", First, Header + 9, "3d", true, "23456", 1),
        ("a checkpoint of another mark: nothing is known to be done", 1, 0, "00", false, "123456", 0),
        ("a checkpoint whose length is beyond it", 1, 8, "00000fff", false, "123456", 0),
        ("a checkpoint with a wrong check", 1, 12, "ff", false, "123456", 0),
        ("a cursor behind the end", 1, 16, "00000099", true, "123456", 0),
        ("an end beyond the last ordinal", 1, 20, "7fffffff", true, "123456", 0),
        ("more time bases than there can be", 1, 40, "ff", true, "123456", 0),
        ("more done ranges than bytes", 1, 41, "10", true, "123456", 0),
        ("a lease there is not", 1, 42, "01" + "63", true, "123456", 0),
    ];

    [TestMethod]
    public void What_is_damaged_is_counted_and_what_is_whole_arrives()
    {
        var found = new List<string>();
        foreach ((string wrong, int segment, int at, string hex, bool seals, string arrives, int lost) in _rows)
        {
            Segments store = Written();
            byte[] bytes = store.Files[segment];
            Convert.FromHexString(hex).CopyTo(bytes, at);
            if (seals)
            {
                Seal(bytes);
            }

            string came = Send(store, out long counted);
            if (came != arrives || counted != lost)
            {
                found.Add($"{wrong}: {came} came, {counted} counted as lost");
            }
        }

        Assert.AreEqual("", string.Join('\n', found));
    }

    // A checkpoint, which says that nothing is done, and two segments.
    private static Segments Written()
    {
        var store = new Segments();
        Outbox outbox = Open(store, 1);
        for (int i = 1; i <= 6; i++)
        {
            outbox.Add(0, i, 1000, 1_760_000_000_000);
            if (i == 3)
            {
                outbox.Keep(2000);
                store.Fails = true; // which ends the segment
                outbox.Add(0, 4, 1000, 1_760_000_000_000);
                outbox.Keep(3000);
                store.Fails = false;
                i++;
            }
        }

        outbox.Step(60_000);
        outbox.Keep(61_000);
        Assert.IsTrue(store.Files.ContainsKey(First) && store.Files.ContainsKey(Second) && store.Files.ContainsKey(1), string.Join(' ', store.Files.Keys));
        store.Files.Remove(0);
        return store;
    }

    private static Outbox Open(Segments store, int boot)
    {
        var journal = new Journal(store, new JournalOptions { SegmentBytes = 1024, Segments = 4, StateBytes = 64 }, new Channels([new FakeSensor(0, "t")]));
        var outbox = new Outbox(16, boot, journal);
        outbox.Step(0);
        return outbox;
    }

    private static string Send(Segments store, out long lost)
    {
        Outbox outbox = Open(store, 2);
        string came = "";
        for (long now = 0; now < 60_000; now += 1000)
        {
            outbox.Step(now);
            for (int at = outbox.NextSendable(0); at >= 0; at = outbox.NextSendable(0))
            {
                came += outbox.MantissaAt(at);
                outbox.Acknowledge(outbox.Lease(at, 1));
            }
        }

        Assert.AreEqual(0, outbox.Waiting);
        lost = outbox.Lost;
        return came;
    }

    private static void Seal(byte[] bytes)
    {
        if (bytes[1] == 0x4B)
        {
            int content = BinaryPrimitives.ReadInt32BigEndian(bytes.AsSpan(8));
            BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(12 + content), (uint)Crc32.Compute(bytes, 0, 12 + content));
            return;
        }

        BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(12), (uint)Crc32.Compute(bytes, 0, 12));
        int body = BinaryPrimitives.ReadUInt16BigEndian(bytes.AsSpan(Header));
        int ordinal = BinaryPrimitives.ReadInt32BigEndian(bytes.AsSpan(4));
        BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(Header + 2), (int)Crc32.Compute(bytes, Header + 6, body) ^ ordinal ^ (body << 16));
    }

    private sealed class Segments : IAppendStore
    {
        public SortedDictionary<int, byte[]> Files { get; } = [];

        public bool Fails { get; set; }

        public int List(int[] segments)
        {
            Files.Keys.ToArray().CopyTo(segments, 0);
            return Files.Count;
        }

        public int Read(int segment, int position, byte[] buffer, int offset, int count)
        {
            byte[] bytes = Files.GetValueOrDefault(segment) ?? [];
            int taken = Math.Clamp(bytes.Length - position, 0, count);
            bytes.AsSpan(Math.Min(position, bytes.Length), taken).CopyTo(buffer.AsSpan(offset));
            return taken;
        }

        public bool Append(int segment, byte[] buffer, int offset, int count)
        {
            if (!Fails)
            {
                Files[segment] = [.. Files.GetValueOrDefault(segment) ?? [], .. buffer.AsSpan(offset, count)];
            }

            return !Fails;
        }

        public bool Delete(int segment)
        {
            Files.Remove(segment);
            return true;
        }
    }
}
