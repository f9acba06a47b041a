using System.Runtime.InteropServices;
using Telenode.Core;
using Telenode.SerialConsole;
using Telenode.SimBoard;
using Telenode.SimBoard.Broker;
using Telenode.SimBoard.Serial;
using Telenode.SimBoard.Store;

namespace Telenode.Cli.Sim;

/// <summary>What the person asked of <c>sim --serial</c>.</summary>
internal sealed record SerialSimArguments
{
    /// <summary>The chips that are wired up; null for a weather station.</summary>
    public string? Sensors { get; init; }

    /// <summary>Where the board keeps what it keeps; null: nowhere.</summary>
    public string? StoreFolder { get; init; }

    /// <summary>A file of settings that it begins with.</summary>
    public string? Settings { get; init; }

    /// <summary>Networks in reach, NAME or NAME:PASSWORD.</summary>
    public required IReadOnlyList<string> Networks { get; init; }

    public int Seed { get; init; }

    public double Speed { get; init; } = 1;

    public System.Net.IPEndPoint? Serve { get; init; }
}

/// <summary>The simulated board on a pseudo-terminal, to be set up by the tools that set up a real one.</summary>
internal static class SerialSim
{
    private const string WeatherStation = "bme280; bh1750; battery upper=100k; scd4x";

    public static int Execute(Func<SerialSimArguments> arguments)
    {
        try
        {
            return Run(arguments());
        }
        catch (Exception e) when (e is BadInputException or PlatformNotSupportedException)
        {
            Console.Error.WriteLine($"telenode: {e.Message}");
            return ExitCode.BadInput;
        }
    }

    private static int Run(SerialSimArguments arguments)
    {
        using var files = arguments.StoreFolder is null ? null : new FileKeyValueStore(arguments.StoreFolder);
        IKeyValueStore store = files ?? (IKeyValueStore)new MemoryKeyValueStore();
        Import(arguments.Settings, store);
        using var line = new PseudoTerminal();
        using ConsoleBoard board = Make(arguments, line, store);
        using TcpBroker broker = SimRun.EmbeddedBroker();
        using var stop = new CancellationTokenSource();
        using PosixSignalRegistration interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
        using PosixSignalRegistration terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
        Console.WriteLine($"telenode sim: the board's console is {line.Name}; a broker for it is {broker.Url}; Ctrl-C ends");
        Console.WriteLine($"talk to it:  ./run console --port {line.Name}");
        Console.WriteLine($"set it up:   ./run provision --port {line.Name}");
        Console.WriteLine($"networks:    {string.Join(", ", arguments.Networks.Select(network => network.Replace(":", " with password ")))}");
        Console.WriteLine("chips:       " + string.Join(", ", Chips(arguments.Sensors).Select(chip => chip.Split(' ')[0])));
        board.Run(stop.Token);
        return ExitCode.Ok;

        void Stop(PosixSignalContext context)
        {
            context.Cancel = true;
            stop.Cancel();
        }
    }

    private static ConsoleBoard Make(SerialSimArguments arguments, PseudoTerminal line, IKeyValueStore store)
    {
        try
        {
            return new ConsoleBoard(new ConsoleBoardOptions
            {
                Line = line,
                LineInput = line,
                Store = store,
                Readings = arguments.StoreFolder is null ? null : new FileAppendStore(Path.Combine(arguments.StoreFolder, "readings")),
                Chips = Chips(arguments.Sensors),
                Networks = [.. arguments.Networks.Select(Network)],
                Seed = arguments.Seed,
                Speed = arguments.Speed,
                Serve = arguments.Serve ?? ServeAddress.Default,
                Log = text => Console.WriteLine($"{DateTime.Now:HH:mm:ss} {text}"),
            });
        }
        catch (ArgumentException e)
        {
            throw new BadInputException($"--sensors: {e.Message}");
        }
    }

    private static IReadOnlyList<string> Chips(string? sensors)
    {
        try
        {
            return SensorList.Expand(sensors ?? WeatherStation);
        }
        catch (ArgumentException e)
        {
            throw new BadInputException($"--sensors: {e.Message}");
        }
    }

    private static (string Ssid, string Password, int Rssi) Network(string text, int index)
    {
        string[] parts = text.Split(':', 2);
        return (parts[0], parts.Length > 1 ? parts[1] : "", -55 - (8 * index));
    }

    // The file's lines, as the console's import takes them.
    private static void Import(string? path, IKeyValueStore store)
    {
        if (path is null)
        {
            return;
        }

        var settings = new Settings(store);
        settings.Load();
        SettingsFile.Import("--settings", path, settings);
        if (!settings.Save())
        {
            throw new BadInputException("--store: the folder cannot be written, or another board uses it");
        }
    }
}
