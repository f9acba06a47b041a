using System.Globalization;

namespace Telenode.Cli.Sim;

/// <summary>The simulated board's flash as far as it is needed: how often a device has started, kept from run to run.</summary>
/// <remarks>Readings are named by (boot, sequence); a counter that began anew would give old names to new readings.</remarks>
internal static class BootCounter
{
    public static int Next(string deviceId)
    {
        string folder = Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.Create), "telenode", "sim");
        string file = Path.Combine(folder, deviceId.Replace('/', '_') + ".boot");
        try
        {
            Directory.CreateDirectory(folder);
            int last = File.Exists(file) && int.TryParse(File.ReadAllText(file), CultureInfo.InvariantCulture, out int kept) ? kept : 0;
            File.WriteAllText(file, (last + 1).ToString(CultureInfo.InvariantCulture));
            return last + 1;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            Console.Error.WriteLine($"telenode: the boot count cannot be kept ({e.Message}); this run counts as the first");
            return 1;
        }
    }
}
