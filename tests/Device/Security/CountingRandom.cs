using Telenode.Core;

namespace Telenode.Tests.Security;

/// <summary>Bytes that count up: repeatable, and different each time.</summary>
internal sealed class CountingRandom : IRandom
{
    private int _next = 1;

    public void Fill(byte[] buffer, int offset, int count)
    {
        for (int i = 0; i < count; i++)
        {
            buffer[offset + i] = (byte)(_next * 151 >> 3);
            _next++;
        }
    }
}
