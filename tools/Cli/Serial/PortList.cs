using Microsoft.Win32;

namespace Telenode.Cli.Serial;

/// <summary>A serial port of this PC.</summary>
/// <param name="Name">What opens it.</param>
/// <param name="Description">What the adapter calls itself, or "".</param>
/// <param name="IsLikelyBoard">It is of a kind that ESP32 boards have.</param>
internal sealed record PortInfo(string Name, string Description, bool IsLikelyBoard);

/// <summary>The serial ports of this PC, the likely boards first.</summary>
internal static class PortList
{
    // USB vendor:product of what sits on ESP32 boards.
    private static readonly Dictionary<string, string> _adapters = new(StringComparer.OrdinalIgnoreCase)
    {
        ["10c4:ea60"] = "CP210x USB-UART",
        ["1a86:7523"] = "CH340 USB-UART",
        ["1a86:55d3"] = "CH343 USB-UART",
        ["1a86:55d4"] = "CH9102 USB-UART",
        ["0403:6001"] = "FT232R USB-UART",
        ["0403:6010"] = "FT2232H USB-UART and JTAG",
        ["0403:6015"] = "FT231X USB-UART",
        ["303a:1001"] = "the ESP32's own USB",
        ["303a:4001"] = "the ESP32-S3's own USB",
    };

    public static IReadOnlyList<PortInfo> Read()
    {
        IEnumerable<PortInfo> ports = OperatingSystem.IsWindows() ? Windows() : OperatingSystem.IsMacOS() ? MacOS() : Linux("/sys/class/tty");
        return [.. ports.OrderBy(port => port.IsLikelyBoard ? 0 : 1).ThenBy(port => port.Name, StringComparer.Ordinal)];
    }

    /// <summary>USB serial ports as the kernel's class directory lists them.</summary>
    internal static IEnumerable<PortInfo> Linux(string classDirectory)
    {
        if (!Directory.Exists(classDirectory))
        {
            yield break;
        }

        foreach (string entry in Directory.EnumerateFileSystemEntries(classDirectory))
        {
            string tty = Path.GetFileName(entry);
            if (tty.StartsWith("ttyUSB", StringComparison.Ordinal) || tty.StartsWith("ttyACM", StringComparison.Ordinal))
            {
                DirectoryInfo? usb = UsbDevice(Path.Combine(entry, "device"));
                string id = $"{Text(usb, "idVendor")}:{Text(usb, "idProduct")}";
                string product = Text(usb, "product");
                bool known = _adapters.TryGetValue(id, out string? adapter);
                yield return new PortInfo("/dev/" + tty, known && product.Length > 0 ? $"{product} ({adapter})" : known ? adapter! : product, known);
            }
        }
    }

    // The interface's directory lies some levels below the device's, which has the ids.
    private static DirectoryInfo? UsbDevice(string link)
    {
        DirectoryInfo? directory = new(new DirectoryInfo(link).ResolveLinkTarget(true)?.FullName ?? link);
        for (int level = 0; level < 5 && directory is not null; level++, directory = directory.Parent)
        {
            if (File.Exists(Path.Combine(directory.FullName, "idVendor")))
            {
                return directory;
            }
        }

        return null;
    }

    private static string Text(DirectoryInfo? directory, string file)
    {
        string path = directory is null ? "" : Path.Combine(directory.FullName, file);
        return File.Exists(path) ? File.ReadAllText(path).Trim() : "";
    }

    private static IEnumerable<PortInfo> MacOS() =>
        Directory.EnumerateFiles("/dev", "cu.*")
            .Where(path => !path.Contains("Bluetooth", StringComparison.Ordinal) && !path.EndsWith("debug-console", StringComparison.Ordinal))
            .Select(path => new PortInfo(path, "", path.Contains("usb", StringComparison.OrdinalIgnoreCase) || path.Contains("SLAB", StringComparison.Ordinal)));

    private static List<PortInfo> Windows()
    {
        var ports = new List<PortInfo>();
        if (OperatingSystem.IsWindows())
        {
            using RegistryKey? map = Registry.LocalMachine.OpenSubKey(@"HARDWARE\DEVICEMAP\SERIALCOMM");
            foreach (string device in map?.GetValueNames() ?? [])
            {
                bool usb = device.Contains("VCP", StringComparison.OrdinalIgnoreCase) || device.Contains("USBSER", StringComparison.OrdinalIgnoreCase)
                    || device.Contains("Silabser", StringComparison.OrdinalIgnoreCase);
                ports.Add(new PortInfo((string)map!.GetValue(device, "")!, device, usb));
            }
        }

        return ports;
    }
}
