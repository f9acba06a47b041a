using Telenode.SerialConsole;

namespace Telenode.Cli;

/// <summary>A file of settings as the console's export writes it and its import takes it.</summary>
internal static class SettingsFile
{
    /// <summary>Takes a file's lines into settings.</summary>
    /// <exception cref="BadInputException">The file cannot be read, or a line is wrong; the message names both, and never a value.</exception>
    public static void Import(string option, string path, Settings settings)
    {
        var import = new SettingsImport(settings);
        string[] lines = Lines(option, path);
        for (int i = 0; i < lines.Length; i++)
        {
            if (import.Take(lines[i]) is string problem)
            {
                throw new BadInputException($"{path}:{i + 1}: {problem}");
            }
        }

        import.End();
    }

    private static string[] Lines(string option, string path)
    {
        try
        {
            return File.ReadAllLines(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new BadInputException($"{option}: {e.Message}");
        }
    }
}
