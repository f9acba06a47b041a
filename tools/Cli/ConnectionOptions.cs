using System.CommandLine;
using Telenode.SimBoard.Net;
using Telenode.Uplinks;

namespace Telenode.Cli;

/// <summary>How to connect to a broker, beside its URL: the options that every command which does so has.</summary>
internal sealed class ConnectionOptions
{
    private readonly Option<string?> _user = new("--user") { HelpName = "NAME", Description = "User name, before the URL's" };

    private readonly Option<string?> _password = new("--password") { HelpName = "TEXT", Description = "Password, before the URL's" };

    private readonly Option<string> _auth = new("--auth")
    {
        HelpName = "METHOD",
        Description = "password: it is sent; scram-sha-256: it is proved and never sent, which needs MQTT 5",
        DefaultValueFactory = _ => "password",
    };

    private readonly Option<FileInfo[]> _ca = new("--ca")
    {
        HelpName = "FILE",
        Description = "Certificate of the CA that signed the server's, PEM or DER, instead of the system's; may be given several times",
        Arity = ArgumentArity.OneOrMore,
        AllowMultipleArgumentsPerToken = false,
    };

    private readonly Option<FileInfo?> _certificate = new("--cert") { HelpName = "FILE", Description = "Certificate to show to the server, PEM or DER" };

    private readonly Option<FileInfo?> _key = new("--key") { HelpName = "FILE", Description = "Private key of --cert, where it is not in the same file" };

    private readonly Option<bool> _insecure = new("--insecure") { Description = "Do not verify the server: whoever is on the way can read and change everything" };

    private ConnectionOptions() => _auth.AcceptOnlyFromAmong("password", "scram-sha-256");

    /// <summary>Gives the options to a command.</summary>
    /// <param name="command">The command.</param>
    /// <param name="hasLogin">Whether its protocols know users and passwords.</param>
    public static ConnectionOptions For(Command command, bool hasLogin = true)
    {
        var options = new ConnectionOptions();
        Option[] login = hasLogin ? [options._user, options._password, options._auth] : [];
        foreach (Option option in (Option[])[.. login, options._ca, options._certificate, options._key, options._insecure])
        {
            command.Options.Add(option);
        }

        return options;
    }

    /// <summary>What the person gave.</summary>
    /// <exception cref="BadInputException">A file cannot be used.</exception>
    public Connection Read(ParseResult parsed)
    {
        var tls = new TlsOptions
        {
            CaCertificates = [.. (parsed.GetValue(_ca) ?? []).Select(file => Bytes(_ca, file))],
            ClientCertificate = parsed.GetValue(_certificate) is { } certificate ? Bytes(_certificate, certificate) : null,
            ClientKey = parsed.GetValue(_key) is { } key ? Bytes(_key, key) : null,
            Insecure = parsed.GetValue(_insecure),
        };
        try
        {
            TlsCredentials.Load(tls);
        }
        catch (FormatException e)
        {
            throw new BadInputException($"--ca, --cert, --key: {e.Message}");
        }

        bool hasLogin = parsed.CommandResult.Command.Options.Contains(_user);
        return hasLogin
            ? new Connection(parsed.GetValue(_user), parsed.GetValue(_password), parsed.GetValue(_auth) == "scram-sha-256", tls)
            : new Connection(null, null, false, tls);
    }

    private static byte[] Bytes(Option option, FileInfo file)
    {
        try
        {
            return File.ReadAllBytes(file.FullName);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new BadInputException($"{option.Name}: {e.Message}");
        }
    }
}

/// <summary>How to connect to a broker, beside its URL.</summary>
/// <param name="User">User name, or null for the URL's.</param>
/// <param name="Password">Password, or null for the URL's.</param>
/// <param name="Scram">Whether the password is proved by SCRAM-SHA-256 and not sent.</param>
/// <param name="Tls">Whom to trust over TLS and as whom to appear.</param>
internal sealed record Connection(string? User, string? Password, bool Scram, TlsOptions Tls)
{
    /// <summary>What the URL alone says.</summary>
    public static Connection Default { get; } = new(null, null, false, new TlsOptions());
}
