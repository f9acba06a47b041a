using System.CommandLine;
using Telenode.SerialConsole;
using Telenode.SimBoard.Store;
using Telenode.Uplinks;

namespace Telenode.Cli;

/// <summary>Identity and keys for coaps and coap+oscore: from options, from a file, from the environment, in this order.</summary>
internal sealed class KeyOptions
{
    private const string Forms = "hex:…, base64:… or text";

    private static readonly string[] _names =
        ["psk.identity", "psk.key", "oscore.secret", "oscore.salt", "oscore.sender", "oscore.recipient", "oscore.context"];

    private static readonly Dictionary<string, string> _environment = new()
    {
        ["psk.key"] = "TELENODE_PSK",
        ["oscore.secret"] = "TELENODE_OSCORE_SECRET",
    };

    private readonly Dictionary<string, Option<string?>> _options = new()
    {
        ["psk.identity"] = Text("--psk-identity", "NAME", "coaps: who we are"),
        ["psk.key"] = Text("--psk", "KEY", $"coaps: the pre-shared key as {Forms}; others on this PC can see it: better --keys or TELENODE_PSK"),
        ["oscore.secret"] = Text("--oscore-secret", "KEY", $"coap+oscore: the Master Secret as {Forms}; better --keys or TELENODE_OSCORE_SECRET"),
        ["oscore.salt"] = Text("--oscore-salt", "BYTES", "coap+oscore: the Master Salt"),
        ["oscore.sender"] = Text("--oscore-sender", "BYTES", "coap+oscore: our Sender ID, such as hex:01"),
        ["oscore.recipient"] = Text("--oscore-recipient", "BYTES", "coap+oscore: the server's Sender ID"),
        ["oscore.context"] = Text("--oscore-context", "BYTES", "coap+oscore: the ID Context"),
    };

    private readonly Option<FileInfo?> _file = new("--keys")
    {
        HelpName = "FILE",
        Description = "Read identity and keys from a file with lines like uplink.psk.identity = NAME, uplink.psk.key = hex:…, uplink.oscore.secret = …, as a board's settings",
    };

    private KeyOptions()
    {
    }

    /// <summary>Gives the options to a command.</summary>
    public static KeyOptions For(Command command)
    {
        var options = new KeyOptions();
        foreach (Option option in options._options.Values)
        {
            command.Options.Add(option);
        }

        command.Options.Add(options._file);
        return options;
    }

    /// <summary>What the person gave for the way to a server.</summary>
    /// <exception cref="BadInputException">Something is not readable; the message never holds a key.</exception>
    public SecureOptions Read(ParseResult parsed)
    {
        Settings? file = File(parsed);
        var keys = new SecureOptions();
        foreach (string name in _names)
        {
            if (parsed.GetValue(_options[name]) is string given)
            {
                Set(keys, name, given, _options[name].Name);
            }
            else if (file?.Get("uplink." + name) is string written)
            {
                Set(keys, name, written, $"--keys: uplink.{name}");
            }
            else if (_environment.TryGetValue(name, out string? variable) && Environment.GetEnvironmentVariable(variable) is { Length: > 0 } set)
            {
                Set(keys, name, set, variable);
            }
        }

        return keys;
    }

    /// <summary>What the file says of the board's own server: lines that begin with <c>serve.</c></summary>
    /// <exception cref="BadInputException">Something is not readable; the message never holds a key.</exception>
    public SecureOptions ReadServed(ParseResult parsed)
    {
        Settings? file = File(parsed);
        var keys = new SecureOptions();
        foreach (string name in _names)
        {
            if (file?.Get("serve." + name) is string written)
            {
                Set(keys, name, written, $"--keys: serve.{name}");
            }
        }

        return keys;
    }

    private Settings? File(ParseResult parsed)
    {
        if (parsed.GetValue(_file) is not { } file)
        {
            return null;
        }

        var settings = new Settings(new MemoryKeyValueStore());
        SettingsFile.Import(_file.Name, file.FullName, settings);
        return settings;
    }

    private static void Set(SecureOptions keys, string name, string value, string where)
    {
        if (keys.Set(name, value) is string wrong)
        {
            throw new BadInputException($"{where} {wrong}");
        }
    }

    private static Option<string?> Text(string name, string help, string description) => new(name) { HelpName = help, Description = description };
}
