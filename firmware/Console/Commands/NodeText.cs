using Telenode.Telemetry;

namespace Telenode.SerialConsole;

/// <summary>Words about the node.</summary>
internal static class NodeText
{
    /// <summary>Why there is no node.</summary>
    public static string Missing(IConsoleHost host) => "the node does not run: " + (host.Trouble ?? "it is starting");

    /// <summary>A channel's last value with its unit.</summary>
    public static void WriteValue(ConsoleWriter output, Channels channels, int channel)
    {
        output.WritePadded(channels[channel].Name, 20);
        output.WriteFixed(channels.LastMantissa(channel), channels[channel].Exponent);
        output.Write(" ");
        output.Write(channels[channel].Unit);
    }
}
