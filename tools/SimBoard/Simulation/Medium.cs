using Telenode.Core;

namespace Telenode.SimBoard.Simulation;

/// <summary>Flash behind the append-store port: it fails as told, and a power cut stops it at any byte.</summary>
/// <remarks>
/// What it costs is counted as littlefs would pay for it on 4 KB blocks: an append to a file copies its last block to a fresh one,
/// a file of up to 512 bytes lives in the directory's log, whose blocks are erased when 4 KB of commits are full.
/// </remarks>
internal sealed class Medium(Random random, Cuts cuts) : IAppendStore
{
    private const int BlockBytes = 4096;
    private const int InlineBytes = 512;
    private const int CommitBytes = 64;

    private readonly SortedDictionary<int, Segment> _segments = [];
    private int _logBytes;

    /// <summary>Called before bytes are written.</summary>
    public Action? Writing { get; set; }

    /// <summary>Whether no byte can be written.</summary>
    public bool IsFull { get; set; }

    /// <summary>Part of the writes that fail.</summary>
    public double ErrorShare { get; set; }

    /// <summary>Part of the reads that fail.</summary>
    public double ReadErrorShare { get; set; }

    /// <summary>Blocks that littlefs would have erased.</summary>
    public long Erases { get; private set; }

    /// <summary>Bytes handed over.</summary>
    public long Bytes { get; private set; }

    /// <summary>Writes.</summary>
    public long Writes { get; private set; }

    /// <summary>Bytes that this model itself allocated: not the board's.</summary>
    public long Allocated { get; private set; }

    /// <summary>Loses everything, as a flash that is erased.</summary>
    public void Clear() => _segments.Clear();

    /// <inheritdoc/>
    public int List(int[] segments)
    {
        cuts.Touch();
        if (Fails(ReadErrorShare))
        {
            return -1;
        }

        int count = 0;
        foreach (int number in _segments.Keys)
        {
            if (count < segments.Length)
            {
                segments[count] = number;
            }

            count++;
        }

        return count;
    }

    /// <inheritdoc/>
    public int Read(int segment, int position, byte[] buffer, int offset, int count)
    {
        cuts.Touch();
        if (Fails(ReadErrorShare))
        {
            return -1;
        }

        if (!_segments.TryGetValue(segment, out Segment? there) || position >= there.Count)
        {
            return 0;
        }

        int read = Math.Min(count, there.Count - position);
        Array.Copy(there.Bytes, position, buffer, offset, read);
        return read;
    }

    /// <inheritdoc/>
    public bool Append(int segment, byte[] buffer, int offset, int count)
    {
        cuts.Touch();
        Writing?.Invoke();
        long before = GC.GetAllocatedBytesForCurrentThread();
        try
        {
            if (cuts.TakeInWrite())
            {
                Put(segment, Torn(buffer, offset, random.Next(count + 1)));
                throw new PowerCut();
            }

            if (IsFull)
            {
                return false;
            }

            if (Fails(ErrorShare))
            {
                Put(segment, Torn(buffer, offset, random.Next(count + 1)));
                return false;
            }

            Put(segment, buffer.AsSpan(offset, count));
            return true;
        }
        finally
        {
            Allocated += GC.GetAllocatedBytesForCurrentThread() - before;
        }
    }

    /// <inheritdoc/>
    public bool Delete(int segment)
    {
        cuts.Touch();
        if (Fails(ErrorShare))
        {
            return false;
        }

        if (_segments.Remove(segment))
        {
            Commit(CommitBytes);
        }

        return true;
    }

    private bool Fails(double share) => share > 0 && random.NextDouble() < share;

    // What a cut or an error leaves: a part, now and then followed by bytes of no meaning or zeros.
    private byte[] Torn(byte[] buffer, int offset, int count)
    {
        byte[] junk = new byte[random.Next(4) == 0 ? random.Next(100) : 0];
        if (random.Next(2) == 0)
        {
            random.NextBytes(junk);
        }

        return [.. buffer.AsSpan(offset, count), .. junk];
    }

    private void Put(int number, ReadOnlySpan<byte> added)
    {
        if (!_segments.TryGetValue(number, out Segment? segment))
        {
            _segments[number] = segment = new Segment();
        }

        int old = segment.Count;
        segment.Append(added);
        Writes++;
        Bytes += added.Length;
        if (segment.Count <= InlineBytes)
        {
            Commit(segment.Count + CommitBytes);
            return;
        }

        Erases += ((segment.Count - 1) / BlockBytes) - (old / BlockBytes) + 1;
        Commit(CommitBytes);
    }

    private void Commit(int bytes)
    {
        _logBytes += bytes;
        if (_logBytes > BlockBytes)
        {
            _logBytes = bytes;
            Erases++;
        }
    }

    private sealed class Segment
    {
        public byte[] Bytes = new byte[512];
        public int Count;

        public void Append(ReadOnlySpan<byte> added)
        {
            if (Count + added.Length > Bytes.Length)
            {
                Array.Resize(ref Bytes, Math.Max(2 * Bytes.Length, Count + added.Length));
            }

            added.CopyTo(Bytes.AsSpan(Count));
            Count += added.Length;
        }
    }
}
