using System.CommandLine;
using Spectre.Console;
using Telenode.Uplinks;

namespace Telenode.Cli.Serial;

/// <summary><c>telenode provision</c>: from a flashed board to one whose telemetry arrives, asked step by step or all by options.</summary>
internal static class ProvisionCommand
{
    private const string PasswordVariable = "TELENODE_WIFI_PASSWORD";

    public static Command Create()
    {
        var ssid = new Option<string?>("--ssid") { HelpName = "NAME", Description = "Wi-Fi network; without any option you are asked for everything" };
        var wifiPassword = new Option<string?>("--wifi-password") { HelpName = "TEXT", Description = $"Its password; better in the variable {PasswordVariable}, where others do not see it" };
        var uplink = new Option<string?>("--uplink") { HelpName = "URL", Description = "Where readings go, such as mqtt://192.168.1.10" };
        var deviceId = new Option<string?>("--device-id") { HelpName = "ID", Description = "The board's name in topics and readings" };
        var sensor = new Option<string[]>("--sensor") { HelpName = "LINE", Description = "A sensor, such as \"bme280 name=attic\"; may be given several times", Arity = ArgumentArity.OneOrMore };
        var set = new Option<string[]>("--set") { HelpName = "KEY=VALUE", Description = "Any other setting (docs/settings.md); may be given several times", Arity = ArgumentArity.OneOrMore };
        var noCheck = new Option<bool>("--no-check") { Description = "Do not look at the broker for the telemetry" };
        var command = new Command("provision", "Set a board up: Wi-Fi, receiver, sensors, and a look at what arrives")
        {
            ssid, wifiPassword, uplink, deviceId, sensor, set, noCheck,
        };
        PortOption port = PortOption.For(command);
        ConnectionOptions connection = ConnectionOptions.For(command);
        command.SetAction(parsed => SerialRun.Guard(parsed, () =>
        {
            Connection login = connection.Read(parsed);
            var given = new ProvisionRequest
            {
                Ssid = parsed.GetValue(ssid),
                WifiPassword = parsed.GetValue(wifiPassword) ?? Environment.GetEnvironmentVariable(PasswordVariable) ?? "",
                Settings = Settings(parsed.GetValue(deviceId), parsed.GetValue(uplink), login, parsed.GetValue(sensor) ?? [], parsed.GetValue(set) ?? []),
                Check = !parsed.GetValue(noCheck),
            };
            bool asks = given.Ssid is null && given.Settings.Count == 0;
            if (asks && (Console.IsInputRedirected || !AnsiConsole.Profile.Capabilities.Interactive))
            {
                throw new BadInputException("nothing to set: give --ssid, --uplink, --sensor or --set, or run it in a terminal to be asked");
            }

            string name = port.Name(parsed);
            TextWriter output = parsed.InvocationConfiguration.Output;
            using BoardConsole board = BoardConsole.Open(port.Open(parsed), name);
            output.WriteLine(board.Ask("status")[0]);
            new Provisioning(board, name, output) { Login = login }.Run(asks ? Guide.Ask(board) with { Check = given.Check } : given);
            output.WriteLine("Done: the board is set up. ./run console talks to it, ./run watch shows what it sends.");
            return ExitCode.Ok;
        }));
        return command;
    }

    private static List<KeyValuePair<string, string>> Settings(string? deviceId, string? uplink, Connection login, string[] sensors, string[] others)
    {
        var settings = new List<KeyValuePair<string, string>>();
        Add("device.id", deviceId);
        if (uplink is not null && EndpointUrl.Parse(uplink, out string error) is null)
        {
            throw new BadInputException($"--uplink: {error}");
        }

        Add("uplink.url", uplink);
        Add("uplink.user", login.User);
        Add("uplink.password", login.Password);
        for (int i = 0; i < sensors.Length; i++)
        {
            Add($"sensor.{i + 1}", sensors[i]);
        }

        foreach (string other in others)
        {
            int equals = other.IndexOf('=', StringComparison.Ordinal);
            if (equals < 1)
            {
                throw new BadInputException($"--set: '{other}' is not KEY=VALUE");
            }

            Add(other[..equals].Trim(), other[(equals + 1)..].Trim());
        }

        return settings;

        void Add(string key, string? value)
        {
            if (value is not null)
            {
                settings.Add(new KeyValuePair<string, string>(key, value));
            }
        }
    }
}
