using Spectre.Console;
using Telenode.Uplinks;

namespace Telenode.Cli.Serial;

/// <summary>Asks a person what a board is to be told, with what the board itself sees as the choices.</summary>
internal static class Guide
{
    private const string Other = "another network, or a hidden one";
    private const int NameColumn = 8 + 1 + 9 + 1;
    private const string Keep = "leave Wi-Fi as it is";

    public static ProvisionRequest Ask(BoardConsole board)
    {
        var settings = new List<KeyValuePair<string, string>>();
        string? ssid = AskNetwork(board);
        string password = ssid is null ? "" : AnsiConsole.Prompt(new TextPrompt<string>($"Password of {Markup.Escape(ssid)} (nothing for an open network):").Secret().AllowEmpty());
        Put("device.id", AnsiConsole.Prompt(new TextPrompt<string>("Name of the board:").DefaultValue(board.Ask("get device.id")[0])));
        Put("uplink.url", AnsiConsole.Prompt(new TextPrompt<string>("Where do readings go, such as mqtt://192.168.1.10?").Validate(text =>
            EndpointUrl.Parse(text, out string error) is null ? ValidationResult.Error(Markup.Escape(error)) : ValidationResult.Success())));
        string user = AnsiConsole.Prompt(new TextPrompt<string>("User name there (nothing for none):").AllowEmpty());
        if (user.Length > 0)
        {
            Put("uplink.user", user);
            Put("uplink.password", AnsiConsole.Prompt(new TextPrompt<string>("Its password:").Secret()));
        }

        AskSensors(board, Put);
        return new ProvisionRequest { Ssid = ssid, WifiPassword = password, Settings = settings };

        void Put(string key, string value) => settings.Add(new KeyValuePair<string, string>(key, value));
    }

    private static string? AskNetwork(BoardConsole board)
    {
        string[] found = [.. AnsiConsole.Status().Start("the board looks for networks ...", _ => Networks(board.Ask("wifi scan", 30_000)))];
        string chosen = AnsiConsole.Prompt(new SelectionPrompt<string>().Title("Wi-Fi network:").UseConverter(Markup.Escape).AddChoices([.. found, Other, Keep]));
        return chosen switch
        {
            Keep => null,
            Other => AnsiConsole.Prompt(new TextPrompt<string>("Its name:")),
            _ => chosen,
        };
    }

    /// <summary>Names in the console's answer to <c>wifi scan</c>: signal and quality, padded to 8 and 9 and each with a blank behind it, stand before them.</summary>
    internal static IEnumerable<string> Networks(IReadOnlyList<string> answer) =>
        answer.Where(line => line.Length > NameColumn && line[..8].TrimEnd().EndsWith(" dBm", StringComparison.Ordinal))
            .Select(line => line[NameColumn..])
            .Where(name => name != "(hidden)")
            .Distinct();

    private static void AskSensors(BoardConsole board, Action<string, string> put)
    {
        try
        {
            foreach (string line in board.Ask("sensors scan", 30_000))
            {
                AnsiConsole.MarkupLineInterpolated($"  on the bus: {line}");
            }
        }
        catch (BoardRefusal e)
        {
            AnsiConsole.MarkupLineInterpolated($"  the bus cannot be searched: {e.Message}");
        }

        for (int i = 1; true; i++)
        {
            string sensor = AnsiConsole.Prompt(new TextPrompt<string>(i == 1
                ? "A sensor, such as bme280 or \"sht4x name=attic\" (nothing leaves the sensors as they are):"
                : "One more (nothing for no more):").AllowEmpty());
            if (sensor.Length == 0)
            {
                return;
            }

            put($"sensor.{i}", sensor);
        }
    }
}
