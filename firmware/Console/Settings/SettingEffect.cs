namespace Telenode.SerialConsole;

/// <summary>What the node does for a changed setting to count, from the least to the most.</summary>
public enum SettingEffect
{
    /// <summary>Nothing: it is read each time it is needed.</summary>
    None = 0,

    /// <summary>The connections, Wi-Fi's among them, are made anew.</summary>
    Reconnect = 1,

    /// <summary>The node restarts.</summary>
    Restart = 2,
}
