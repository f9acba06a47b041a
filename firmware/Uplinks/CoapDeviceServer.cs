using Telenode.Coap;
using Telenode.Core;
using Telenode.Telemetry;

namespace Telenode.Uplinks;

/// <summary>The node as a CoAP server, beside any uplink: <c>/sensors/NAME</c> for each quantity, observable, <c>/status</c>, and
/// <c>/.well-known/core</c>, which also answers to the group of all CoAP nodes (RFC 7252 §12.8). Everything is read-only.</summary>
public sealed class CoapDeviceServer : ICoapOwner
{
    private const string GroupIPv4 = "224.0.1.187";
    private const int RetryMs = 10000;

    private readonly IServerChannel _network;
    private readonly int _port;
    private readonly Channels _channels;
    private readonly CoapEndpoint _endpoint;
    private readonly CoapDatagrams _datagrams;
    private readonly NodeClock _now;
    private readonly int[] _resources;
    private readonly long[] _notifiedMs;
    private long _retryAtMs;

    /// <summary>Creates a closed server.</summary>
    /// <param name="network">A closed channel of its own; what it secures is secured.</param>
    /// <param name="port">Where it listens; 5683 is CoAP's, 5684 that of CoAP over DTLS.</param>
    /// <param name="options">The device's name.</param>
    /// <param name="parts">The node's parts.</param>
    /// <param name="uplink">What /status tells of; null for none.</param>
    public CoapDeviceServer(IServerChannel network, int port, UplinkOptions options, UplinkParts parts, IUplink uplink)
    {
        _network = network;
        _port = port;
        _channels = parts.Channels;
        _now = new NodeClock(parts.Clock);
        int count = _channels.Count;
        var coap = new CoapOptions
        {
            Random = parts.Random,
            MaxResources = count + 1,
            MaxObservers = 8,
            MaxExchanges = 4,
            MaxTransfers = 0,
        };
        _endpoint = new CoapEndpoint(coap);
        _datagrams = new CoapDatagrams(_endpoint, coap.MaxMessageSize, network, this);
        _resources = new int[count];
        _notifiedMs = new long[count];
        var writer = new ChannelWriter(options, parts);
        for (int channel = 0; channel < count; channel++)
        {
            _notifiedMs[channel] = Time.Never;
            var resource = new ChannelResource(channel, parts.Channels, writer, _now);
            string attributes = "rt=\"" + _channels[channel].Name + "\";if=\"sensor\";ct=\"112 110 0\"";
            _resources[channel] = _endpoint.AddResource("sensors/" + _channels[channel].Name, resource, attributes, ResourceFlags.Observable);
        }

        _endpoint.AddResource("status", new StatusResource(options.DeviceId, parts.Outbox, uplink, _now), "rt=\"status\";ct=50", ResourceFlags.None);
    }

    /// <summary>Why it does not listen, in one line for a person; null when it does.</summary>
    public string Failure => _network.State == StreamState.Failed ? _network.Failure : null;

    /// <summary>Observers at the moment.</summary>
    public int ObserverCount => _endpoint.ObserverCount;

    /// <summary>Answers what has come, and tells observers of new values.</summary>
    /// <returns>Monotonic ms at which to call again even if nothing arrives.</returns>
    public long Step(long nowMs)
    {
        _now.MonotonicMs = nowMs;
        if (_network.State != StreamState.Open && !TryOpen(nowMs))
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

        _datagrams.Step(nowMs);
        long next = _network.NextDeadlineMs;
        return next < _endpoint.NextDeadlineMs ? next : _endpoint.NextDeadlineMs;
    }

    /// <summary>Stops listening.</summary>
    public void Close(long nowMs) => _network.Close(nowMs);

    /// <inheritdoc/>
    void ICoapOwner.OnCoapEvent(CoapEvent what, long nowMs)
    {
        // The server asks nothing of anyone.
    }

    private bool TryOpen(long nowMs)
    {
        if (nowMs < _retryAtMs)
        {
            return false;
        }

        _retryAtMs = nowMs + RetryMs;
        _network.Listen(_port, GroupIPv4);
        return _network.State == StreamState.Open;
    }
}
