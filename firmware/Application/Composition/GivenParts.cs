using Telenode.Telemetry;
using Telenode.Uplinks;

namespace Telenode.Application;

/// <summary>What a device is made of in place of what its settings would say: for a simulation that is told by options, not by settings.</summary>
public sealed class GivenParts
{
    /// <summary>Its sensors, in the channels' order.</summary>
    public SensorSlot[] Slots { get; set; }

    /// <summary>Their quantities.</summary>
    public Channels Channels { get; set; }

    /// <summary>Their filters; null for none.</summary>
    public IReadingFilter Filter { get; set; }

    /// <summary>Where readings go.</summary>
    public EndpointUrl Url { get; set; }

    /// <summary>What the uplink is told beside its URL.</summary>
    public UplinkOptions Uplink { get; set; }

    /// <summary>Its servers.</summary>
    public ServeOptions Serve { get; set; }

    /// <summary>What requests from afar go to; null: none are taken.</summary>
    public IDownlink Downlink { get; set; }
}
