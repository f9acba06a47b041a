using Telenode.Core;

namespace Telenode.Tests.Security;

/// <summary>Bytes that differ from one call to the next and from one instance to another.</summary>
internal sealed class CountingRandom : IRandom
{
    private static int instances;

    private int _next = 1 + (5003 * instances++);

    public void Fill(byte[] buffer, int offset, int count)
    {
        for (int i = 0; i < count; i++)
        {
            buffer[offset + i] = (byte)((_next * 40503) >> 7);
            _next++;
        }
    }
}
