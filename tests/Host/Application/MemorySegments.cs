using Telenode.Core;

namespace Telenode.Tests.Host.Application;

/// <summary>The append port in memory.</summary>
internal sealed class MemorySegments : IAppendStore
{
    private readonly Dictionary<int, List<byte>> _segments = [];

    /// <summary>Records of readings appended so far.</summary>
    public int Appends { get; private set; }

    /// <summary>Checkpoints written so far; they have the two lowest numbers.</summary>
    public int Checkpoints { get; private set; }

    /// <summary>Segments deleted so far.</summary>
    public int Deletions { get; private set; }

    /// <summary>Appends and deletions until the power goes, in the middle of that one; negative: never.</summary>
    public int CutAfter { get; set; } = -1;

    /// <summary>Segments there are.</summary>
    public int Count => _segments.Count;

    public int List(int[] segments)
    {
        int[] numbers = [.. _segments.Keys];
        Array.Copy(numbers, segments, Math.Min(numbers.Length, segments.Length));
        return numbers.Length;
    }

    public int Read(int segment, int position, byte[] buffer, int offset, int count)
    {
        if (!_segments.TryGetValue(segment, out List<byte>? bytes))
        {
            return 0;
        }

        int there = Math.Clamp(bytes.Count - position, 0, count);
        bytes.CopyTo(position, buffer, offset, there);
        return there;
    }

    public bool Append(int segment, byte[] buffer, int offset, int count)
    {
        if (!_segments.TryGetValue(segment, out List<byte>? bytes))
        {
            _segments[segment] = bytes = [];
        }

        Appends += segment > 1 ? 1 : 0;
        Checkpoints += segment > 1 ? 0 : 1;
        bool isCut = CutAfter-- == 0;
        bytes.AddRange(buffer.AsSpan(offset, isCut ? count / 2 : count));
        return isCut ? throw new PowerCut() : true;
    }

    public bool Delete(int segment)
    {
        if (_segments.Remove(segment))
        {
            Deletions++;
            if (CutAfter-- == 0)
            {
                throw new PowerCut();
            }
        }

        return true;
    }
}

/// <summary>The power goes.</summary>
internal sealed class PowerCut : Exception;
