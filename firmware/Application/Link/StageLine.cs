using Telenode.Core;
using Telenode.Telemetry;

namespace Telenode.Application;

/// <summary>Where the way to the receiver stands, in one line for a person.</summary>
/// <remarks>Makes strings: for when somebody asks, not for the loop.</remarks>
public static class StageLine
{
    /// <summary>Such as <c>Wi-Fi ok (attic, -61 dBm) > address 192.0.2.7 > time ok > DNS failed: the host's name has no address, next try in 12 s</c>.</summary>
    /// <param name="supervisor">Knows the stages up to the time.</param>
    /// <param name="wifi">The board's Wi-Fi; null where there is none.</param>
    /// <param name="uplink">Knows the others; null when there is none.</param>
    /// <param name="scheme">Of the uplink's URL.</param>
    /// <param name="clock">Tells whether the time is known.</param>
    /// <param name="nowMs">Monotonic ms.</param>
    /// <param name="uplinkNextMs">When the uplink tries again.</param>
    public static string Of(Supervisor supervisor, IWifi wifi, IUplink uplink, string scheme, IClock clock, long nowMs, long uplinkNextMs)
    {
        string line = "";
        if (supervisor.Wifi != null)
        {
            if (!supervisor.Wifi.IsReady)
            {
                return OfWifi(supervisor.Wifi, nowMs);
            }

            int rssi = supervisor.Wifi.Rssi;
            line = "Wi-Fi ok (" + supervisor.Wifi.Network + (rssi == 0 ? "" : ", " + rssi.ToString() + " dBm") + ") > address " + wifi.Address + " > ";
        }

        line += OfTime(supervisor.TimeClient, clock, nowMs);
        return uplink == null ? line + "no receiver is set" : line + OfUplink(uplink, scheme, nowMs, uplinkNextMs);
    }

    private static string OfWifi(WifiKeeper wifi, long nowMs)
    {
        if (wifi.AwaitsAddress)
        {
            return "Wi-Fi ok (" + wifi.Network + ") > address: waiting for one";
        }

        if (!wifi.KnowsNetworks && wifi.Network == null)
        {
            return "no Wi-Fi is set";
        }

        string failure = wifi.Failure == null ? null : (wifi.AddressFailed ? "address failed: " : "Wi-Fi failed: ") + wifi.Failure;
        if (wifi.Pauses)
        {
            return failure == null ? "Wi-Fi: starting" : failure + In(nowMs, wifi.NextMs);
        }

        string doing = wifi.Network == null ? "looking for networks" : "joining " + wifi.Network;
        return failure == null ? "Wi-Fi: " + doing : failure + "; " + doing;
    }

    private static string OfTime(SntpClient time, IClock clock, long nowMs)
    {
        bool known = clock.UnixMs != Time.Unknown;
        if (time == null)
        {
            return known ? "" : "time unknown > ";
        }

        string failure = time.Failure == null ? "" : time.Failure + In(nowMs, time.NextMs);
        if (known)
        {
            return failure.Length == 0 ? "time ok > " : "time ok, but " + failure + " > ";
        }

        return failure.Length == 0 ? "time: asking > " : "time failed: " + failure + " > ";
    }

    private static string OfUplink(IUplink uplink, string scheme, long nowMs, long nextMs)
    {
        string line = "";
        LinkStage at = uplink.Stage == LinkStage.None ? LinkStage.Introduce : uplink.Stage;
        bool passed = uplink.State == UplinkState.Connecting || (uplink.State == UplinkState.BackingOff && uplink.Stage != LinkStage.None);
        for (LinkStage stage = LinkStage.Resolve; passed && stage < at; stage++)
        {
            line += LinkStages.Has(stage, scheme) ? LinkStages.NameOf(stage, scheme) + " ok > " : "";
        }

        string name = LinkStages.NameOf(at, scheme);
        switch (uplink.State)
        {
            case UplinkState.Ready: return name + " ready" + (uplink.Failure == null ? "" : ", but " + uplink.Failure);
            case UplinkState.Connecting: return line + name + ": under way";
            case UplinkState.BackingOff: return line + name + " failed: " + uplink.Failure + In(nowMs, nextMs);
            default: return line + name + ": waiting for the time";
        }
    }

    private static string In(long nowMs, long atMs)
    {
        long seconds = (atMs - nowMs + 999) / 1000;
        return atMs == Time.Never ? ", not tried again" : seconds <= 0 ? "" : ", next try in " + seconds.ToString() + " s";
    }
}
