using System;
using Telenode.Core;
using Telenode.SerialConsole;
using Telenode.Telemetry;
using Telenode.Uplinks;

namespace Telenode.Application;

/// <summary>The device's own CoAP servers, as <c>serve.*</c> asks for them: plain, and one port above over DTLS.</summary>
internal sealed class DeviceServers
{
    private const int DtlsClients = 4;

    private readonly CoapDeviceServer _plain;
    private readonly CoapDeviceServer _secured;

    /// <summary>Creates those that are asked for; none listens yet.</summary>
    public DeviceServers(Settings settings, DevicePorts ports, int port, UplinkOptions options, UplinkParts parts, IUplink uplink, ProblemList problems)
    {
        if (settings.GetFlag("serve.coap") && ports.ServerSocket != null)
        {
            var server = new CoapServerOptions
            {
                Network = new PlainChannel(ports.ServerSocket),
                Listener = ports.ServerListener,
                Port = port,
                Uplink = uplink,
                Directory = DirectoryOf(settings, problems),
            };
            _plain = Make(server, options, parts, "serve.directory", problems);
        }

        if (settings.GetFlag("serve.coaps") && ports.SecureServerSocket != null && ports.Crypto != null)
        {
            _secured = MakeSecured(settings, ports, port + 1, options, parts, uplink, problems);
        }
    }

    /// <summary>Why one of them does not listen; null when all do.</summary>
    public string Failure => (_plain == null ? null : _plain.Failure) ?? (_secured == null ? null : _secured.Failure);

    /// <summary>Answers what has come.</summary>
    /// <returns>Monotonic ms at which to call again even if nothing arrives.</returns>
    public long Step(long nowMs)
    {
        long next = _plain == null ? Time.Never : _plain.Step(nowMs);
        long secured = _secured == null ? Time.Never : _secured.Step(nowMs);
        return secured < next ? secured : next;
    }

    /// <summary>Takes leave of clients and of the directory.</summary>
    public void Close(long nowMs)
    {
        if (_plain != null)
        {
            _plain.Close(nowMs);
        }

        if (_secured != null)
        {
            _secured.Close(nowMs);
        }
    }

    private static EndpointUrl DirectoryOf(Settings settings, ProblemList problems)
    {
        string text = settings.Get("serve.directory");
        string error = null;
        EndpointUrl url = text == null ? null : EndpointUrl.Parse(text, out error);
        if (error == null && url != null && url.Scheme != "coap")
        {
            error = "must be a coap URL, such as coap://192.168.1.10";
            url = null;
        }

        if (error != null)
        {
            problems.Add("serve.directory: " + error);
        }

        return url;
    }

    private static CoapDeviceServer MakeSecured(
        Settings settings, DevicePorts ports, int port, UplinkOptions options, UplinkParts parts, IUplink uplink, ProblemList problems)
    {
        var keys = new SecureOptions { PskIdentity = settings.Get("serve.psk.identity"), PskKey = settings.GetBytes("serve.psk.key") };
        if (!keys.HasPsk)
        {
            problems.Add("serve.coaps: needs serve.psk.identity and serve.psk.key");
            return null;
        }

        try
        {
            var channel = new DtlsServerChannel(ports.SecureServerSocket, keys, DtlsClients, ports.Crypto, parts.KeyRandom ?? ports.Random);
            return Make(new CoapServerOptions { Network = channel, Port = port, Uplink = uplink }, options, parts, "serve.coaps", problems);
        }
        catch (ArgumentException e)
        {
            problems.Add("serve.coaps: " + e.Message);
            return null;
        }
    }

    private static CoapDeviceServer Make(CoapServerOptions server, UplinkOptions options, UplinkParts parts, string key, ProblemList problems)
    {
        try
        {
            return new CoapDeviceServer(server, options, parts);
        }
        catch (ArgumentException e)
        {
            problems.Add(key + ": " + e.Message);
            return null;
        }
    }
}
