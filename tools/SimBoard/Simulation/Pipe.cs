using Telenode.Core;

namespace Telenode.SimBoard.Simulation;

/// <summary>Bytes on their way in one direction: they arrive in order, each at its time. Allocates only to grow.</summary>
internal sealed class Pipe
{
    private const int Chunks = 1024;

    private readonly byte[] _bytes = new byte[64 * 1024];
    private readonly long[] _arrivesAtMs = new long[Chunks];
    private readonly int[] _chunkBytes = new int[Chunks];
    private int _firstChunk;
    private int _chunks;
    private int _length;
    private long _lastMs;

    /// <summary>Bytes under way.</summary>
    public int Length => _length;

    /// <summary>When the next of them arrive.</summary>
    public long NextMs => _chunks == 0 ? Time.Never : _arrivesAtMs[_firstChunk];

    /// <summary>Room for more.</summary>
    public int Room(int window) => _chunks == Chunks ? 0 : Math.Min(window, _bytes.Length) - _length;

    /// <summary>Sends bytes, for which there must be room.</summary>
    public void Put(ReadOnlySpan<byte> bytes, long earliestMs, long transferMs)
    {
        _lastMs = Math.Max(_lastMs, earliestMs) + transferMs;
        bytes.CopyTo(_bytes.AsSpan(_length));
        _length += bytes.Length;
        int at = (_firstChunk + _chunks++) % Chunks;
        _arrivesAtMs[at] = _lastMs;
        _chunkBytes[at] = bytes.Length;
    }

    /// <summary>Takes what has arrived.</summary>
    public int Take(Span<byte> into, long nowMs)
    {
        int taken = 0;
        while (_chunks > 0 && _arrivesAtMs[_firstChunk] <= nowMs && taken < into.Length)
        {
            int count = Math.Min(_chunkBytes[_firstChunk], into.Length - taken);
            taken += count;
            _chunkBytes[_firstChunk] -= count;
            if (_chunkBytes[_firstChunk] == 0)
            {
                _firstChunk = (_firstChunk + 1) % Chunks;
                _chunks--;
            }
        }

        _bytes.AsSpan(0, taken).CopyTo(into);
        _length -= taken;
        Array.Copy(_bytes, taken, _bytes, 0, _length);
        return taken;
    }

    /// <summary>Lets only so many of the bytes under way arrive, and those at once.</summary>
    public void Cut(int keep, long nowMs)
    {
        Span<byte> kept = stackalloc byte[Math.Min(keep, _length)];
        _bytes.AsSpan(0, kept.Length).CopyTo(kept);
        Clear();
        if (kept.Length > 0)
        {
            Put(kept, nowMs, 0);
        }
    }

    /// <summary>Loses everything.</summary>
    public void Clear()
    {
        _chunks = 0;
        _length = 0;
        _lastMs = 0;
    }
}
