using Telenode.Drivers;
using Telenode.SerialConsole;

namespace Telenode.Application;

/// <summary>What a look for sensors finds, a line at a time.</summary>
internal sealed class BusScan : ILineSource
{
    private readonly SensorScan _scan;
    private bool _ended;

    public BusScan(ISensorPorts ports)
    {
        _scan = new SensorScan(ports);
    }

    public string NextLine(long nowMs)
    {
        if (!_scan.Done)
        {
            return _scan.Step();
        }

        bool ended = _ended;
        _ended = true;
        return ended || _scan.Found > 0 ? null : "no chip answers";
    }
}
