using Telenode.Core;
using Telenode.Telemetry;

namespace Telenode.SerialConsole;

/// <summary>Where an uplink stands, in words.</summary>
internal static class UplinkText
{
    public static string State(IUplink uplink)
    {
        switch (uplink.State)
        {
            case UplinkState.Ready: return "connected";
            case UplinkState.Connecting: return "connecting, " + Stage(uplink.Stage);
            case UplinkState.BackingOff: return uplink.Stage == LinkStage.None ? "waiting before the next try" : "failed at " + Stage(uplink.Stage);
            default: return "closed";
        }
    }

    /// <summary>A stage's name.</summary>
    public static string Stage(LinkStage stage)
    {
        switch (stage)
        {
            case LinkStage.Resolve: return "name";
            case LinkStage.Connect: return "connection";
            case LinkStage.Secure: return "encryption";
            case LinkStage.Upgrade: return "WebSocket";
            case LinkStage.Introduce: return "login";
            default: return "start";
        }
    }

    /// <summary>What to look at when a stage fails.</summary>
    public static string Advice(LinkStage stage)
    {
        switch (stage)
        {
            case LinkStage.Resolve: return "is the host's name in uplink.url right, and does this network know it? An IP address works without names";
            case LinkStage.Connect: return "does a server listen at that host and port, and does no firewall stand between?";
            case LinkStage.Secure: return "does uplink.ca name the authority that signed the server's certificate, is the host's name in it, and is the time right?";
            case LinkStage.Upgrade: return "does the server take WebSockets at the path in uplink.url?";
            case LinkStage.Introduce: return "are uplink.user and uplink.password right, and does the server admit this device.id?";
            default: return "look at status";
        }
    }
}
