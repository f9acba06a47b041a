using System;
using Telenode.Core;
using Telenode.Telemetry;
using Telenode.Uplinks;

namespace Telenode.Application;

/// <summary>The device's own CoAP servers: plain, with OSCORE beside it where there is a secret, and one port above over DTLS.</summary>
internal sealed class DeviceServers
{
    private const int DtlsClients = 4;

    private readonly CoapDeviceServer _plain;
    private readonly CoapDeviceServer _secured;

    /// <summary>Creates those that are asked for; none listens yet.</summary>
    /// <exception cref="ArgumentException">Keys are missing or out of their range; the message says which.</exception>
    public DeviceServers(ServeOptions serve, DevicePorts ports, UplinkOptions options, UplinkParts parts, IUplink uplink)
    {
        IRandom random = ports.KeyRandom ?? ports.Random;
        if (serve.Plain && ports.ServerSocket != null)
        {
            var channel = new ChannelParts { Socket = ports.ServerSocket, Crypto = ports.Crypto, Random = random, Store = ports.SessionStore ?? ports.Store };
            var server = new CoapServerOptions
            {
                Network = SecureChannels.CreateServer(serve.Keys, channel),
                Listener = ports.ServerListener,
                Port = serve.Port,
                MaxConnections = serve.MaxConnections,
                Uplink = uplink,
                Directory = serve.Directory,
                EchoGuard = serve.EchoGuard,
            };
            _plain = new CoapDeviceServer(server, options, parts);
        }

        if (serve.Secured && ports.SecureServerSocket != null)
        {
            if (ports.Crypto == null)
            {
                throw new ArgumentException("this board has no cryptography for coaps");
            }

            var channel = new DtlsServerChannel(ports.SecureServerSocket, serve.Keys, DtlsClients, ports.Crypto, random);
            _secured = new CoapDeviceServer(new CoapServerOptions { Network = channel, Port = serve.Port + 1, Uplink = uplink }, options, parts);
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
}
