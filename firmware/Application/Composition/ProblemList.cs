using System.Collections;

namespace Telenode.Application;

/// <summary>What is wrong with the settings as a whole, one line each for a person.</summary>
public sealed class ProblemList
{
    private readonly ArrayList _lines = new ArrayList();

    /// <summary>How many there are.</summary>
    public int Count => _lines.Count;

    /// <summary>One of them.</summary>
    public string this[int index] => (string)_lines[index];

    /// <summary>Adds one.</summary>
    public void Add(string line) => _lines.Add(line);

    /// <summary>Forgets all.</summary>
    public void Clear() => _lines.Clear();
}
