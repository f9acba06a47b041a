using Telenode.Core;
using Telenode.Telemetry;

namespace Telenode.SerialConsole;

/// <summary>The running node as the console sees it. No call blocks, none throws.</summary>
public interface IConsoleHost
{
    /// <summary>The firmware's name, such as "Telenode".</summary>
    string Firmware { get; }

    /// <summary>Its version, such as "0.1.0".</summary>
    string Version { get; }

    /// <summary>The chip or board, such as "ESP32".</summary>
    string Hardware { get; }

    /// <summary>Monotonic ms at which the board started.</summary>
    long StartedMs { get; }

    /// <summary>The node; null while it does not run, and <see cref="Trouble"/> says why.</summary>
    Node Node { get; }

    /// <summary>The node's channels; null when <see cref="Node"/> is.</summary>
    Channels Channels { get; }

    /// <summary>Why the node does not run, or not as it is set, in one line that says what to do; null when all is well.</summary>
    string Trouble { get; }

    /// <summary>Whether the board runs console, Wi-Fi and settings only.</summary>
    bool SafeMode { get; }

    /// <summary>Wi-Fi; null on a board without.</summary>
    IWifiControl Wifi { get; }

    /// <summary>The platform's clock.</summary>
    IWallClock Clock { get; }

    /// <summary>Where the time comes from and how good it is, in one line, such as "pool.ntp.org, 3 min ago, 12 ms off"; null when it is not set.</summary>
    string TimeSource { get; }

    /// <summary>Where the way to the receiver stands, stage by stage, in one line, such as "Wi-Fi ok > time ok > DNS ok > TCP failed: refused, next try in 12 s".</summary>
    string Way { get; }

    /// <summary>Certificates and keys; null where none can be kept.</summary>
    ICertificates Certificates { get; }

    /// <summary>Further lines of the status, "name: value" each, such as "boot: 12, after a reset"; null after the last.</summary>
    /// <param name="index">0 and up.</param>
    string StatusAt(int index);

    /// <summary>Looks for chips on the buses.</summary>
    /// <returns>Gives a line a chip; null when there is no bus.</returns>
    ILineSource ScanSensors();

    /// <summary>Asks the time servers anew.</summary>
    void SyncTime(long nowMs);

    /// <summary>Closes the uplink and opens it again, with the settings as they are now where they need no restart.</summary>
    void Reconnect(long nowMs);

    /// <summary>Restarts the board at a later turn of the loop, when the console's answer is out.</summary>
    /// <param name="safeMode">Whether it starts in safe mode; otherwise it leaves safe mode.</param>
    void Restart(bool safeMode);

    /// <summary>Sends the board to deep sleep, in the way of <see cref="Restart"/>.</summary>
    /// <param name="ms">How long, at least 1.</param>
    void Sleep(long ms);

    /// <summary>Forgets everything that is kept beside the settings: readings that wait, certificates, sessions, counters of the boot-loop guard.
    /// The settings are cleared by the caller, which restarts afterwards.</summary>
    void EraseData();
}
