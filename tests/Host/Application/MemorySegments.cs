using Telenode.Core;

namespace Telenode.Tests.Host.Application;

/// <summary>The append port in memory.</summary>
internal sealed class MemorySegments : IAppendStore
{
    private readonly Dictionary<int, List<byte>> _segments = [];

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

        bytes.AddRange(buffer.AsSpan(offset, count));
        return true;
    }

    public bool Delete(int segment)
    {
        _segments.Remove(segment);
        return true;
    }
}
