namespace Telenode.SerialConsole;

/// <summary>Draws the line that is being edited with nothing but printable characters, backspace and carriage return, which every terminal knows.</summary>
internal sealed class LineScreen
{
    private readonly ConsoleWriter _out;
    private readonly byte[] _line;

    public LineScreen(ConsoleWriter output, byte[] line)
    {
        _out = output;
        _line = line;
    }

    /// <summary>Whether anything is drawn.</summary>
    public bool On { get; set; } = true;

    /// <summary>From this byte on asterisks are drawn.</summary>
    public int MaskFrom { get; set; } = int.MaxValue;

    /// <summary>Characters in a range, each of which is taken to be one column wide.</summary>
    public int Columns(int from, int to)
    {
        int columns = 0;
        for (; from < to; from++)
        {
            columns += (_line[from] & 0xC0) == 0x80 ? 0 : 1;
        }

        return columns;
    }

    /// <summary>Draws a range where the cursor is.</summary>
    public void Draw(int from, int to)
    {
        if (!On)
        {
            return;
        }

        for (; from < to; from++)
        {
            if (from < MaskFrom)
            {
                _out.WriteByte(_line[from]);
            }
            else if ((_line[from] & 0xC0) != 0x80)
            {
                _out.WriteByte('*');
            }
        }
    }

    /// <summary>Moves the cursor to the left.</summary>
    public void Back(int columns) => Repeat('\b', columns);

    /// <summary>Draws the line anew from a byte at which the cursor is, over what stood there, and puts the cursor into its place.</summary>
    /// <param name="from">The byte.</param>
    /// <param name="count">Bytes of the line.</param>
    /// <param name="cursor">Where the cursor belongs, at or after <paramref name="from"/>.</param>
    /// <param name="before">Columns that stood there.</param>
    public void Repaint(int from, int count, int cursor, int before)
    {
        Draw(from, count);
        int drawn = Columns(from, count);
        if (before > drawn)
        {
            Repeat(' ', before - drawn);
            drawn = before;
        }

        Back(drawn - Columns(from, cursor));
    }

    /// <summary>Wipes the terminal's line on which so many columns stand.</summary>
    public void Wipe(int columns)
    {
        Repeat('\r', 1);
        Repeat(' ', columns);
        Repeat('\r', 1);
    }

    /// <summary>Tells that a key had no effect.</summary>
    public void Bell() => Repeat('\a', 1);

    private void Repeat(int value, int times)
    {
        for (; On && times > 0; times--)
        {
            _out.WriteByte(value);
        }
    }
}
