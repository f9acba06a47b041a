using System;
using Telenode.Coap;
using Telenode.Core;
using Telenode.Telemetry;

namespace Telenode.Uplinks;

/// <summary>The node as a CoAP server, beside any uplink: <c>/sensors/NAME</c> for each quantity, observable, <c>/status</c>, and
/// <c>/.well-known/core</c>, which also answers to the group of all CoAP nodes (RFC 7252 §12.8); over UDP and, where there is a listener,
/// over TCP. All that is read-only but <c>/settings</c>, which takes lines over a secured channel.</summary>
public sealed class CoapDeviceServer : ICoapOwner
{
    // All CoAP Nodes (RFC 7252 §12.8): IPv4, and IPv6 on the link and on the site.
    private const string GroupIPv4 = "224.0.1.187";
    private const string GroupLink = "ff02::fd";
    private const string GroupSite = "ff05::fd";
    private const int RetryMs = 10000;

    private readonly IServerChannel _network;
    private readonly IStreamListener _listener;
    private readonly int _port;
    private readonly Channels _channels;
    private readonly CoapEndpoint _endpoint;
    private readonly CoapDatagrams _datagrams;
    private readonly CoapConnections _connections;
    private readonly DirectoryClient _directory;
    private readonly NodeClock _now;
    private readonly int[] _resources;
    private readonly long[] _notifiedMs;
    private long _retryAtMs;

    /// <summary>Creates a closed server.</summary>
    /// <param name="server">What it is made of.</param>
    /// <param name="options">The device's name.</param>
    /// <param name="parts">The node's parts.</param>
    /// <exception cref="ArgumentException">An option is missing or out of its range, or the directory's URL is not of coap.</exception>
    public CoapDeviceServer(CoapServerOptions server, UplinkOptions options, UplinkParts parts)
    {
        Check(server);
        _network = server.Network;
        _listener = server.Listener;
        _port = server.Port;
        _channels = parts.Channels;
        _now = new NodeClock(parts.Clock);
        bool isSettable = parts.Downlink != null;
        var coap = new CoapOptions
        {
            Random = parts.Random,
            MaxResources = _channels.PresentCount + 2,
            MaxObservers = server.MaxObservers,
            MaxExchanges = 4,
            MaxTransfers = isSettable ? 1 : 0,
            MaxStreams = _listener == null ? 0 : server.MaxConnections,
            EchoGuard = server.EchoGuard,
        };
        _endpoint = new CoapEndpoint(coap);
        _datagrams = new CoapDatagrams(_endpoint, coap.MaxMessageSize, _network, this);
        if (_listener != null)
        {
            _connections = new CoapConnections(_endpoint, coap.MaxMessageSize, _listener, server.MaxConnections);
            _datagrams.Connections = _connections;
        }

        _resources = new int[_channels.PresentCount];
        _notifiedMs = new long[_channels.PresentCount];
        AddChannels(options, parts);
        var status = new StatusResource(options.DeviceId, parts.Outbox, server.Uplink, _now);
        _endpoint.AddResource("status", status, "rt=\"status\";ct=50", ResourceFlags.None);
        if (isSettable)
        {
            _endpoint.AddResource("settings", new SettingsResource(parts.Downlink), "rt=\"settings\";ct=0", ResourceFlags.TakesBlocks);
        }

        EndpointUrl directory = server.Directory;
        _directory = directory == null ? null
            : new DirectoryClient(_endpoint, _network.Plain, directory, options.DeviceId, server.DirectoryLifetimeSeconds);
    }

    /// <summary>Why it does not listen, in one line for a person; null when it does.</summary>
    public string Failure
    {
        get
        {
            if (_network.State == StreamState.Failed)
            {
                return _network.Failure;
            }

            return _listener != null && _listener.State == StreamState.Failed ? _listener.Failure : null;
        }
    }

    /// <summary>Observers at the moment.</summary>
    public int ObserverCount => _endpoint.ObserverCount;

    /// <summary>Connections over TCP at the moment.</summary>
    public int ConnectionCount => _connections == null ? 0 : _connections.Count;

