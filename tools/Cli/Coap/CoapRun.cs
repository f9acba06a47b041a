using System.Net;
using System.Numerics;
using System.Runtime.InteropServices;
using Telenode.Coap;
using Telenode.Core;
using Telenode.SimBoard.Net;
using Telenode.SimBoard.Store;
using Telenode.Uplinks;

namespace Telenode.Cli.Coap;

/// <summary>One CoAP command from the request to the last line.</summary>
internal sealed class CoapRun
{
    // MAX_TRANSMIT_WAIT (RFC 7252 §4.8.2) and a little more; the leisure of a group's members (§8.2) and a little more.
    private const int RequestSeconds = 95;
    private const int GroupSeconds = 8;

    private readonly CoapArguments _arguments;
    private readonly CoapSession _session;
    private readonly MemoryStream _body = new();
    private readonly bool _isMulticast;
    private int _states;
    private int _exit = ExitCode.Failed;
    private volatile bool _over;
    private long _repeated;

    private CoapRun(CoapArguments arguments, EndpointUrl url, IKeyValueStore store)
    {
        _arguments = arguments;
        _session = new CoapSession(url, keys: arguments.Keys, tls: arguments.Tls, store: store) { OnEvent = OnEvent };
        _isMulticast = IPAddress.TryParse(url.Host, out IPAddress? address)
            && (address.IsIPv6Multicast || address.GetAddressBytes()[0] is >= 224 and <= 239);
    }

    public static int Execute(Func<CoapArguments> read)
    {
        try
        {
            CoapArguments arguments = read();
            if (!arguments.Url.Contains("://", StringComparison.Ordinal))
            {
                throw new BadInputException($"\"{arguments.Url}\" is not a URL: write it like coap://{arguments.Url}");
            }

            EndpointUrl url = EndpointUrl.Parse(arguments.Url, out string error) ?? throw new BadInputException(error);
            if (!url.Scheme.StartsWith("coap", StringComparison.Ordinal))
            {
                throw new BadInputException($"\"{url.Scheme}\" is not CoAP: write coap://HOST/PATH, coaps://…, coap+oscore://…, coap+tcp://… or coaps+tcp://…");
            }

            using FileKeyValueStore store = FileKeyValueStore.OfUser();
            return new CoapRun(arguments, url, store).Run();
        }
        catch (Exception e) when (e is BadInputException or ArgumentException)
        {
            Console.Error.WriteLine($"telenode: {e.Message}");
            return ExitCode.BadInput;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Console.Error.WriteLine($"telenode: {e.Message}");
            return ExitCode.Failed;
        }
    }

    private int Run()
    {
        using CoapSession session = _session;
        CoapRequest request = Request();
        int seconds = _arguments.TimeoutSeconds ?? (_isMulticast ? GroupSeconds : RequestSeconds);
        session.Open(seconds * 1000);
        int handle = session.Send(request);
        using PosixSignalRegistration interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, context =>
        {
            context.Cancel = true;
            _over = true;
        });
        long end = session.NowMs + (seconds * 1000L);
        while (!_over && (session.NowMs < end || (_states > 0 && !_isMulticast)))
        {
            session.Step(50);
            if (session.Failure is string why)
            {
                Fail(why);
            }

            Tell(session.Endpoint.Retransmissions);
        }

        if (_arguments.Observe && session.Endpoint.IsUnderWay(handle) && _states > 0)
        {
            session.Endpoint.Deregister(handle, session.NowMs);
            session.RunUntil(() => !session.Endpoint.IsUnderWay(handle), 2000);
            return _exit;
        }

        if (!_over && _states == 0)
        {
            Console.Error.WriteLine($"telenode: no answer from {_session.Url} within {seconds} s{(_session.Hint is string hint ? ": " + hint : "")}");
        }

