namespace Telenode.SimBoard.Fuzz;

/// <summary>An input while it is made: bytes with room for more.</summary>
public sealed class FuzzInput(int capacity)
{
    /// <summary>The bytes; <see cref="Count"/> of them count.</summary>
    public byte[] Bytes { get; } = new byte[capacity];

    /// <summary>How many there are.</summary>
    public int Count { get; private set; }

    /// <summary>The bytes that count.</summary>
    public Span<byte> Span => Bytes.AsSpan(0, Count);

    /// <summary>Takes all out.</summary>
    public void Clear() => Count = 0;

    /// <summary>Puts bytes behind the others, as many as fit.</summary>
    public void Append(ReadOnlySpan<byte> bytes)
    {
        int taken = Math.Min(bytes.Length, Bytes.Length - Count);
        bytes[..taken].CopyTo(Bytes.AsSpan(Count));
        Count += taken;
    }

    /// <summary>Puts bytes in between, where they fit.</summary>
    public void Insert(int at, ReadOnlySpan<byte> bytes)
    {
        int taken = Math.Min(bytes.Length, Bytes.Length - Count);
        Bytes.AsSpan(at, Count - at).CopyTo(Bytes.AsSpan(at + taken));
        bytes[..taken].CopyTo(Bytes.AsSpan(at));
        Count += taken;
    }

    /// <summary>Takes bytes out.</summary>
    public void Remove(int at, int count)
    {
        Bytes.AsSpan(at + count, Count - at - count).CopyTo(Bytes.AsSpan(at));
        Count -= count;
    }

    /// <summary>Damages it in one place.</summary>
    /// <param name="random">Chooses how.</param>
    /// <param name="tokens">Words of the format, one of which is put in now and then.</param>
    public void Mutate(FuzzRandom random, IReadOnlyList<byte[]> tokens)
    {
        if (Count == 0)
        {
            Append([(byte)random.Next(256)]);
            return;
        }

        int at = random.Next(Count);
        switch (random.Next(tokens.Count > 0 ? 12 : 9))
        {
            case 0:
            case 1:
                Bytes[at] ^= (byte)(1 << random.Next(8));
                break;
            case 2:
                Bytes[at] = (byte)random.Next(256);
                break;
            case 3:
                Bytes[at] += (byte)(random.OneIn(2) ? 1 : 255);
                break;
            case 4:
                Bytes[at] = random.Next(4) switch { 0 => 0, 1 => 0xFF, 2 => 0x7F, _ => 0x80 };
                break;
            case 5:
                Count = at;
                break;
            case 6:
                Remove(at, 1 + random.Next(Math.Min(8, Count - at)));
                break;
            case 7:
                Insert(at, Bytes.AsSpan(at, 1 + random.Next(Math.Min(16, Count - at))).ToArray());
                break;
            case 8:
                Insert(at, [(byte)random.Next(256)]);
                break;
            case 9:
                Insert(at, tokens[random.Next(tokens.Count)]);
                break;
            default:
                byte[] token = tokens[random.Next(tokens.Count)];
                token.AsSpan(0, Math.Min(token.Length, Count - at)).CopyTo(Bytes.AsSpan(at));
                break;
        }
    }
}
