using System.Buffers.Binary;
using Telenode.Core;
using Telenode.Telemetry;

namespace Telenode.SimBoard.Fuzz;

/// <summary>The journal's segments as a power cut, or a flash that forgets, leaves them. An input is segments: number, length in two bytes, bytes.</summary>
internal sealed class JournalTarget : FuzzTarget, IAppendStore
{
    private const long Epoch = 1_760_000_000_000;
    private const int Header = 16;

    // Numbers from here on are the layouts' files in the input, which has one byte for a number.
    private const int Files = 32;
    private const int FirstFile = 0x40000000;

    private readonly SortedDictionary<int, byte[]> _segments = [];
    private readonly Measures _now = new(new Quantity("t", "Cel", -2), new Quantity("h", "%RH", -1), new Quantity("p", "Pa", 0));

    public override string Name => "journal";

    public override string Decodes => "the journal of readings on flash";

    public override int MaxInput => 600;

    public override bool IsStream => true;

    public override IReadOnlyList<byte[]> Tokens { get; } = [[0x54, 0x4A, 0x00, 0x01], [0x54, 0x4B, 0x00, 0x01], [0x54, 0x4C, 0x00, 0x01], [0, 0x0A, 0, 0x2D, 0, 0x31, 0, 0x0A], [0xFF, 0xFF, 0xFF, 0xFF], [0, 0, 0, 0, 0, 0, 0, 0], [0x80, 0x80, 0x80, 0x80, 0x80, 0x01]];

    // The journal and the outbox, which are made here; the work is on their buffers.
    public override long HeapFor(int count) => 60_000 + (100L * count);

    public override void Prepare() => _segments.Clear();

    public override ulong Decode(byte[] buffer, int offset, int count, FuzzRandom random)
    {
        for (int at = 0; at + 3 <= count;)
        {
            int size = Math.Min((buffer[offset + at + 1] << 8) | buffer[offset + at + 2], count - at - 3);
            _segments[NumberOf(buffer[offset + at])] = buffer.AsSpan(offset + at + 3, size).ToArray();
            at += 3 + size;
        }

        Outbox outbox = Open();
        ulong outcome = Mix(Mix(0, Math.Min(outbox.Waiting, 50)), outbox.IsKept ? 1 : 0);
        Bounds(outbox);
        outbox.Add(0, 1, 5000, Epoch);
        long now = 0;
        for (int i = 0; i < 6; i++)
        {
            now += 20_000;
            outbox.Step(now);
            Deliver(outbox, random);
            Bounds(outbox);
        }

        return Mix(outcome, Math.Min(outbox.Waiting, 50));
    }

    // Makes the length of the segment, the check of its header and that of its first record right.
    public override void Repair(FuzzInput part, FuzzRandom random)
    {
        if (part.Count < 3 + Header + 8)
        {
            return;
        }

        BinaryPrimitives.WriteUInt16BigEndian(part.Bytes.AsSpan(1), (ushort)(part.Count - 3));
        if (part.Bytes[3] == 0x54 && part.Bytes[4] == 0x4A)
        {
            BinaryPrimitives.WriteUInt32BigEndian(part.Bytes.AsSpan(3 + 12), (uint)Crc32.Compute(part.Bytes, 3, 12));
            int record = 3 + Header;
            int body = part.Count - record - 6;
            int ordinal = BinaryPrimitives.ReadInt32BigEndian(part.Bytes.AsSpan(7));
            BinaryPrimitives.WriteUInt16BigEndian(part.Bytes.AsSpan(record), (ushort)body);
            BinaryPrimitives.WriteInt32BigEndian(part.Bytes.AsSpan(record + 2), (int)Crc32.Compute(part.Bytes, record + 6, body) ^ ordinal ^ (body << 16));
        }
        else if (part.Bytes[3] == 0x54 && part.Bytes[4] == 0x4C)
        {
            BinaryPrimitives.WriteInt32BigEndian(part.Bytes.AsSpan(11), part.Count - 3 - 12);
            BinaryPrimitives.WriteUInt32BigEndian(part.Bytes.AsSpan(7), (uint)Crc32.Compute(part.Bytes, 15, part.Count - 15));
        }
        else if (part.Bytes[3] == 0x54)
        {
            BinaryPrimitives.WriteInt32BigEndian(part.Bytes.AsSpan(11), part.Count - 3 - 16);
            BinaryPrimitives.WriteUInt32BigEndian(part.Bytes.AsSpan(part.Count - 4), (uint)Crc32.Compute(part.Bytes, 3, part.Count - 7));
        }
    }

