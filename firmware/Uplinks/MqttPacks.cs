using System;
using Telenode.Encoding;
using Telenode.Mqtt;
using Telenode.Telemetry;

namespace Telenode.Uplinks;

/// <summary>Packs of readings on their way: filled from the outbox, published, and ended by the broker's word.</summary>
internal sealed class MqttPacks
{
    // Fixed header, topic length, packet identifier, property length and topic alias of a PUBLISH (MQTT 5 §3.3), with room to spare.
    private const int PublishOverhead = 16;

    private readonly MqttTopics _topics;
    private readonly Outbox _outbox;
    private readonly Packer _packer;
    private readonly MqttDelivery _delivery;
    private readonly byte[] _pack;
    private readonly int _qos;

    /// <summary>Joins outbox and pack format.</summary>
    /// <exception cref="ArgumentException">A channel's reading does not fit a pack.</exception>
    public MqttPacks(MqttTopics topics, UplinkOptions options, UplinkParts parts, PackSchema schema, int maxInFlight)
    {
        _topics = topics;
        _outbox = parts.Outbox;
        _qos = options.Qos;
        _pack = new byte[options.PackBytes];
        _packer = new Packer(parts.Outbox, parts.Channels, PackFormats.CreateWriter(options.Format, schema), parts.Clock);
        _packer.RequireRoom(_pack, 0, _pack.Length);
        _delivery = new MqttDelivery(parts.Outbox, options.Qos, maxInFlight);
    }

    /// <summary>Whether packs under way hold ages in place of dates and may be filled anew, with ages that have grown. At QoS 2 they may not:
    /// the broker may have them, and would take the new ones for others. Or they could not be kept and must not leave.</summary>
    public bool AreStale => (_qos < 2 && _delivery.HasAges) || _delivery.IsUnsecured;

    /// <summary>Whether packs of the boot before are still under way.</summary>
    public bool HasEarlier => _delivery.HasEarlier;

    /// <summary>Publishes as many as the session takes now.</summary>
    /// <returns>Null, or why this connection can take no reading at all.</returns>
    public string Publish(MqttSession session, long nowMs, bool holdPartial)
    {
        int room = session.MaximumPacketSize - _topics.TelemetryName.Length - PublishOverhead;
        int capacity = room < _pack.Length ? room : _pack.Length;
        int qos = _outbox.CanSecure ? _qos : 1; // exactly once needs what is under way to survive a reset
        qos = _qos < qos ? _qos : qos;
        qos = qos < session.MaximumQos ? qos : session.MaximumQos;
        while (capacity > 0 && session.CanPublish(capacity) && _outbox.CanLease)
        {
            int size = _packer.Fill(_pack, 0, capacity, nowMs, holdPartial);
            if (size == 0)
            {
                break;
            }

            int handle = session.TryPublish(_topics.Telemetry, _pack, 0, size, qos, false);
            if (handle <= 0)
            {
                _outbox.Return(_packer.Lease);
                return null;
            }

            _delivery.Put(handle, _packer.Lease, _packer.LeaseHasAges, qos == 2);
        }

        return _outbox.Sendable > 0 && capacity < _pack.Length && !_packer.FitsOne(_pack, 0, capacity, nowMs)
            ? "the broker takes no packet of the size of a reading"
            : null;
    }

    /// <summary>Ends a pack: its readings leave the outbox when they are delivered, and wait there again when they are not.</summary>
    /// <returns>False when the publish is no pack.</returns>
    public bool End(int handle, bool delivered) => _delivery.Release(handle, delivered);

    /// <summary>Begins with a session that is new: what was under way is taken back, or, after a reset, goes on in it.</summary>
    /// <returns>Whether it goes on in it.</returns>
    public bool Begin(MqttSession session) => _delivery.Begin(session);

    /// <summary>Keeps what must not be forgotten once the session's next bytes have left.</summary>
    /// <returns>False when that failed and they must not leave.</returns>
    public bool Secure() => _delivery.Secure();
}
