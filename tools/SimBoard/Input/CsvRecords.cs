using System.Text;

namespace Telenode.SimBoard;

/// <summary>Takes a CSV text apart into records of cells (RFC 4180), with the line each begins at.</summary>
/// <remarks>
/// Any of CR LF, LF and CR ends a line. A quote that is never closed costs only its own line: quoted line breaks are accepted
/// only where the record then has as many cells as it should.
/// </remarks>
internal sealed class CsvRecords
{
    private readonly string _text;
    private readonly char _separator;
    private readonly StringBuilder _cell = new();
    private int _position;
    private int _nextLine = 1;

    public CsvRecords(string text, char separator)
    {
        _text = text;
        _separator = separator;
    }

    /// <summary>The cells of the record that <see cref="Next"/> found.</summary>
    public List<string> Cells { get; } = [];

    /// <summary>The line it begins at, from 1.</summary>
    public int Line { get; private set; }

    /// <summary>Whether it ends inside a quoted cell: the line was cut.</summary>
    public bool Cut { get; private set; }

    /// <summary>Whether it is ended by the end of the text instead of a line break.</summary>
    public bool EndsWithText { get; private set; }

    /// <summary>The separator that occurs most often in the first line, outside quotes: comma, semicolon or tab.</summary>
    public static char GuessSeparator(string text)
    {
        ReadOnlySpan<char> candidates = [',', ';', '\t'];
        Span<int> counts = [0, 0, 0];
        bool quoted = false;
        foreach (char c in text)
        {
            if (!quoted && c is '\r' or '\n')
            {
                break;
            }

            quoted ^= c == '"';
            int index = candidates.IndexOf(c);
            if (index >= 0 && !quoted)
            {
                counts[index]++;
            }
        }

        int best = counts[1] > counts[0] ? 1 : 0;
        return candidates[counts[2] > counts[best] ? 2 : best];
    }

    /// <summary>Goes to the next record that is not an empty line.</summary>
    /// <param name="expectedCells">How many cells a record should have; 0 when that is not known yet.</param>
    public bool Next(int expectedCells)
    {
        while (_position < _text.Length)
        {
            int start = _position;
            int line = _nextLine;
            Scan(start, multiline: true);
            bool severalLines = _nextLine > line + 1;
            if (Cut || (severalLines && expectedCells > 0 && Cells.Count != expectedCells))
            {
                _nextLine = line;
                Scan(start, multiline: false);
            }

            Line = line;
            if (Cells.Count > 1 || Cells[0].Length > 0)
            {
                return true;
            }
        }

        return false;
    }

    private void Scan(int at, bool multiline)
    {
        Cells.Clear();
        _cell.Clear();
        bool quoted = false;
        string text = _text;
        while (at < text.Length)
        {
            char c = text[at];
            bool lineEnds = c is '\r' or '\n';
            if (quoted && c == '"' && at + 1 < text.Length && text[at + 1] == '"')
            {
                _cell.Append('"');
                at++;
            }
            else if (c == '"' && (quoted || _cell.Length == 0))
            {
                quoted = !quoted;
            }
            else if (lineEnds && !(quoted && multiline))
            {
                break;
            }
            else if (c == _separator && !quoted)
            {
                Cells.Add(_cell.ToString());
                _cell.Clear();
            }
            else
            {
                _cell.Append(c);
                _nextLine += lineEnds && !IsFirstOfCrLf(at) ? 1 : 0;
            }

            at++;
        }

        Cells.Add(_cell.ToString());
        Cut = quoted;
        EndsWithText = at == text.Length;
        _nextLine++;
        _position = at + (at < text.Length && IsFirstOfCrLf(at) ? 2 : 1);
    }

    private bool IsFirstOfCrLf(int at) => _text[at] == '\r' && at + 1 < _text.Length && _text[at + 1] == '\n';
}
