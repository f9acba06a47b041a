using System.CommandLine;
using Telenode.Telemetry;

namespace Telenode.Cli.Sim;

/// <summary><c>telenode sim</c>: the simulated board on this PC.</summary>
internal static class SimCommand
{
    public static Command Create()
    {
        Option<string?> uplink = UplinkOption();
        Option<long?> seconds = Span("--seconds", "N", "Stop sampling after N seconds of device time, deliver what waits, and end; without it Ctrl-C ends");
        Option<string?> sensors = SensorsOption();
        Option<long?> interval = Span("--interval", "TIME", "Time between two samplings, such as 500ms, 5s or 1m [default: 5s]");
        Option<double?> speed = SpeedOption();
        Option<int> seed = SeedOption();
        var format = new Option<PackFormat?>("--format")
        {
            HelpName = "NAME",
            Description = "senml+cbor, senml+json or compact [default: senml+cbor]",
            CustomParser = PackFormatArgument.Parse,
        };
        var noUnits = new Option<bool>("--no-units") { Description = "Leave the units of SenML packs to the retained schema message" };
        Option<int> qos = QosOption();
        var homeAssistant = new Option<bool>("--home-assistant") { Description = "Make the sensors known to Home Assistant; the format is senml+json then" };
        var deviceId = new Option<string>("--device-id") { HelpName = "ID", Description = "The board's name in topics and readings", DefaultValueFactory = _ => "sim-0001" };
        var replay = new Option<FileInfo?>("--replay") { HelpName = "FILE.csv", Description = "Feed recorded measurements through the chip models, row by row" };
        Option<DirectoryInfo?> store = StoreOption();
        Option<System.Net.IPEndPoint?> serve = ServeAddress.Option();
        var json = new Option<bool>("--json") { Description = "Print one JSON object a line; the last one is the summary" };

        var command = new Command("sim", "Run the simulated board (the default command)")
        {
            uplink, sensors, seconds, interval, speed, seed, format, noUnits, qos, homeAssistant, deviceId, replay, store, serve, json,
        };
        FilterOptions filters = FilterOptions.For(command);
        ConnectionOptions connection = ConnectionOptions.For(command);
        KeyOptions keys = KeyOptions.For(command);
        SerialOptions serial = SerialOptions.For(command);
        serial.Shared(sensors, seed, speed, store, serve);
        command.SetAction(parsed => serial.IsGiven(parsed) ? SerialSim.Execute(() => serial.Read(parsed)) : SimRun.Execute(() => new SimArguments
        {
            Connection = connection.Read(parsed),
            Keys = keys.Read(parsed),
            ServeKeys = keys.ReadServed(parsed),
            Uplink = parsed.GetValue(uplink),
            Sensors = parsed.GetValue(sensors),
            StopAfterMs = parsed.GetValue(seconds),
            IntervalMs = parsed.GetValue(interval) ?? 5000,
            Speed = parsed.GetValue(speed),
            Seed = parsed.GetValue(seed),
            Format = parsed.GetValue(format) ?? (parsed.GetValue(homeAssistant) ? PackFormat.SenmlJson : PackFormat.SenmlCbor),
            Qos = parsed.GetValue(qos),
            HomeAssistant = parsed.GetValue(homeAssistant),
            NoUnits = parsed.GetValue(noUnits),
            DeviceId = parsed.GetValue(deviceId)!,
            Replay = parsed.GetValue(replay)?.FullName,
            Filters = filters.Chains(parsed),
            Derived = filters.Derived(parsed),
            Store = parsed.GetValue(store)?.FullName,
            Serve = parsed.GetValue(serve),
            Json = parsed.GetValue(json),
        }));
        return command;
    }

    private static Option<string?> UplinkOption() => new("--uplink")
    {
        HelpName = "URL",
        Description = "Broker to publish to, such as mqtt://host/prefix, mqtts://host, wss://host/mqtt?prefix=home or coaps://host/path; without it an embedded broker runs on loopback",
    };

    private static Option<int> QosOption()
    {
        var qos = new Option<int>("--qos") { HelpName = "0|1|2", Description = "MQTT quality of service of readings", DefaultValueFactory = _ => 1 };
        qos.AcceptOnlyFromAmong("0", "1", "2");
        return qos;
    }

    private static Option<DirectoryInfo?> StoreOption()
    {
        var store = new Option<DirectoryInfo?>("--store")
        {
            HelpName = "DIR",
            Description = "Keep readings that wait in this folder, as a board keeps them on flash: they survive a kill",
        };
        store.Validators.Add(result =>
        {
            try
            {
                Directory.CreateDirectory(result.GetValueOrDefault<DirectoryInfo?>()!.FullName);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                result.AddError($"--store: {e.Message}");
            }
        });
        return store;
    }

    private static Option<int> SeedOption() => new("--seed")
    {
        HelpName = "N",
        Description = "Seed of the weather and of every random choice",
        DefaultValueFactory = _ => 1,
    };

    private static Option<double?> SpeedOption() => new("--speed")
    {
        HelpName = "X|max",
        Description = "Device seconds a real second; max never waits for time to pass [default: 1, with --replay max]",
        CustomParser = Speed.FromArgument,
    };

    private static Option<string?> SensorsOption() => new("--sensors")
    {
        HelpName = "LIST",
        Description = "Sensor lines with ; between, as in the device's settings: \"bme280@i2c1:0x76 name=greenhouse; sht4x; scd4x\"; also 3xmcp9808, or 100 for a hundred of all kinds [default: a weather station]",
    };

    private static Option<long?> Span(string name, string helpName, string description) =>
        new(name) { HelpName = helpName, Description = description, CustomParser = Duration.FromArgument };
}
