using System.CommandLine;
using Telenode.Coap;

namespace Telenode.Cli.Coap;

/// <summary><c>telenode get|put|observe|discover URL</c>: a CoAP client for any device.</summary>
internal static class CoapCommands
{
    private static readonly Argument<string> _url = new("URL") { Description = "coap://HOST[:PORT]/PATH, coaps://… over DTLS, coap+oscore://…, coap+tcp://… or coaps+tcp://… over TLS" };

    private static readonly Option<string?> _accept = new("--accept")
    {
        HelpName = "FORMAT",
        Description = "Content format to ask for: a number or a media type, such as senml+json or text/plain",
    };

    private static readonly Option<int?> _block = new("--block") { HelpName = "N", Description = "Block size: 16, 32, … 1024" };

    private static readonly Option<bool> _non = new("--non") { Description = "Send non-confirmable" };

    private static readonly Option<int?> _timeout = new("--timeout")
    {
        HelpName = "S",
        Description = "Seconds to wait for an answer [default: 95, for a group's answers 8]",
    };

    /// <summary>All of them.</summary>
    public static IEnumerable<Command> Create() => [CreateGet(), CreatePut(), CreateObserve(), CreateDiscover()];

    private static Command CreateGet()
    {
        var output = new Option<FileInfo?>("--output") { HelpName = "FILE", Description = "Write the payload to a file, as it is" };
        var command = new Command("get", "Get a resource over CoAP") { _url, _accept, _block, _non, _timeout, output };
        Security security = Security.For(command);
        command.SetAction(parsed => CoapRun.Execute(() => Common(parsed, security) with { Output = parsed.GetValue(output)?.FullName }));
        return command;
    }

    private static Command CreatePut()
    {
        var data = new Option<string?>("--data") { HelpName = "TEXT", Description = "The payload" };
        var file = new Option<FileInfo?>("--file") { HelpName = "FILE", Description = "The payload, in blocks when it is large" };
        var format = new Option<string?>("--format") { HelpName = "FORMAT", Description = "Content format of the payload [default: none]" };
        var post = new Option<bool>("--post") { Description = "POST instead of PUT" };
        var command = new Command("put", "Put a payload to a resource over CoAP") { _url, data, file, format, post, _accept, _block, _non, _timeout };
        Security security = Security.For(command);
        command.SetAction(parsed => CoapRun.Execute(() => Common(parsed, security) with
        {
            Method = parsed.GetValue(post) ? CoapCode.Post : CoapCode.Put,
            Data = parsed.GetValue(data) is string text ? System.Text.Encoding.UTF8.GetBytes(text) : null,
            File = parsed.GetValue(file)?.FullName,
            Format = parsed.GetValue(format),
        }));
        return command;
    }

    private static Command CreateObserve()
    {
        var count = new Option<int?>("--count") { HelpName = "N", Description = "End after N states; without it Ctrl-C ends" };
        var command = new Command("observe", "Print a resource and its changes (RFC 7641)") { _url, _accept, _block, _timeout, count };
        Security security = Security.For(command);
        command.SetAction(parsed => CoapRun.Execute(() => Common(parsed, security) with { Observe = true, Count = parsed.GetValue(count) }));
        return command;
    }

    private static Command CreateDiscover()
    {
        var command = new Command("discover", "List a device's resources; with a group's address, those of every device that answers")
        {
            _url, _block, _timeout,
        };
        Security security = Security.For(command);
        command.SetAction(parsed => CoapRun.Execute(() => Common(parsed, security) with { Discover = true }));
        return command;
    }

    private static CoapArguments Common(ParseResult parsed, Security security) => new()
    {
        Url = parsed.GetValue(_url)!,
        Keys = security.Keys.Read(parsed),
        Tls = security.Tls.Read(parsed).Tls,
        Accept = parsed.CommandResult.Command.Options.Contains(_accept) ? parsed.GetValue(_accept) : null,
        BlockSize = parsed.GetValue(_block),
        IsNonConfirmable = parsed.CommandResult.Command.Options.Contains(_non) && parsed.GetValue(_non),
        TimeoutSeconds = parsed.GetValue(_timeout),
    };

    private sealed record Security(KeyOptions Keys, ConnectionOptions Tls)
    {
        public static Security For(Command command) => new(KeyOptions.For(command), ConnectionOptions.For(command, hasLogin: false));
    }
}
