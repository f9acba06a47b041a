using System.CommandLine;

namespace Telenode.Cli.Serial;

/// <summary><c>telenode backup</c> and <c>restore</c>: a board's settings as a text file.</summary>
internal static class BackupCommands
{
    public static Command CreateBackup()
    {
        var file = new Argument<string>("FILE") { Description = "Where to write the settings; - is standard output" };
        var secrets = new Option<bool>("--secrets") { Description = "Write passwords and keys too: keep the file safe" };
        var command = new Command("backup", "Write a board's settings into a file") { file, secrets };
        PortOption port = PortOption.For(command);
        command.SetAction(parsed => SerialRun.Guard(parsed, () =>
        {
            using BoardConsole board = BoardConsole.Open(port.Open(parsed), port.Name(parsed));
            IReadOnlyList<string> settings = board.Ask(parsed.GetValue(secrets) ? "export secrets" : "export");
            string path = parsed.GetValue(file)!;
            if (path == "-")
            {
                parsed.InvocationConfiguration.Output.Write(Text(settings));
                return ExitCode.Ok;
            }

            Write(path, Text(settings), parsed.GetValue(secrets));
            int hidden = settings.Count(line => line.StartsWith('#'));
            parsed.InvocationConfiguration.Output.WriteLine($"{settings.Count - hidden} settings written to {path}"
                + (hidden > 0 ? $"; {hidden} secrets left out, --secrets writes them too" : ""));
            return ExitCode.Ok;
        }));
        return command;
    }

    public static Command CreateRestore()
    {
        var file = new Argument<FileInfo>("FILE") { Description = "Lines key = value, as backup writes them" };
        var command = new Command("restore", "Give a board the settings of a file; those the file does not name stay") { file };
        PortOption port = PortOption.For(command);
        command.SetAction(parsed => SerialRun.Guard(parsed, () =>
        {
            string[] lines = Read(parsed.GetValue(file)!);
            string name = port.Name(parsed);
            TextWriter output = parsed.InvocationConfiguration.Output;
            using BoardConsole board = BoardConsole.Open(port.Open(parsed), name);
            board.Feed("import", [.. lines.Where(line => line.Trim() != "."), "."], line: line =>
            {
                if (!line.StartsWith("lines key = value", StringComparison.Ordinal))
                {
                    output.WriteLine(line);
                }
            });
            output.WriteLine("restarting the board ...");
            board.Reboot(name);
            output.WriteLine("done");
            return ExitCode.Ok;
        }));
        return command;
    }

    private static string Text(IReadOnlyList<string> lines) => string.Concat(lines.Select(line => line + "\n"));

    private static void Write(string path, string text, bool secret)
    {
        try
        {
            var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
            if (secret && !OperatingSystem.IsWindows())
            {
                options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
            }

            using var writer = new StreamWriter(path, options);
            writer.Write(text);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new BadInputException(e.Message);
        }
    }

    private static string[] Read(FileInfo file)
    {
        try
        {
            return File.ReadAllLines(file.FullName);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new BadInputException(e.Message);
        }
    }
}
