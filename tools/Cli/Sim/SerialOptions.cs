using System.CommandLine;
using System.CommandLine.Parsing;

namespace Telenode.Cli.Sim;

/// <summary>The options of <c>sim --serial</c>.</summary>
internal sealed class SerialOptions
{
    private readonly Option<bool> _serial = new("--serial")
    {
        Description = "Run a board that goes by its settings, blank at first, with its console on a pseudo-terminal",
    };

    private readonly Option<FileInfo?> _settings = new("--settings") { HelpName = "FILE", Description = "With --serial: settings it begins with, lines key = value" };

    private readonly Option<string[]> _networks = new("--network")
    {
        HelpName = "NAME[:PASSWORD]",
        Description = "With --serial: a Wi-Fi network in reach; may be given several times [default: simnet:simulated and open]",
        Arity = ArgumentArity.OneOrMore,
    };

    private Option<string?>? _sensors;
    private Option<int>? _seed;
    private Option<double?>? _speed;
    private Option<DirectoryInfo?>? _store;
    private Option<System.Net.IPEndPoint?>? _serve;

    private SerialOptions()
    {
    }

    public static SerialOptions For(Command command)
    {
        var options = new SerialOptions();
        command.Options.Add(options._serial);
        command.Options.Add(options._settings);
        command.Options.Add(options._networks);
        return options;
    }

    public bool IsGiven(ParseResult parsed) => parsed.GetValue(_serial);

    /// <summary>Names the options of <c>sim</c> that such a board understands, too.</summary>
    public void Shared(Option<string?> sensors, Option<int> seed, Option<double?> speed, Option<DirectoryInfo?> store, Option<System.Net.IPEndPoint?> serve)
    {
        _sensors = sensors;
        _seed = seed;
        _speed = speed;
        _store = store;
        _serve = serve;
    }

    /// <summary>Reads what was given.</summary>
    /// <exception cref="BadInputException">Something was given that is a setting of the board.</exception>
    public SerialSimArguments Read(ParseResult parsed)
    {
        Option?[] known = [_serial, _settings, _networks, _sensors, _seed, _speed, _store, _serve];
        OptionResult? other = parsed.CommandResult.Children.OfType<OptionResult>().FirstOrDefault(given => !given.Implicit && !known.Contains(given.Option));
        if (other is not null)
        {
            throw new BadInputException($"{other.Option.Name}: with --serial the board goes by its settings; make them on its console, or give --settings FILE");
        }

        return new SerialSimArguments
        {
            Sensors = parsed.GetValue(_sensors!),
            Seed = parsed.GetValue(_seed!),
            Speed = parsed.GetValue(_speed!) ?? 1,
            StoreFolder = parsed.GetValue(_store!)?.FullName,
            Serve = parsed.GetValue(_serve!),
            Settings = parsed.GetValue(_settings)?.FullName,
            Networks = parsed.GetValue(_networks) is { Length: > 0 } given ? given : ["simnet:simulated", "open"],
        };
    }
}
