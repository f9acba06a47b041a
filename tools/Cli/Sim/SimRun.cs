using System.Diagnostics;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using Spectre.Console;
using Telenode.SimBoard;
using Telenode.SimBoard.Broker;
using Telenode.SimBoard.Store;
using Telenode.Telemetry;
using Telenode.Uplinks;

namespace Telenode.Cli.Sim;

/// <summary>One run of the simulated board: reads what the person asked, starts broker and board, shows them, sums up.</summary>
internal static class SimRun
{
    private const int PreferredPort = 18830;

    public static int Execute(Func<SimArguments> arguments)
    {
        try
        {
            return Start(arguments());
        }
        catch (BadInputException e)
        {
            Console.Error.WriteLine($"telenode: {e.Message}");
            return ExitCode.BadInput;
        }
    }

    private static int Start(SimArguments arguments)
    {
        EndpointUrl? given = arguments.Uplink is null ? null : Url(arguments.Uplink);
        CsvReplay? replay = arguments.Replay is null ? null : Open(arguments.Replay);
        DeviceId.Require(arguments.DeviceId);
        if (arguments.HomeAssistant && arguments.Format != PackFormat.SenmlJson)
        {
            throw new BadInputException("--home-assistant: Home Assistant reads only --format senml+json");
        }

        using FileKeyValueStore store = FileKeyValueStore.OfUser();
        using TcpBroker? embedded = given is null ? EmbeddedBroker() : null;
        EndpointUrl uplink = given ?? Url(embedded!.Url);
        using SimulatedBoard board = Make(new SimulatedBoardOptions
        {
            Uplink = uplink,
            User = arguments.Connection.User,
            Password = arguments.Connection.Password,
            ScramSha256 = arguments.Connection.Scram,
            Tls = arguments.Connection.Tls,
            Secure = arguments.Keys,
            ServeSecure = arguments.ServeKeys,
            Store = store,
            DeviceId = arguments.DeviceId,
            Boot = BootCounter.Next(arguments.DeviceId),
            Sensors = arguments.Sensors is null ? null : Lines(arguments.Sensors, replay is not null),
            Diagnostics = arguments.Sensors is not null,
            IntervalMs = arguments.IntervalMs,
            Speed = arguments.Speed ?? (replay is null ? 1 : double.PositiveInfinity),
            Seed = arguments.Seed,
            Format = arguments.Format,
            PackUnits = !arguments.NoUnits,
            Qos = arguments.Qos,
            HomeAssistant = arguments.HomeAssistant,
            Replay = replay,
            StopAfterMs = arguments.StopAfterMs,
            Filters = arguments.Filters,
            Derived = arguments.Derived,
            Readings = arguments.Store is null ? null : new FileAppendStore(arguments.Store),
            Serve = arguments.Serve,
        });
        string address = embedded is null ? uplink.ToString() : $"{uplink} (embedded broker)";
        return Show(arguments, board, replay, address);
    }

    private static int Show(SimArguments arguments, SimulatedBoard board, CsvReplay? replay, string address)
    {
        var sitting = new Sitting(board, address, replay is null ? [] : Describe(replay));
        if (arguments.Json)
        {
            return sitting.Run(new JsonView(Console.Out));
        }

        if (Console.IsOutputRedirected || !AnsiConsole.Profile.Capabilities.Interactive)
        {
            string watch = address.StartsWith("coap", StringComparison.Ordinal) ? "" : $"; watch it with: ./run watch {address.Split(' ')[0]}";
            Console.WriteLine($"telenode sim: {arguments.DeviceId} publishes to {address}{watch}");
            return sitting.Run(new PlainView(Console.Out));
        }

        int exit = ExitCode.Ok;
        AnsiConsole.Live(new Text("starting ...")).AutoClear(true).Start(context => exit = sitting.Run(new LiveView(address, context)));
        new PlainView(Console.Out).End(sitting.Summary!);
        return exit;
    }

    private static SimulatedBoard Make(SimulatedBoardOptions options)
    {
        try
        {
            return new SimulatedBoard(options);
        }
        catch (ArgumentException e)
        {
            throw new BadInputException(e.Message);
        }
    }

    private static IReadOnlyList<string> Lines(string sensors, bool replay)
    {
        if (replay && sensors.Contains("interval=", StringComparison.OrdinalIgnoreCase))
        {
            throw new BadInputException("--sensors: a replay goes by its rows; leave interval= out");
        }

        try
        {
            return SensorList.Expand(sensors);
        }
        catch (ArgumentException e)
        {
            throw new BadInputException("--sensors: " + e.Message);
        }
    }

    private static CsvReplay Open(string path)
    {
        try
        {
            return CsvReplay.Open(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            throw new BadInputException($"--replay: {e.Message}");
        }
    }

    private static IReadOnlyList<string> Describe(CsvReplay replay)
    {
        var notes = new List<string> { $"replaying {replay.RowCount} rows: {string.Join(", ", replay.Columns.Select(column => column.Header))}" };
        if (replay.Ignored.Count > 0)
        {
            notes.Add($"ignored, since nothing here measures it or it is there twice: {string.Join(", ", replay.Ignored)}");
        }

        return [.. notes, .. replay.Warnings];
    }

    // A port that stays the same from run to run where it is free, so that another client's address does.
    public static TcpBroker EmbeddedBroker()
    {
        try
        {
            return new TcpBroker(PreferredPort);
        }
        catch (SocketException)
        {
            return new TcpBroker();
        }
    }

    private static EndpointUrl Url(string text) =>
        EndpointUrl.Parse(text, out string error) ?? throw new BadInputException($"--uplink: {error}");

    /// <summary>The board on its own thread, the view on this one, and the ways to end.</summary>
    private sealed class Sitting(SimulatedBoard board, string address, IReadOnlyList<string> warnings)
    {
        private readonly CancellationTokenSource _abort = new();
        private bool _stopping;

        public SimSummary? Summary { get; private set; }

        public int Run(ISimView view)
        {
            var watch = Stopwatch.StartNew();
            Exception? crash = null;
            var node = new Thread(() =>
            {
                try
                {
                    board.Run(_abort.Token);
                }
                catch (Exception e)
                {
                    crash = e;
                }
            }) { Name = "node", IsBackground = true };
            using PosixSignalRegistration interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
            using PosixSignalRegistration terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
            foreach (string warning in warnings)
            {
                view.Event(new BoardEvent(board.Snapshot().UnixMs, warning));
            }

            node.Start();
            while (!node.Join(150))
            {
                Report(view);
            }

            if (crash is not null)
            {
                throw new InvalidOperationException("the node's loop ended with an error, which is a defect of Telenode; please report it", crash);
            }

            Report(view);
            Summary = new SimSummary(board.Snapshot(), address, watch.Elapsed.TotalSeconds);
            view.End(Summary);
            return Summary.AllAcknowledged ? ExitCode.Ok : ExitCode.Failed;
        }

        // The first Ctrl-C delivers what waits and sums up, the second ends at once.
        private void Stop(PosixSignalContext context)
        {
            context.Cancel = true;
            if (_stopping)
            {
                _abort.Cancel();
            }

            _stopping = true;
            board.RequestStop();
        }

        private void Report(ISimView view)
        {
            foreach (BoardEvent happened in board.TakeEvents())
            {
                view.Event(happened);
            }

            view.Show(board.Snapshot());
        }
    }
}
