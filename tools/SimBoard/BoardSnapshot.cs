using Telenode.Core;
using Telenode.Telemetry;

namespace Telenode.SimBoard;

/// <summary>What a person sees of a simulated board at one moment.</summary>
public sealed record BoardSnapshot
{
    /// <summary>Device id, the last part of its topics.</summary>
    public required string DeviceId { get; init; }

    /// <summary>How often the board has started.</summary>
    public required int Boot { get; init; }

    /// <summary>Device time since the start, in ms.</summary>
    public required long MonotonicMs { get; init; }

    /// <summary>Device wall time in Unix ms.</summary>
    public required long UnixMs { get; init; }

    /// <summary>Where the uplink stands.</summary>
    public required UplinkState State { get; init; }

    /// <summary>The uplink's last failure in one line, or null.</summary>
    public required string? Failure { get; init; }

    /// <summary>What a person should know about the uplink although it works, such as a server that is not verified; or null.</summary>
    public required string? Warning { get; init; }

    /// <summary>Readings measured.</summary>
    public required long Taken { get; init; }

    /// <summary>Readings handed to the uplink at least once.</summary>
    public required long Published { get; init; }

    /// <summary>Readings that the receiver has.</summary>
    public required long Acknowledged { get; init; }

    /// <summary>Readings neither acknowledged nor lost.</summary>
    public required long Waiting { get; init; }

    /// <summary>Readings dropped for want of room.</summary>
    public required long Lost { get; init; }

    /// <summary>Bytes sent, everything included: connecting, schema, keep-alive.</summary>
    public required long BytesSent { get; init; }

    /// <summary>Bytes received.</summary>
    public required long BytesReceived { get; init; }

    /// <summary>Heap bytes that the node's loop allocated since its warm-up, divided by the readings acknowledged since; null before that.</summary>
    public required double? HeapBytesPerReading { get; init; }

    /// <summary>One row a channel.</summary>
    public required IReadOnlyList<ChannelSnapshot> Channels { get; init; }

    /// <summary>Bytes sent divided by readings acknowledged; null before the first.</summary>
    public double? BytesPerReading => Acknowledged == 0 ? null : (double)BytesSent / Acknowledged;
}

/// <summary>One channel at one moment.</summary>
/// <param name="Sensor">The chip, such as "bme280".</param>
/// <param name="Name">SenML name.</param>
/// <param name="Unit">SenML unit.</param>
/// <param name="Value">Last value with all its digits, or null before the first.</param>
/// <param name="AgeMs">Device time since it was measured.</param>
/// <param name="Status">How the sensor's last measurement ended.</param>
/// <param name="Failures">Measurements of the sensor that failed.</param>
public sealed record ChannelSnapshot(string Sensor, string Name, string Unit, string? Value, long AgeMs, Status Status, long Failures);
