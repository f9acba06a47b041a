using Telenode.Telemetry;

namespace Telenode.Application;

/// <summary>What a device is told that is no setting.</summary>
public sealed class DeviceOptions
{
    /// <summary>Readings that the outbox holds in memory; 24 bytes each.</summary>
    public int OutboxCapacity { get; set; } = 512;

    /// <summary>How readings are kept on flash; how fast they are sent from there is a setting.</summary>
    public JournalOptions Journal { get; set; } = new JournalOptions();

    /// <summary>Time between two measurements in ms in place of the setting; 0: the setting counts. A simulation may be faster than any setting.</summary>
    public long SampleIntervalMs { get; set; }

    /// <summary>Starts that the store does not know of: a simulation may count them elsewhere.</summary>
    public int EarlierBoots { get; set; }

    /// <summary>The firmware's version.</summary>
    public string Version { get; set; } = "0.1.0";

    /// <summary>The chip or board, for a person.</summary>
    public string Hardware { get; set; } = "";

    /// <summary>Sensors, uplink and servers in place of those of the settings; null: the settings count.</summary>
    public GivenParts Given { get; set; }

    /// <summary>UDP port of the CoAP server that the settings ask for.</summary>
    public int ServerPort { get; set; } = 5683;

    /// <summary>The longest that one step of the loop may take, in ms, before the board is restarted.</summary>
    public int WatchdogMs { get; set; } = 60000;
}
