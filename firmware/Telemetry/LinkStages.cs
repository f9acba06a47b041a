using Telenode.Core;

namespace Telenode.Telemetry;

/// <summary>The stages on the way to a receiver in words that a person knows, by the scheme of the receiver's URL.</summary>
public static class LinkStages
{
    /// <summary>The name of a stage, such as DNS.</summary>
    public static string NameOf(LinkStage stage, string scheme)
    {
        switch (stage)
        {
            case LinkStage.Resolve: return "DNS";
            case LinkStage.Connect: return "TCP";
            case LinkStage.Secure: return IsDatagram(scheme) ? "DTLS" : "TLS";
            case LinkStage.Upgrade: return "WebSocket";
            default: return scheme.IndexOf("coap") == 0 ? "CoAP" : "MQTT";
        }
    }

    /// <summary>What to look at when a stage fails.</summary>
    public static string AdviceFor(LinkStage stage, string scheme)
    {
        switch (stage)
        {
            case LinkStage.Resolve: return "is the host's name in uplink.url right, and does this network know it? An IP address works without names";
            case LinkStage.Connect: return "does a server listen at that host and port, and does no firewall stand between?";
            case LinkStage.Secure:
                return IsDatagram(scheme)
                    ? "are uplink.psk.identity and uplink.psk.key those that the server knows?"
                    : "does uplink.ca name the authority that signed the server's certificate, is the host's name in it, and is the time right?";
            case LinkStage.Upgrade: return "does the server take WebSockets at the path in uplink.url?";
            default:
                return scheme.IndexOf("coap") == 0
                    ? "does a CoAP server answer at that host, port and path, and does it take POST there?"
                    : "are uplink.user and uplink.password right, and does the broker admit this device.id?";
        }
    }

    /// <summary>Whether a scheme's way to the receiver has a stage.</summary>
    public static bool Has(LinkStage stage, string scheme)
    {
        switch (stage)
        {
            case LinkStage.Connect: return !IsDatagram(scheme);
            case LinkStage.Secure: return IsTls(scheme) || scheme == "coaps";
            case LinkStage.Upgrade: return scheme == "ws" || scheme == "wss";
            default: return stage != LinkStage.None;
        }
    }

    /// <summary>Whether the platform's TLS carries a scheme: its certificates need the time.</summary>
    public static bool IsTls(string scheme) => scheme == "mqtts" || scheme == "wss" || scheme == "coaps+tcp";

    private static bool IsDatagram(string scheme) => scheme.IndexOf("coap") == 0 && scheme.IndexOf("+tcp") < 0;
}
