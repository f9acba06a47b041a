namespace Telenode.Core;

/// <summary>An IPv4 address that a person gave the board, with what belongs to it. Each is written like 192.0.2.7.</summary>
public sealed class StaticAddress
{
    /// <summary>Bundles them.</summary>
    public StaticAddress(string address, string mask, string gateway, string dns)
    {
        Address = address;
        Mask = mask;
        Gateway = gateway;
        Dns = dns;
    }

    /// <summary>The board's address.</summary>
    public string Address { get; }

    /// <summary>The network's mask.</summary>
    public string Mask { get; }

    /// <summary>The router to other networks.</summary>
    public string Gateway { get; }

    /// <summary>The name server.</summary>
    public string Dns { get; }
}
