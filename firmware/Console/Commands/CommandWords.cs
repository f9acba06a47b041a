namespace Telenode.SerialConsole;

/// <summary>A command's words, found in its line.</summary>
/// <remarks>
/// Blanks part words, a semicolon parts commands. A word that begins with a quote, <c>"</c> or <c>'</c>, ends with the next such one and may
/// hold both; within double quotes <c>\"</c> is a quote and <c>\\</c> a backslash. Quotes elsewhere are plain characters, as in it's.
/// </remarks>
internal sealed class CommandWords
{
    /// <summary>Words beyond this one are part of it: only the end of a value is so long.</summary>
    public const int Max = 12;

    private readonly int[] _start = new int[Max];
    private readonly int[] _end = new int[Max];
    private byte[] _line;

    /// <summary>How many words.</summary>
    public int Count { get; private set; }

    /// <summary>Finds the words of the first command in a range.</summary>
    /// <param name="line">The line, which must stay as it is while words are asked for.</param>
    /// <param name="at">Where the command begins.</param>
    /// <param name="end">Where the line ends.</param>
    /// <param name="error">What is wrong with it; null when nothing is.</param>
    /// <returns>Where the next command begins; <paramref name="end"/> when there is none.</returns>
    public int Read(byte[] line, int at, int end, out string error)
    {
        _line = line;
        Count = 0;
        error = null;
        while (at < end && line[at] != ';')
        {
            if (line[at] == ' ' || line[at] == '\t')
            {
                at++;
                continue;
            }

            int start = at;
            at = EndOfWord(line, at, end);
            if (at < 0)
            {
                error = "the quote that begins a word is not closed, or no blank follows it";
                return end;
            }

            if (Count < Max)
            {
                _start[Count++] = start;
            }

            _end[Count - 1] = at;
        }

        return at < end ? at + 1 : end;
    }

    /// <summary>A word without its quotes.</summary>
    public string Text(int index)
    {
        int start = _start[index];
        int end = _end[index];
        byte quote = _line[start];
        if (quote != '"' && quote != '\'')
        {
            return System.Text.Encoding.UTF8.GetString(_line, start, end - start);
        }

        var plain = new byte[end - start - 2];
        int count = 0;
        for (int i = start + 1; i < end - 1; i++)
        {
            i += quote == '"' && IsEscape(_line, i, end) ? 1 : 0;
            plain[count++] = _line[i];
        }

        return System.Text.Encoding.UTF8.GetString(plain, 0, count);
    }

    /// <summary>The word, or all from it to the last as it was typed.</summary>
    public string Rest(int index) => index == Count - 1 && index < Max - 1
        ? Text(index)
        : System.Text.Encoding.UTF8.GetString(_line, _start[index], _end[Count - 1] - _start[index]);

    /// <summary>Where a word ends in the line.</summary>
    public int EndOf(int index) => _end[index];

    /// <summary>Whether a word is a given one, quotes and all.</summary>
    public bool Is(int index, string word)
    {
        int start = _start[index];
        if (_end[index] - start != word.Length)
        {
            return false;
        }

        for (int i = 0; i < word.Length; i++)
        {
            if (_line[start + i] != word[i])
            {
                return false;
            }
        }

        return true;
    }

    // Where the word that begins at a place ends; −1 for a quote that is not closed, or is not followed by the word's end.
    private static int EndOfWord(byte[] line, int at, int end)
    {
        byte quote = line[at];
        if (quote != '"' && quote != '\'')
        {
            while (at < end && line[at] != ' ' && line[at] != '\t' && line[at] != ';')
            {
                at++;
            }

            return at;
        }

        for (at++; at < end && line[at] != quote; at++)
        {
            at += quote == '"' && IsEscape(line, at, end) ? 1 : 0;
        }

        at++;
        bool closed = at <= end && (at == end || line[at] == ' ' || line[at] == '\t' || line[at] == ';');
        return closed ? at : -1;
    }

    private static bool IsEscape(byte[] line, int at, int end) =>
        line[at] == '\\' && at + 1 < end && (line[at + 1] == '"' || line[at + 1] == '\\');
}
