namespace Telenode.Security;

/// <summary>What was dropped or repeated; each counts up from 0.</summary>
public sealed class DtlsCounters
{
    /// <summary>Records whose tag is wrong: forged, corrupted, or under another key.</summary>
    public int NotAuthentic { get; internal set; }

    /// <summary>Records received before, or older than the window of 64.</summary>
    public int Replayed { get; internal set; }

    /// <summary>Records and handshake messages that do not decode or that nobody waits for.</summary>
    public int Malformed { get; internal set; }

    /// <summary>Flights sent again.</summary>
    public int Retransmits { get; internal set; }

    /// <summary>Blocks of SHA-256 computed in managed code for handshakes.</summary>
    public int HashBlocks { get; internal set; }
}