    /// <summary>Whether the resource directory has the node's resources, as far as is known.</summary>
    public bool IsRegistered => _directory != null && _directory.IsRegistered;

    /// <summary>Answers what has come, and tells observers of new values.</summary>
    /// <returns>Monotonic ms at which to call again even if nothing arrives.</returns>
    public long Step(long nowMs)
    {
        _now.MonotonicMs = nowMs;
        OpenWhatIsClosed(nowMs);
        if (_network.State != StreamState.Open)
        {
            return _retryAtMs;
        }

        for (int channel = 0; channel < _notifiedMs.Length; channel++)
        {
            if (_channels.HasValue(channel) && _channels.LastMs(channel) != _notifiedMs[channel])
            {
                _notifiedMs[channel] = _channels.LastMs(channel);
                _endpoint.Notify(_resources[channel], nowMs);
            }
        }

        if (_directory != null)
        {
            _directory.Step(nowMs);
        }

        _datagrams.Step(nowMs);
        if (_connections != null)
        {
            _connections.Step(_datagrams, nowMs);
        }

        return NextMs();
    }

    /// <summary>Takes leave of the directory and of connections, and stops listening.</summary>
    public void Close(long nowMs)
    {
        if (_directory != null)
        {
            _directory.Remove(nowMs);
            _datagrams.Drain(nowMs);
        }

        if (_connections != null)
        {
            _connections.Close(_datagrams, nowMs);
            _listener.Close();
        }

        _network.Close(nowMs);
    }

    /// <inheritdoc/>
    void ICoapOwner.OnCoapEvent(CoapEvent what, long nowMs)
    {
        if (what == CoapEvent.StreamClosed)
        {
            _connections.Close(_endpoint.EventPeer, nowMs);
        }
        else if (_directory != null)
        {
            _directory.TakeEvent(what, nowMs);
        }
    }

    private static void Check(CoapServerOptions server)
    {
        bool ranges = server.Port >= 1 && server.Port <= 65535 && server.MaxConnections >= 1 && server.MaxConnections <= 8;
        if (server.Network == null || !ranges)
        {
            throw new ArgumentException("server options");
        }

        if (server.Directory != null && (server.Directory.Scheme != "coap" || server.Network.Plain == null))
        {
            throw new ArgumentException("a resource directory is registered with over UDP without protection: coap://host/rd");
        }
    }

    private void AddChannels(UplinkOptions options, UplinkParts parts)
    {
        var writer = new ChannelWriter(options, parts);
        for (int channel = 0; channel < _resources.Length; channel++)
        {
            _notifiedMs[channel] = Time.Never;
            string name = _channels[channel].Name;
            var resource = new ChannelResource(channel, _channels, writer, _now);
            string attributes = "rt=\"" + name + "\";if=\"sensor\";ct=\"112 110 0\"";
            _resources[channel] = _endpoint.AddResource("sensors/" + name, resource, attributes, ResourceFlags.Observable);
        }
    }

    private long NextMs()
    {
        long next = _endpoint.NextDeadlineMs;
        if (_network.NextDeadlineMs < next)
        {
            next = _network.NextDeadlineMs;
        }

        if (_connections != null && _connections.NextMs < next)
        {
            next = _connections.NextMs;
        }

        if (_directory != null && _directory.NextMs < next)
        {
            next = _directory.NextMs;
        }

        return next;
    }

    private void OpenWhatIsClosed(long nowMs)
    {
        bool listens = _listener == null || _listener.State == StreamState.Open;
        if (nowMs < _retryAtMs || (listens && _network.State == StreamState.Open))
        {
            return;
        }

        _retryAtMs = nowMs + RetryMs;
        if (!listens)
        {
            _listener.Open(_port);
        }

        if (_network.State != StreamState.Open)
        {
            _network.Listen(_port, GroupIPv4);
            if (_network.State == StreamState.Open)
            {
                _network.JoinGroup(GroupLink);
                _network.JoinGroup(GroupSite);
            }
        }
    }
}
