using Telenode.Telemetry;
using Telenode.Uplinks;

namespace Telenode.Cli.Sim;

/// <summary>What the person asked of <c>sim</c>.</summary>
internal sealed record SimArguments
{
    public string? Uplink { get; init; }

    public required Connection Connection { get; init; }

    public required SecureOptions Keys { get; init; }

    public required SecureOptions ServeKeys { get; init; }

    public long? StopAfterMs { get; init; }

    public required long IntervalMs { get; init; }

    public string? Sensors { get; init; }

    public double? Speed { get; init; }

    public int Seed { get; init; }

    public PackFormat Format { get; init; }

    public bool NoUnits { get; init; }

    public int Qos { get; init; } = 1;

    public bool HomeAssistant { get; init; }

    public required string DeviceId { get; init; }

    public string? Replay { get; init; }

    public required IReadOnlyList<string> Filters { get; init; }

    public required IReadOnlyList<string> Derived { get; init; }

    public string? Store { get; init; }

    public System.Net.IPEndPoint? Serve { get; init; }

    public bool Json { get; init; }
}
