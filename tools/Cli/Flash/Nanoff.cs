using System.ComponentModel;
using System.Diagnostics;
using System.Text.RegularExpressions;

namespace Telenode.Cli.Flash;

/// <summary>nanoFramework's flasher, a .NET tool that the person installs.</summary>
internal static partial class Nanoff
{
    private const string Install = "install it with: dotnet tool install -g nanoff (and add ~/.dotnet/tools to the PATH)";

    /// <summary>The chip of the connected board, such as ESP32-S3; null when nanoff's words do not tell.</summary>
    /// <exception cref="BadInputException">nanoff is missing.</exception>
    public static string? FindChip(string port, TextWriter output)
    {
        var said = new List<string>();
        Run(["--platform", "esp32", "--serialport", port, "--devicedetails"], line =>
        {
            said.Add(line);
            output.WriteLine("  " + line);
        });
        return said.Select(line => ChipLine().Match(line)).FirstOrDefault(match => match.Success)?.Groups[1].Value;
    }

    /// <summary>Runs nanoff.</summary>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="line">Takes each line it says, as it comes.</param>
    /// <returns>Its exit code; 0 is success.</returns>
    /// <exception cref="BadInputException">nanoff is missing.</exception>
    public static int Run(IReadOnlyList<string> arguments, Action<string> line)
    {
        var start = new ProcessStartInfo("nanoff", arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        try
        {
            using Process process = Process.Start(start)!;
            process.OutputDataReceived += (_, said) => Tell(said.Data);
            process.ErrorDataReceived += (_, said) => Tell(said.Data);
            process.BeginOutputReadLine();
            process.BeginErrorReadLine();
            process.WaitForExit();
            return process.ExitCode;
        }
        catch (Win32Exception)
        {
            throw new BadInputException($"nanoff, nanoFramework's flasher, is not on the PATH: {Install}");
        }

        void Tell(string? said)
        {
            if (!string.IsNullOrWhiteSpace(said))
            {
                lock (start)
                {
                    line(said.TrimEnd());
                }
            }
        }
    }

    /// <summary>A command line as a person would type it.</summary>
    public static string Shown(IReadOnlyList<string> arguments) =>
        "nanoff " + string.Join(' ', arguments.Select(argument => argument.Contains(' ', StringComparison.Ordinal) ? $"\"{argument}\"" : argument));

    // Its report of a device starts with the chip, then perhaps the chip's full name: "ESP32-C3 (ESP32-C3 (QFN32) (revision v0.3))".
    [GeneratedRegex(@"^\s*(ESP32(?:-[A-Z]\d+)?)\b(?!.*bootloader)", RegexOptions.IgnoreCase)]
    private static partial Regex ChipLine();
}
