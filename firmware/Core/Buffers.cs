using System;

namespace Telenode.Core;

/// <summary>The rule for every buffer argument of a public method.</summary>
public static class Buffers
{
    /// <summary>Checks that a range lies within a buffer.</summary>
    /// <exception cref="ArgumentException">There is no buffer, or the range is not within it.</exception>
    public static void CheckRange(byte[] buffer, int offset, int count)
    {
        if (buffer == null || offset < 0 || count < 0 || offset > buffer.Length - count)
        {
            throw new ArgumentException("buffer range");
        }
    }
}
