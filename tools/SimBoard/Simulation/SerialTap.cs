using Telenode.Core;

namespace Telenode.SimBoard.Simulation;

/// <summary>The line of the device's console: what is typed goes in, what comes out is not read.</summary>
internal sealed class SerialTap(Cuts cuts) : ISerialLine
{
    private readonly Queue<byte> _typed = [];

    /// <summary>Whether something is typed that the device has not taken.</summary>
    public bool HasInput => _typed.Count > 0;

    /// <summary>Types a line.</summary>
    public void Type(string line)
    {
        foreach (byte one in System.Text.Encoding.UTF8.GetBytes(line + "\r"))
        {
            _typed.Enqueue(one);
        }
    }

    /// <summary>Nobody types any more.</summary>
    public void Clear() => _typed.Clear();

    /// <inheritdoc/>
    public int Read(byte[] buffer, int offset, int capacity)
    {
        int count = 0;
        while (count < capacity && _typed.TryDequeue(out byte one))
        {
            buffer[offset + count++] = one;
        }

        return count;
    }

    /// <inheritdoc/>
    public int Write(byte[] buffer, int offset, int count)
    {
        cuts.Touch();
        return count;
    }
}
