using System.Globalization;

namespace Telenode.SimBoard;

/// <summary>Turns the text of a CSV file into rows, and everything that cannot be used into a message.</summary>
internal sealed class CsvLoader
{
    private static readonly string[] TimeNames = ["datetime", "timestamp", "date", "time"];

    private readonly string _name;
    private readonly CsvRecords _records;
    private readonly bool _commaDecimals;
    private int _headerCells;
    private int _expectedCells;
    private int _dateIndex = -1;
    private int _timeOfDayIndex = -1;
    private bool? _timesAreNumbers;

    public CsvLoader(string text, string name)
    {
        text = text.TrimStart('\uFEFF');
        char separator = CsvRecords.GuessSeparator(text);
        _name = name;
        _commaDecimals = separator != ',';
        _records = new CsvRecords(text, separator);
        _expectedCells = CellsPerRow(new CsvRecords(text, separator));
    }

    public List<CsvRow> Rows { get; } = [];

    public List<CsvColumn> Columns { get; } = [];

    public List<string> Ignored { get; } = [];

    public List<string> Warnings { get; } = [];

    public void Load()
    {
        if (!_records.Next(0))
        {
            throw new InvalidDataException($"{_name}: the file is empty");
        }

        ReadHeader();
        while (_records.Next(_expectedCells))
        {
            ReadRecord();
        }

        if (Rows.Count == 0)
        {
            string why = Warnings.Count == 0 ? "no row follows the header" : $"no row can be used ({Warnings[0]})";
            throw new InvalidDataException($"{_name}: {why}");
        }
    }

    // What the simulated board's chip cannot measure would fail its whole measurement, and with it the row's other values.
    private static (double Low, double High) RangeOf(Measurand measurand) => measurand switch
    {
        Measurand.Temperature => (-40, 85), // BME280, table 1
        Measurand.Humidity => (0, 100),
        Measurand.Pressure => (30_000, 110_000),
        Measurand.Light => (0, 54_612), // BH1750: 65,535 / 1.2, less the count that means too bright
        Measurand.Battery => (0, 6.6), // 3.3 V behind a divider of two
        _ => (0, 40_000), // SCD4x
    };

    private static string Shortened(string text)
    {
        const int Longest = 40;
        string line = string.Concat(text.Select(c => char.IsControl(c) ? ' ' : c));
        return line.Length <= Longest ? line : line[..Longest] + "…";
    }

    // R's write.csv puts a row's name before its cells and nothing above it: one cell more than the header in most rows, the
    // first deciding a tie.
    private static int CellsPerRow(CsvRecords records)
    {
        int headerCells = records.Next(0) ? records.Cells.Count : 0;
        int balance = 0;
        int first = 0;
        while (records.Next(0))
        {
            int extra = records.Cells.Count - headerCells;
            int vote = extra == 1 && records.Cells[^1].Length > 0 ? 1 : extra == 0 ? -1 : 0;
            balance += vote;
            first = first == 0 ? vote : first;
        }

        return balance > 0 || (balance == 0 && first > 0) ? headerCells + 1 : headerCells;
    }

    private void ReadHeader()
    {
        List<string> cells = _records.Cells;
        string[] names = [.. cells.Select(cell => cell.Trim().ToLowerInvariant())];
        foreach (string timeName in TimeNames)
        {
            _dateIndex = _dateIndex < 0 ? Array.IndexOf(names, timeName) : _dateIndex;
        }

        // Some loggers split date and time of day over two columns.
        bool split = _dateIndex >= 0 && names[_dateIndex] == "date";
        _timeOfDayIndex = split ? Array.IndexOf(names, "time") : -1;
        for (int i = 0; i < cells.Count; i++)
        {
            CsvColumn? column = CsvColumn.Recognise(cells[i], i);
            if (column != null && Columns.TrueForAll(other => other.Measurand != column.Measurand))
            {
                Columns.Add(column);
            }
            else if (i != _dateIndex && i != _timeOfDayIndex && names[i].Length > 0)
            {
                Ignored.Add(cells[i].Trim());
            }
        }

        string seen = string.Join(", ", cells.Select(cell => cell.Trim()));
        if (Columns.Count == 0)
        {
            throw new InvalidDataException(
                $"{_name}: no known column (temperature, humidity, pressure, light, battery, co2) among: {seen}");
        }

        if (_dateIndex < 0)
        {
            throw new InvalidDataException($"{_name}: no time column (datetime, timestamp, date, time) among: {seen}");
        }

        _headerCells = cells.Count;
    }