        return _exit;
    }

    // A person who waits wants to know for what.
    private void Tell(long repeated)
    {
        if (repeated > _repeated && _states == 0)
        {
            Console.Error.WriteLine("telenode: no answer yet, asking again");
        }

        _repeated = repeated;
    }

    private CoapRequest Request()
    {
        if (_arguments.BlockSize is int block && (block < 16 || block > 1024 || !BitOperations.IsPow2(block)))
        {
            throw new BadInputException("--block: 16, 32, 64, 128, 256, 512 or 1024");
        }

        CoapRequest request = _session.NewRequest(_arguments.Method);
        request.IsConfirmable = !_arguments.IsNonConfirmable && !_isMulticast;
        request.IsMulticast = _isMulticast;
        request.Observe = _arguments.Observe;
        request.BlockSize = _arguments.BlockSize ?? 0;
        if (_arguments.Discover && _session.Url.Path.Length == 0)
        {
            request.AddPath(".well-known/core");
        }

        if (_arguments.Accept is string accept)
        {
            request.Options.AddInteger(OptionNumber.Accept, Format(accept, "--accept"));
        }

        byte[]? data = _arguments.File is string file ? File.ReadAllBytes(file) : _arguments.Data;
        if (_arguments.Method != CoapCode.Get && data is null)
        {
            throw new BadInputException("put needs --data or --file");
        }

        if (data is not null)
        {
            var body = new BytesBody();
            body.Set(data, 0, data.Length);
            request.Body = body;
        }

        if (_arguments.Format is string format)
        {
            request.Options.AddInteger(OptionNumber.ContentFormat, Format(format, "--format"));
        }

        return request;
    }

    private static int Format(string text, string option) => MessageText.ParseFormat(text) is int format and >= 0
        ? format
        : throw new BadInputException($"{option}: \"{text}\" is no content format; write its number or a media type such as senml+cbor");

    private void OnEvent(CoapEvent what)
    {
        CoapEndpoint endpoint = _session.Endpoint;
        switch (what)
        {
            case CoapEvent.Response or CoapEvent.Notification:
                TakePiece(endpoint);
                break;
            case CoapEvent.TimedOut when _isMulticast && _states > 0:
                _over = true;
                break;
            case CoapEvent.TimedOut:
                Fail(_session.Hint ?? $"no answer from {_session.Url}");
                break;
            case CoapEvent.Rejected:
                Fail($"{_session.Url} rejected the request");
                break;
            case CoapEvent.Failed:
                Fail("the response cannot be used: an unknown critical option, or a body that changed while it was fetched");
                break;
            case CoapEvent.StreamClosed:
                Fail($"{_session.Url} closed the connection");
                break;
        }
    }

    private void TakePiece(CoapEndpoint endpoint)
    {
        CoapMessage message = endpoint.Message;
        if (endpoint.EventBodyOffset == 0)
        {
            _body.SetLength(0);
        }

        _body.Write(message.Buffer, message.PayloadOffset, message.PayloadLength);
        if (!endpoint.EventMore)
        {
            Show(message, endpoint.EventObserving);
        }
    }

    private void Show(CoapMessage message, bool goesOn)
    {
        bool isSuccess = CoapCode.ClassOf(message.Code) == 2;
        byte[] body = _body.ToArray();
        _states++;
        _exit = isSuccess ? ExitCode.Ok : ExitCode.Failed;
        string from = _isMulticast ? _session.AddressOf(_session.Endpoint.EventPeer) + ": " : "";
        Console.Error.WriteLine(from + MessageText.Head(message));
        if (_arguments.Output is string file && isSuccess)
        {
            File.WriteAllBytes(file, body);
        }
        else if (_arguments.Discover && isSuccess)
        {
            Console.Out.WriteLine(LinkText.Format(MessageText.Payload(body, ContentFormat.LinkFormat)));
        }
        else if (body.Length > 0)
        {
            Console.Out.WriteLine(MessageText.Payload(body, message.ContentFormat));
        }

        _over = _over || (!goesOn && !_isMulticast) || _states == _arguments.Count;
    }

    private void Fail(string why)
    {
        Console.Error.WriteLine($"telenode: {why}");
        _exit = ExitCode.Failed;
        _over = true;
    }
}
