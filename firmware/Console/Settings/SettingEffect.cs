namespace Telenode.SerialConsole;

/// <summary>What the node does for a changed setting to count, from the least to the most.</summary>
public enum SettingEffect
{
    /// <summary>Nothing: it is read each time it is needed.</summary>
    None = 0,

    /// <summary>The parts of the node that it touches are made anew: connections, sensors, servers.</summary>
    Reconnect = 1,

    /// <summary>The node restarts.</summary>
    Restart = 2,
}