    private void ReadRecord()
    {
        List<string> cells = _records.Cells;
        while (cells.Count > _expectedCells && cells[^1].Length == 0)
        {
            cells.RemoveAt(cells.Count - 1);
        }

        if (cells.Count > _expectedCells)
        {
            Warn($"{cells.Count} cells where {_expectedCells} are expected; row left out");
            return;
        }

        int usable = cells.Count;
        if (usable < _expectedCells || _records.Cut)
        {
            // Where a line was cut, its last cell may have lost digits.
            usable--;
            Warn($"line is cut after {cells.Count} of {_expectedCells} cells; its last cell is left out");
        }
        else if (_records.EndsWithText && Columns[^1].Index == _headerCells - 1)
        {
            Warn("the file ends without a line break; if it was cut there, the last value is wrong");
        }

        ReadRow(cells, usable, _expectedCells - _headerCells);
    }

    private void ReadRow(List<string> cells, int usable, int first)
    {
        if (!TryReadTime(cells, usable, first, out long unixMs))
        {
            return;
        }

        var row = new CsvRow(_records.Line, unixMs);
        foreach (CsvColumn column in Columns)
        {
            int index = first + column.Index;
            if (index < usable && TryReadValue(column, cells[index], out FixedPoint value))
            {
                row.Set(column.Measurand, value);
            }
            else if (usable < _expectedCells)
            {
                // A row that is short because a separator is missing has its other values in wrong places.
                break;
            }
        }

        if (row.IsEmpty)
        {
            return;
        }

        if (Rows.Count > 0 && unixMs <= Rows[^1].UnixMs)
        {
            string how = unixMs == Rows[^1].UnixMs ? "repeats" : "is before";
            Warn($"time {how} that of line {Rows[^1].Line}; row kept in its place");
        }

        Rows.Add(row);
    }

    private bool TryReadTime(List<string> cells, int usable, int first, out long unixMs)
    {
        unixMs = 0;
        if (first + Math.Max(_dateIndex, _timeOfDayIndex) >= usable)
        {
            Warn("no time; row left out");
            return false;
        }

        string text = cells[first + _dateIndex];
        text = _timeOfDayIndex < 0 ? text : $"{text.Trim()} {cells[first + _timeOfDayIndex].Trim()}";
        if (CsvTime.TryParse(text, out unixMs, out bool isNumber) && (_timesAreNumbers ?? isNumber) == isNumber)
        {
            _timesAreNumbers = isNumber;
            return true;
        }

        Warn($"\"{Shortened(text)}\" is not a time; row left out");
        return false;
    }

    private bool TryReadValue(CsvColumn column, string cell, out FixedPoint value)
    {
        string text = cell.Trim();
        if (text.Length == 0)
        {
            value = default;
            Warn($"{column.Header} is empty; value left out");
            return false;
        }

        if (_commaDecimals && text.Count(c => c == ',') == 1 && !text.Contains('.'))
        {
            text = text.Replace(',', '.');
        }

        if (FixedPoint.TryParse(text, out value))
        {
            value = value with { Exponent = value.Exponent + column.Shift };
            (double low, double high) = RangeOf(column.Measurand);
            double measured = value.ToDouble();
            if (measured >= low && measured <= high)
            {
                return true;
            }

            string hint = column.Measurand == Measurand.Pressure && measured is >= 300 and <= 1100 ? " (is it in hPa? name the column \"pressure (hPa)\")" : "";
            Warn(string.Create(CultureInfo.InvariantCulture, $"{column.Header} \"{Shortened(cell)}\" is outside {low} to {high}{hint}; value left out"));
            return false;
        }

        Warn($"{column.Header} \"{Shortened(cell)}\" is not a number; value left out");
        return false;
    }

    private void Warn(string message) => Warnings.Add($"{_name}:{_records.Line}: {message}");
}
