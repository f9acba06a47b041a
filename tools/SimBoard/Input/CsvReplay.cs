namespace Telenode.SimBoard;

/// <summary>A record of real measurements, read from CSV, replayed row by row as the surroundings of the simulated board.</summary>
/// <remarks>
/// Columns are recognised by name (<see cref="CsvColumn.Recognise"/>), times by the columns date, time, timestamp or datetime, taken
/// as UTC unless they say otherwise. A row may have one cell more than the header, as R writes it: the row's name, first. A cell that
/// cannot be used is reported in <see cref="Warnings"/> with its line and left out; a row only where its time or its shape is lost.
/// Values stay exact decimals. Loading allocates, replaying does not.
/// </remarks>
public sealed class CsvReplay : IEnvironment
{
    private const int Measurands = (int)Measurand.CarbonDioxide + 1;

    private readonly CsvRow[] _rows;
    private int _at = -1;

    internal CsvReplay(CsvLoader loader)
    {
        _rows = [.. loader.Rows];
        Columns = loader.Columns;
        Ignored = loader.Ignored;
        Warnings = loader.Warnings;
    }

    /// <summary>The columns that are replayed, in the file's order.</summary>
    public IReadOnlyList<CsvColumn> Columns { get; }

    /// <summary>The headers of columns that no simulated chip measures, or whose unit is not known.</summary>
    public IReadOnlyList<string> Ignored { get; }

    /// <summary>What could not be used, one line each, with file name and line number.</summary>
    public IReadOnlyList<string> Warnings { get; }

    /// <summary>Rows that have a time and at least one value.</summary>
    public int RowCount => _rows.Length;

    /// <summary>Time of the first row, in ms since 1970-01-01T00:00:00Z.</summary>
    public long FirstUnixMs => _rows[0].UnixMs;

    /// <summary>Time of the current row, in ms since 1970-01-01T00:00:00Z.</summary>
    public long UnixMs => _rows[_at].UnixMs;

    /// <summary>Line of the current row in the file, from 1.</summary>
    public int Line => _rows[_at].Line;

    /// <summary>Loads a file, UTF-8 or with a byte order mark.</summary>
    /// <exception cref="InvalidDataException">It is empty, has no known column, no time column or no usable row; the message is one line.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static CsvReplay Open(string path) => Parse(File.ReadAllText(path), Path.GetFileName(path));

    /// <summary>Loads a text.</summary>
    /// <param name="text">The whole file.</param>
    /// <param name="name">What messages call it.</param>
    /// <exception cref="InvalidDataException">As for <see cref="Open"/>.</exception>
    public static CsvReplay Parse(string text, string name)
    {
        var loader = new CsvLoader(text, name);
        loader.Load();
        return new CsvReplay(loader);
    }

    /// <summary>Goes to the next row, or to the first; rows keep the file's order even where their times do not.</summary>
    /// <returns>False after the last.</returns>
    public bool MoveNext()
    {
        if (_at + 1 >= _rows.Length)
        {
            return false;
        }

        _at++;
        return true;
    }

    /// <summary>Goes back to before the first row.</summary>
    public void Rewind() => _at = -1;

    /// <summary>Whether the record has a column of this measurand.</summary>
    public bool Has(Measurand measurand) => Columns.Any(column => column.Measurand == measurand);

    /// <summary>Gives the value of the current row; the time is not used.</summary>
    /// <inheritdoc/>
    public bool TryGet(Measurand measurand, long unixMs, out FixedPoint value)
    {
        value = default;
        return _at >= 0 && (uint)measurand < Measurands && _rows[_at].TryGet(measurand, out value);
    }
}
