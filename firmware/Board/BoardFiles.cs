using System;
using System.IO;
using Telenode.Telemetry;

namespace Telenode.Board;

/// <summary>The files on the board's internal drive, which littlefs keeps whole through a power cut at any instant.</summary>
internal static class BoardFiles
{
    public const string SettingsPath = "I:\\telenode.txt";

    private const string BootCountPath = "I:\\boot.txt";

    /// <summary>The settings, or null when there is no readable file.</summary>
    public static SettingsText ReadSettings()
    {
        string text = Read(SettingsPath);
        return text == null ? null : new SettingsText(text);
    }

    /// <summary>Counts this start of the board.</summary>
    /// <returns>How often it has started, at least 1.</returns>
    public static int CountBoot()
    {
        string text = Read(BootCountPath);
        int.TryParse(text ?? "", out int boot);
        boot++;
        try
        {
            File.WriteAllBytes(BootCountPath, System.Text.Encoding.UTF8.GetBytes(boot.ToString()));
        }
        catch (Exception)
        {
            Console.WriteLine(BootCountPath + " cannot be written: readings of this start and the next carry the same boot count");
        }

        return boot;
    }

    /// <summary>A file's bytes, or null when there is no readable file.</summary>
    public static byte[] ReadBytes(string path)
    {
        try
        {
            return File.Exists(path) ? File.ReadAllBytes(path) : null;
        }
        catch (Exception)
        {
            return null;
        }
    }

    private static string Read(string path)
    {
        byte[] bytes = ReadBytes(path);
        return bytes == null ? null : System.Text.Encoding.UTF8.GetString(bytes, 0, bytes.Length);
    }
}
