using Telenode.Core;
using Telenode.Telemetry;

namespace Telenode.Application;

/// <summary>The board as a sensor of itself: how it fares, as channels like any other.</summary>
/// <remarks>Units are those of SenML (RFC 8428 §12.1, RFC 8798): a byte is "B", a number without a unit "/".</remarks>
public sealed class Diagnostics : ISensor
{
    private static readonly string[] _names =
    {
        "board.starts", "board.reason", "board.uptime", "board.heap", "board.rssi", "board.reconnects", "board.lost", "board.loop",
        "board.settings", "board.writes",
    };

    private static readonly string[] _units = { "count", "count", "s", "B", "dBW", "count", "count", "s", "count", "count" };

    // dBW of a signal in dBm are 30 less; seconds of the loop in ms.
    private static readonly sbyte[] _exponents = { 0, 0, 0, 0, 0, 0, 0, -3, 0, 0 };

    private readonly Quantity[] _quantities = new Quantity[10];
    private readonly Device _device;

    /// <summary>Reports on a device.</summary>
    public Diagnostics(Device device)
    {
        _device = device;
        for (int i = 0; i < _quantities.Length; i++)
        {
            _quantities[i] = new Quantity(_names[i], _units[i], _exponents[i]);
        }
    }

    /// <inheritdoc/>
    public string Kind => "board";

    /// <inheritdoc/>
    public int QuantityCount => _quantities.Length;

    /// <inheritdoc/>
    public long ReadyAtMs { get; private set; }

    /// <inheritdoc/>
    public Quantity QuantityAt(int index) => _quantities[index];

    /// <inheritdoc/>
    public Status Begin(long nowMs)
    {
        ReadyAtMs = nowMs;
        return Status.Pending;
    }

    /// <inheritdoc/>
    public Status Fetch(long nowMs, long[] mantissas, int offset)
    {
        Supervisor supervisor = _device.Supervisor;
        int rssi = supervisor.Wifi == null ? 0 : supervisor.Wifi.Rssi;
        long heap = _device.Ports.Power.FreeHeap;
        mantissas[offset] = _device.Guard.Boot;
        mantissas[offset + 1] = (int)_device.Guard.Reason;
        mantissas[offset + 2] = (nowMs - _device.StartedMs) / 1000;
        mantissas[offset + 3] = heap < 0 ? 0 : heap;
        mantissas[offset + 4] = rssi == 0 ? 0 : rssi - 30;
        mantissas[offset + 5] = supervisor.Reconnects < 0 ? 0 : supervisor.Reconnects;
        mantissas[offset + 6] = _device.Outbox.Lost;
        mantissas[offset + 7] = _device.Watchdog.LongestMs;
        mantissas[offset + 8] = _device.Settings.Generation;
        mantissas[offset + 9] = _device.Wear.Changes;
        _device.Watchdog.ResetLongest();
        return Status.Ok;
    }
}
