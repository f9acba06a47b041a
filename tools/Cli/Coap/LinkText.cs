using System.Text;

namespace Telenode.Cli.Coap;

/// <summary>A link-format document (RFC 6690), a resource a line: the path, then its attributes.</summary>
internal static class LinkText
{
    public static string Format(string links)
    {
        var lines = new StringBuilder();
        foreach (string link in Split(links, ','))
        {
            List<string> parts = Split(link, ';');
            string target = parts[0].Trim().TrimStart('<').TrimEnd('>');
            lines.Append(lines.Length == 0 ? "" : "\n").Append(target.PadRight(32));
            foreach (string attribute in parts.Skip(1))
            {
                lines.Append(' ').Append(attribute.Trim());
            }
        }

        return lines.ToString();
    }

    // At separators that stand in neither a quoted string nor a target.
    private static List<string> Split(string text, char separator)
    {
        var parts = new List<string>();
        bool quoted = false;
        bool inTarget = false;
        int start = 0;
        for (int i = 0; i < text.Length; i++)
        {
            char c = text[i];
            quoted ^= c == '"' && !inTarget;
            inTarget = !quoted && (c == '<' || (inTarget && c != '>'));
            if (c == separator && !quoted && !inTarget)
            {
                parts.Add(text[start..i]);
                start = i + 1;
            }
        }

        parts.Add(text[start..]);
        return parts;
    }
}
