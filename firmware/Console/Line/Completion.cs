namespace Telenode.SerialConsole;

/// <summary>Completes the word before the cursor: a command, its first argument, or the value of a choice.</summary>
/// <remarks>Candidates are asked for one by one and none is kept: they are few, and memory is scarcer than time at a key press.</remarks>
internal sealed class Completion
{
    private readonly CommandContext _context;
    private readonly CommandWords _words = new CommandWords();
    private ConsoleCommand _command;
    private int _index;
    private int _cursor;
    private bool _inKeys;

    public Completion(CommandContext context)
    {
        _context = context;
    }

    /// <summary>How many candidates the last <see cref="Find"/> had.</summary>
    public int Count { get; private set; }

    /// <summary>What is typed of the word.</summary>
    public string Typed { get; private set; }

    /// <summary>What can be typed for the user: the rest that all candidates share, with a blank after a single one that is complete.</summary>
    /// <returns>Empty when there is nothing to add.</returns>
    public string Find(byte[] line, int count)
    {
        Read(line, count);
        string common = null;
        bool open = false;
        Count = 0;
        Rewind();
        for (string candidate = Next(); candidate != null; candidate = Next())
        {
            open = candidate[candidate.Length - 1] == '.';
            common = common == null ? candidate : Common(common, candidate);
            Count++;
        }

        return common == null ? "" : common.Substring(Typed.Length) + (Count == 1 && !open ? " " : "");
    }

    /// <summary>Goes through the candidates from the first, as long as the line is the same.</summary>
    public void Rewind()
    {
        _cursor = 0;
        _inKeys = false;
    }

    /// <summary>The next candidate; null after the last.</summary>
    public string Next()
    {
        string candidate;
        do
        {
            candidate = Any();
        }
        while (candidate != null && !(candidate.Length >= Typed.Length && candidate.Substring(0, Typed.Length) == Typed));
        return candidate;
    }

    private static string Common(string a, string b)
    {
        int length = 0;
        while (length < a.Length && length < b.Length && a[length] == b[length])
        {
            length++;
        }

        return a.Substring(0, length);
    }

    // The last command of the line, which word of it is being typed, and what there is of it.
    private void Read(byte[] line, int count)
    {
        int at = 0;
        bool parted = true;
        while (at < count)
        {
            at = _words.Read(line, at, count, out string _);
            parted = line[at - 1] == ';';
        }

        bool blank = count > 0 && line[count - 1] == ' ';
        int words = parted ? 0 : _words.Count;
        _index = blank || words == 0 ? words : words - 1;
        Typed = _index < words ? _words.Text(_index) : "";
        _command = null;
        for (int i = 0; _index > 0 && i < _context.Commands.Length; i++)
        {
            if (_words.Is(0, _context.Commands[i].Name))
            {
                _command = _context.Commands[i];
            }
        }
    }

    private string Any()
    {
        if (_index == 0)
        {
            return CommandAt(_cursor++);
        }

        if (_command == null)
        {
            return null;
        }

        if (_index == 1)
        {
            return _command.TakesKey ? Key() : Alternative(_cursor++);
        }

        string key = _index == 2 && _command.TakesKey ? SettingsSchema.Canonical(_words.Text(1)) : null;
        SettingSpec spec = key == null ? null : SettingsSchema.Find(key);
        return spec == null ? null : spec.ChoiceAt(_cursor++);
    }

    private string CommandAt(int index) => index < _context.Commands.Length ? _context.Commands[index].Name : null;

    // A key with a number is offered up to there.
    private string Key()
    {
        if (_command.Name == "help" && !_inKeys)
        {
            string name = CommandAt(_cursor++);
            if (name != null)
            {
                return name;
            }

            _cursor = 0;
        }

        _inKeys = true;
        SettingSpec spec = SettingsSchema.SpecAt(_cursor);
        if (spec == null)
        {
            return null;
        }

        _cursor = SettingsSchema.After(_cursor);
        int open = spec.Key.IndexOf('N');
        return open < 0 ? spec.Key : spec.Key.Substring(0, open);
    }

    // The words of a usage such as [show|scan|join SSID [PASSWORD]]; what stands in capitals is for the user to fill in.
    private string Alternative(int index)
    {
        string[] parts = _command.Usage.Trim('[', ']').Split('|');
        for (; index < parts.Length; index = _cursor++)
        {
            string word = parts[index].Split(' ')[0];
            if (word.Length > 0 && word[0] >= 'a' && word[0] <= 'z')
            {
                return word;
            }
        }

        return null;
    }
}