    public int List(int[] segments)
    {
        int i = 0;
        foreach (int segment in _segments.Keys)
        {
            if (i < segments.Length)
            {
                segments[i] = segment;
            }

            i++;
        }

        return i;
    }

    public int Read(int segment, int position, byte[] buffer, int offset, int count)
    {
        Step();
        if (!_segments.TryGetValue(segment, out byte[]? bytes) || position < 0 || position >= bytes.Length)
        {
            return 0;
        }

        int taken = Math.Min(count, bytes.Length - position);
        bytes.AsSpan(position, taken).CopyTo(buffer.AsSpan(offset));
        return taken;
    }

    public bool Append(int segment, byte[] buffer, int offset, int count)
    {
        Step();
        byte[] old = _segments.GetValueOrDefault(segment) ?? [];
        _segments[segment] = [.. old, .. buffer.AsSpan(offset, count)];
        return true;
    }

    public bool Delete(int segment)
    {
        _segments.Remove(segment);
        return true;
    }

    protected override IEnumerable<byte[]> MoreCorpus()
    {
        foreach (int readings in new[] { 1, 5, 40 })
        {
            _segments.Clear();
            BeginSteps(10_000);
            if (readings == 5)
            {
                Outbox before = Open(new Channels([new Measures(new Quantity("t", "K", 0))]));
                before.Add(0, 294, 0, Epoch);
                before.Keep(0);
            }

            Outbox outbox = Open();
            for (int i = 0; i < readings; i++)
            {
                outbox.Add(i % 3, 2000 + (i * i), i * 1000, i % 7 == 0 ? Time.Unknown : Epoch + (i * 1000));
            }

            outbox.Step(60_000);
            outbox.Step(120_000);
            foreach ((int segment, byte[] bytes) in _segments)
            {
                yield return [CodeOf(segment), (byte)(bytes.Length >> 8), (byte)bytes.Length, .. bytes];
            }

            yield return [.. _segments.SelectMany(entry => (byte[])[CodeOf(entry.Key), (byte)(entry.Value.Length >> 8), (byte)entry.Value.Length, .. entry.Value])];
        }
    }

    private static int NumberOf(byte code) => (code & Files) == 0 ? code & 31 : FirstFile + (code & 7);

    private static byte CodeOf(int number) => (byte)(number < FirstFile ? number : Files + number - FirstFile);

    private Outbox Open() => Open(new Channels([_now]));

    private Outbox Open(Channels channels)
    {
        var journal = new Journal(this, new JournalOptions { SegmentBytes = 1024, Segments = 4, StateBytes = 64, WriteAfterMs = 0, CheckpointAfterMs = 0 }, channels);
        journal.TryOpen();
        var outbox = new Outbox(16, 1 + Math.Max(0, Math.Min(journal.LastBoot, 1_000_000)), journal);
        outbox.Step(0);
        return outbox;
    }

    private void Deliver(Outbox outbox, FuzzRandom random)
    {
        for (int first = outbox.NextSendable(0); first >= 0 && outbox.CanLease; first = outbox.NextSendable(0))
        {
            Step();
            int end = outbox.EndOfRun(first);
            Require(end > first, "something is to be sent and is not there");
            outbox.ChannelAt(first);
            outbox.MantissaAt(first);
            outbox.TimeMsAt(first);
            outbox.SequenceAt(first);
            int lease = outbox.Lease(first, 1);
            if (random.OneIn(8))
            {
                outbox.Return(lease);
                break;
            }

            outbox.Acknowledge(lease);
        }
    }

    private static void Bounds(Outbox outbox) =>
        Require(outbox.Waiting >= 0 && outbox.Sendable >= 0 && outbox.Sendable <= outbox.Waiting && outbox.Lost >= 0, $"waiting {outbox.Waiting}, sendable {outbox.Sendable}, lost {outbox.Lost}");

    private sealed class Measures(params Quantity[] quantities) : ISensor
    {
        public string Kind => "any";

        public int QuantityCount => quantities.Length;

        public long ReadyAtMs => 0;

        public Quantity QuantityAt(int index) => quantities[index];

        public Status Begin(long nowMs) => Status.Ok;

        public Status Fetch(long nowMs, long[] mantissas, int offset) => Status.Ok;
    }
}
