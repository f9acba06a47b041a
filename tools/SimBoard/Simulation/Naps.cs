namespace Telenode.SimBoard.Simulation;

/// <summary>What a board that sleeps between its measurements may cost: connections, and writes to flash.</summary>
internal sealed class Naps
{
    // A record of readings, the value that goes through the sleep, and a checkpoint; at QoS 2 three more for a connection, at the change of a segment two.
    private const int MostWritesPerWaking = 7;
    private const int MostWritesPerStart = 60;

    private int _attempts;
    private int _calmWakings;
    private int _calmConnections;
    private long _calmAlarms;

    /// <summary>Wakings from deep sleep.</summary>
    public int Wakings { get; private set; }

    /// <summary>Wakings that tried to connect.</summary>
    public int Connecting { get; private set; }

    /// <summary>The board has woken.</summary>
    public void Wake(SimulatedBoot boot) => Wakings++;

    /// <summary>The board falls asleep.</summary>
    /// <param name="boot">The board.</param>
    /// <param name="link">Has counted its attempts to connect.</param>
    /// <param name="isCalm">Whether the faults have been over for so long that none of them counts any more.</param>
    public void Sleep(SimulatedBoot boot, Link link, bool isCalm)
    {
        int connects = link.Attempts > _attempts ? 1 : 0;
        _attempts = link.Attempts;
        Connecting += connects;
        if (isCalm && boot.Device.Guard.GoesOn)
        {
            _calmWakings++;
            _calmConnections += connects;
            _calmAlarms += boot.Device.Node.Sampler.Alarms > 0 ? 1 : 0;
        }
    }

    /// <summary>The run is over.</summary>
    public void Finish(SimulationOptions options, Hardware hardware, int starts)
    {
        if (options.SleepConnect == 0)
        {
            return;
        }

        long mostConnections = (_calmWakings / options.SleepConnect) + _calmAlarms + 1;
        Promise.Check(_calmConnections <= mostConnections, $"{_calmConnections} of {_calmWakings} wakings connect, with {_calmAlarms} alarms");
        Promise.Check(_calmWakings > 0, "the board does not sleep");
        long writes = hardware.Readings.Writes + hardware.Keys.Writes;
        long mostWrites = ((long)MostWritesPerWaking * Wakings) + ((long)MostWritesPerStart * starts);
        Promise.Check(writes <= mostWrites, $"{writes} writes to flash in {Wakings} wakings and {starts} starts");
    }
}
