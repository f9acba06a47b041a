using System.Globalization;
using System.Reflection;
using System.Text;

namespace Telenode.SimBoard.Fuzz;

/// <summary>The kept inputs of a target: a line each, hexadecimal digits with <c>'text'</c> between them; from <c>#</c> on it is a comment.</summary>
internal static class FuzzCorpus
{
    /// <summary>Reads the file of a target; none when there is no file.</summary>
    public static IEnumerable<byte[]> Read(string name)
    {
        using Stream? stream = Assembly.GetExecutingAssembly().GetManifestResourceStream($"Fuzz.Corpus.{name}.txt");
        if (stream is null)
        {
            return [];
        }

        using var reader = new StreamReader(stream);
        return [.. reader.ReadToEnd().Split('\n').Where(line => line.Trim().Length > 0 && line[0] != '#').Select(Parse)];
    }

    /// <summary>Reads a line: <c>30 04 0001 'a' 58 # a PUBLISH</c>. Within text, \r \n \0 \' \\ stand for what they stand for in C#.</summary>
    public static byte[] Parse(string line)
    {
        var bytes = new List<byte>();
        for (int at = 0; at < line.Length && line[at] != '#';)
        {
            if (line[at] == '\'')
            {
                at = Text(line, at + 1, bytes);
            }
            else if (char.IsWhiteSpace(line[at]))
            {
                at++;
            }
            else
            {
                bytes.Add(byte.Parse(line.AsSpan(at, 2), NumberStyles.HexNumber, CultureInfo.InvariantCulture));
                at += 2;
            }
        }

        return [.. bytes];
    }

    private static int Text(string line, int at, List<byte> bytes)
    {
        var text = new StringBuilder();
        for (; line[at] != '\''; at++)
        {
            bool escaped = line[at] == '\\';
            at += escaped ? 1 : 0;
            text.Append(escaped ? line[at] switch { 'r' => '\r', 'n' => '\n', '0' => '\0', 't' => '\t', _ => line[at] } : line[at]);
        }

        bytes.AddRange(System.Text.Encoding.UTF8.GetBytes(text.ToString()));
        return at + 1;
    }
}
