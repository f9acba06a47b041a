namespace Telenode.SerialConsole;

/// <summary>What is typed while a command runs, kept for afterwards: whole lines, or the beginning of one.</summary>
/// <remarks>A line that does not fit is left out whole: half of it would be joined with the next and carried out.</remarks>
internal sealed class TypeAhead
{
    /// <summary>Bytes that are kept.</summary>
    public const int Capacity = 128;

    private readonly byte[] _bytes = new byte[Capacity];

    /// <summary>Bytes that are kept now.</summary>
    public int Count { get; private set; }

    /// <summary>Whether what comes belongs to a line that is left out, up to its end.</summary>
    public bool Skips { get; private set; }

    /// <summary>Whether a line was left out since this was last set to false.</summary>
    public bool Lost { get; set; }

    /// <summary>A byte that is kept.</summary>
    public byte this[int index] => _bytes[index];

    /// <summary>Keeps a byte, or leaves its line out.</summary>
    public void Keep(int value)
    {
        if (Count < Capacity)
        {
            _bytes[Count++] = (byte)value;
            return;
        }

        Lost = true;
        Skips = !IsEnd(value);
        while (Count > 0 && !IsEnd(_bytes[Count - 1]))
        {
            Count--;
        }
    }

    /// <summary>Passes over a byte of a line that is left out.</summary>
    public void Skip(int value) => Skips = !IsEnd(value);

    /// <summary>Forgets what is kept; its bytes stay to be read until the next is taken.</summary>
    /// <returns>How many there were.</returns>
    public int Release()
    {
        int count = Count;
        Count = 0;
        return count;
    }

    /// <summary>Forgets everything.</summary>
    public void Clear()
    {
        Count = 0;
        Skips = false;
        Lost = false;
    }

    private static bool IsEnd(int value) => value == '\r' || value == '\n';
}
