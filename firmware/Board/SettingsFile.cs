using System;
using System.IO;
using Telenode.SerialConsole;

namespace Telenode.Board;

/// <summary>Settings that were deployed as a file, for a board that nobody has set up over its console.</summary>
internal static class SettingsFile
{
    public const string Path = "I:\\telenode.txt";

    /// <summary>Takes the file's lines into settings that were never saved, and saves them.</summary>
    public static void Import(Settings settings)
    {
        string text = Read();
        if (text == null)
        {
            return;
        }

        var import = new SettingsImport(settings);
        string[] lines = text.Split('\n');
        for (int i = 0; i < lines.Length; i++)
        {
            string problem = import.Take(lines[i]);
            if (problem != null)
            {
                Console.WriteLine(Path + " line " + (i + 1).ToString() + ": " + problem);
            }
        }

        import.End();
        settings.Save();
    }

    private static string Read()
    {
        try
        {
            byte[] bytes = File.Exists(Path) ? File.ReadAllBytes(Path) : null;
            return bytes == null ? null : System.Text.Encoding.UTF8.GetString(bytes, 0, bytes.Length);
        }
        catch (Exception)
        {
            return null;
        }
    }
}
