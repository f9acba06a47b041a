using Telenode.Core;
using Telenode.SimBoard.Net;
using Telenode.Telemetry;
using Telenode.Uplinks;

namespace Telenode.SimBoard;

/// <summary>The simulated board's own CoAP: plain, with OSCORE beside it where there is a secret, and one port above over DTLS where there is a key.</summary>
internal sealed class BoardServers : IDisposable
{
    private const int DtlsClients = 4;

    private readonly UdpSocket _plainSocket = new();
    private readonly UdpSocket _dtlsSocket = new();
    private readonly SocketListener _listener = new();
    private readonly CoapDeviceServer? _plain;
    private readonly CoapDeviceServer? _dtls;

    /// <summary>Creates the servers that the options ask for; none listens yet.</summary>
    /// <exception cref="ArgumentException">Keys are missing or out of their range.</exception>
    public BoardServers(SimulatedBoardOptions options, UplinkOptions uplinkOptions, UplinkParts parts, IUplink uplink)
    {
        if (options.ServePort is not int port)
        {
            return;
        }

        var channel = new ChannelParts { Socket = _plainSocket, Crypto = parts.Crypto, Random = parts.KeyRandom, Store = parts.Store };
        var plain = new CoapServerOptions
        {
            Network = SecureChannels.CreateServer(options.ServeSecure, channel),
            Listener = _listener,
            Port = port,
            Directory = options.Directory,
            MaxConnections = 4,
            Uplink = uplink,
        };
        _plain = new CoapDeviceServer(plain, uplinkOptions, parts);
        Inputs.AddRange([_plainSocket, _listener]);
        if (options.ServeSecure.HasPsk)
        {
            var secured = new DtlsServerChannel(_dtlsSocket, options.ServeSecure, DtlsClients, parts.Crypto, parts.KeyRandom);
            _dtls = new CoapDeviceServer(new CoapServerOptions { Network = secured, Port = port + 1, Uplink = uplink }, uplinkOptions, parts);
            Inputs.Add(_dtlsSocket);
        }
    }

    /// <summary>What to wait for.</summary>
    public List<IInput> Inputs { get; } = [];

    /// <summary>Why one of them does not listen; null when all do.</summary>
    public string? Failure => _plain?.Failure ?? _dtls?.Failure;

    /// <summary>Answers what has come.</summary>
    /// <returns>Monotonic ms at which to call again even if nothing arrives.</returns>
    public long Step(long now) => Math.Min(_plain?.Step(now) ?? Time.Never, _dtls?.Step(now) ?? Time.Never);

    /// <summary>Takes leave of clients and of the directory.</summary>
    public void Close(long now)
    {
        _plain?.Close(now);
        _dtls?.Close(now);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _listener.Dispose();
        _plainSocket.Dispose();
        _dtlsSocket.Dispose();
    }
}
