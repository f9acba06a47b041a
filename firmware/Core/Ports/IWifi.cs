namespace Telenode.Core;

/// <summary>Where Wi-Fi stands.</summary>
public enum WifiState
{
    /// <summary>In no network and on the way to none.</summary>
    Idle = 0,

    /// <summary>On the way into a network.</summary>
    Joining,

    /// <summary>In the network, without an address yet.</summary>
    Joined,

    /// <summary>In the network with an address.</summary>
    Ready,

    /// <summary>Joining failed: <see cref="IWifi.Failure"/> says why.</summary>
    Failed,
}

/// <summary>The Wi-Fi station of a board. No call blocks.</summary>
public interface IWifi
{
    /// <summary>Where it stands now. A network that is lost makes it <see cref="WifiState.Idle"/>.</summary>
    WifiState State { get; }

    /// <summary>Why joining failed, in one line for a person; null otherwise.</summary>
    string Failure { get; }

    /// <summary>The board's IPv4 address; null until there is one.</summary>
    string Address { get; }

    /// <summary>The joined network's signal in dBm, −127 to −1; 0 when it is not known.</summary>
    int Rssi { get; }

    /// <summary>Whether a scan is under way.</summary>
    bool Scanning { get; }

    /// <summary>Networks that the last scan found.</summary>
    int NetworkCount { get; }

    /// <summary>Name of a network that the last scan found; empty when it hides its name.</summary>
    string SsidAt(int index);

    /// <summary>Signal of a network that the last scan found, in dBm.</summary>
    int RssiAt(int index);

    /// <summary>Starts to look for networks. Does nothing while a scan is under way.</summary>
    void Scan();

    /// <summary>Starts to join a network, leaving the present one.</summary>
    /// <param name="ssid">Its name, 1 to 32 bytes of UTF-8.</param>
    /// <param name="password">Its password; empty for an open network.</param>
    /// <param name="address">The address to use; null asks the network for one (DHCP).</param>
    void Join(string ssid, string password, StaticAddress address);

    /// <summary>Leaves the network.</summary>
    void Disconnect();
}
