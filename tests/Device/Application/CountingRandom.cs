using Telenode.Core;

namespace Telenode.Tests.Application;

/// <summary>Bytes that count upwards: every cookie is another, every run the same.</summary>
internal sealed class CountingRandom : IRandom
{
    private int _next;

    public void Fill(byte[] buffer, int offset, int count)
    {
        for (int i = 0; i < count; i++)
        {
            buffer[offset + i] = (byte)_next++;
        }
    }
}
