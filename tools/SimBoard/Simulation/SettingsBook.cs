using Telenode.SerialConsole;

namespace Telenode.SimBoard.Simulation;

/// <summary>Which value each setting may have: what was set and written stays, and nothing else appears.</summary>
internal sealed class SettingsBook(SimulationOptions options)
{
    private readonly Dictionary<string, Entry> _entries = [];
    private int _seenChanges;

    /// <summary>Takes note of what a board is set up with.</summary>
    public void Begin(KeyStore keys)
    {
        _entries.Clear();
        var settings = new Settings(keys);
        settings.Load();
        for (int i = 0; i < settings.Count; i++)
        {
            _entries[settings.KeyAt(i)] = new Entry(settings.ValueAt(i));
        }

        foreach (string change in options.Changes)
        {
            _entries.TryAdd(change[..change.IndexOf('=')], new Entry(""));
        }
    }

    /// <summary>A change is on its way.</summary>
    public void Ask(string key, string value)
    {
        if (!_entries[key].Asked.Contains(value))
        {
            _entries[key].Asked.Add(value);
        }
    }

    /// <summary>A start finds each setting as it was last, or as a change that was under way makes it: never another, and never none.</summary>
    public void CheckStart(Settings settings)
    {
        _seenChanges = settings.Changes;
        foreach ((string key, Entry entry) in _entries)
        {
            string value = ValueOf(settings, key);
            bool may = entry.Kept.Contains(value) || entry.Asked.Contains(value);
            Promise.Check(may, $"{key} is \"{value}\" after a start, and was \"{string.Join("\" or \"", entry.Kept.Concat(entry.Asked))}\"");
        }
    }

    /// <summary>Looks after a step what has been carried out.</summary>
    public void Look(Settings settings)
    {
        if (settings.Changes == _seenChanges)
        {
            return;
        }

        _seenChanges = settings.Changes;
        foreach ((string key, Entry entry) in _entries)
        {
            string value = ValueOf(settings, key);
            if (entry.Kept[^1] == value)
            {
                continue;
            }

            Promise.Check(entry.Asked.Remove(value) || entry.Kept.Contains(value), $"{key} is \"{value}\", which no one has set");
            if (options.StoreErrorShare == 0)
            {
                entry.Kept.Clear(); // it is written
            }

            entry.Kept.Remove(value);
            entry.Kept.Add(value);
        }
    }

    private static string ValueOf(Settings settings, string key) => settings.IsSet(key) ? settings.Get(key) : "";

    private sealed class Entry(string value)
    {
        /// <summary>What it may be kept as, the newest last.</summary>
        public List<string> Kept { get; } = [value];

        /// <summary>What was asked for and not seen yet.</summary>
        public List<string> Asked { get; } = [];
    }
}
