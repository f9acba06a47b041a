using System;

namespace Telenode.Security;

/// <summary>Limits and timers of DTLS connections, and the credentials of a client.</summary>
public sealed class DtlsOptions
{
    /// <summary>Cipher suites, best first; both that are implemented by default.</summary>
    public int[] Suites { get; set; } = { CipherSuites.PskAes128Ccm8, CipherSuites.PskAes128Ccm };

    /// <summary>A client's identity, 0 to 128 bytes, usually UTF-8 (RFC 4279 §5.1).</summary>
    public byte[] Identity { get; set; }

    /// <summary>A client's pre-shared key, 1 to 64 bytes; at least 16 random ones, as an eavesdropper can try guesses at leisure.</summary>
    public byte[] Key { get; set; }

    /// <summary>The server's host name for the server_name extension (RFC 6066 §3); null for an address.</summary>
    public string ServerName { get; set; }

    /// <summary>The most application data in a record that we take, 64 to 16384 bytes: the peer is told (RFC 8449, RFC 6066 §4).</summary>
    public int MaxPlaintext { get; set; } = 1024;

    /// <summary>The largest datagram of the handshake, 128 to 65507 bytes. Longer messages are fragmented.</summary>
    public int MaxDatagram { get; set; } = 1200;

    /// <summary>The longest handshake message taken from a peer, 128 to 4096 bytes; three can be in reassembly.</summary>
    public int MaxHandshakeMessage { get; set; } = 384;

    /// <summary>The first wait for an answer, in ms: 1000 by RFC 6347 §4.2.4.1; RFC 7925 §11 advises 9000 where the network is slow.</summary>
    public int FirstTimeoutMs { get; set; } = 1000;

    /// <summary>The longest wait, in ms.</summary>
    public int MaxTimeoutMs { get; set; } = 60000;

    /// <summary>How often a flight is sent again before the handshake fails: with the default timers 5 means after 63 s.</summary>
    public int MaxRetransmits { get; set; } = 5;

    /// <summary>Whether connection ids are offered or accepted (RFC 9146): a peer whose address changes keeps its connection.</summary>
    public bool UsesConnectionId { get; set; } = true;

    /// <summary>Bytes of our own connection id, which the peer puts into each of its records: 0 to 8. 0 suits a client,
    /// a server behind which addresses change needs it. The same in all connections of a server.</summary>
    public int ConnectionIdLength { get; set; }

    /// <summary>Throws unless everything is in range.</summary>
    internal void Check(bool isClient)
    {
        CipherSuites.Check(Suites);
        if (isClient && (Identity == null || Identity.Length > Dtls.MaxIdentity || Key == null || Key.Length < 1 || Key.Length > Dtls.MaxKey))
        {
            throw new ArgumentException("PSK credentials");
        }

        if (ServerName != null && (ServerName.Length == 0 || ServerName.Length > 253))
        {
            throw new ArgumentException("server name");
        }

        CheckLimits();
    }

    private void CheckLimits()
    {
        Require(MaxPlaintext, 64, 16384);
        Require(MaxDatagram, 128, 65507);
        Require(MaxHandshakeMessage, 128, 4096);
        Require(FirstTimeoutMs, 1, 1 << 30);
        Require(MaxTimeoutMs, FirstTimeoutMs, 1 << 30);
        Require(MaxRetransmits, 0, 1000);
        Require(ConnectionIdLength, 0, 8);
    }

    private static void Require(int value, int min, int max)
    {
        if (value < min || value > max)
        {
            throw new ArgumentException("DTLS limits");
        }
    }
}
