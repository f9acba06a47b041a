using System;
using Telenode.Core;

namespace Telenode.Coap;

/// <summary>What an endpoint is and how much memory it takes: about <see cref="MaxMessageSize"/> × (<see cref="MaxExchanges"/> + 2)
/// + <see cref="BlockSize"/> + <see cref="MaxObservers"/> × <see cref="ObserverRequestSize"/>. Read once, by the endpoint's constructor.</summary>
public sealed class CoapOptions
{
    /// <summary>Where message IDs, tokens and the spread of time-outs come from.</summary>
    public IRandom Random { get; set; }

    /// <summary>The largest message that is sent, in bytes, 128 to 1152 (§4.6).</summary>
    public int MaxMessageSize { get; set; } = 640;

    /// <summary>The largest block that is sent, and asked for where there is a choice: 16, 32, … 1024 bytes (RFC 7959).</summary>
    public int BlockSize { get; set; } = 512;

    /// <summary>Requests, observations, deferred replies and confirmable responses under way at one time, 1 to 64.</summary>
    public int MaxExchanges { get; set; } = 4;

    /// <summary>Received messages that are remembered, to know duplicates (§4.5), 1 to 256. When there are more, the oldest is forgotten early.</summary>
    public int DuplicateRows { get; set; } = 16;

    /// <summary>Resources that a server can offer, beside /.well-known/core. 0 to 64.</summary>
    public int MaxResources { get; set; } = 16;

    /// <summary>Observers that a server keeps (RFC 7641), 0 to 64.</summary>
    public int MaxObservers { get; set; } = 4;

    /// <summary>The largest registering request of an observer in bytes; a larger one is answered once and not kept.</summary>
    public int ObserverRequestSize { get; set; } = 80;

    /// <summary>Bodies that can come in by blocks at one time (RFC 7959), 0 to 16.</summary>
    public int MaxTransfers { get; set; } = 2;

    /// <summary>Connections over streams (RFC 8323), 0 to 16; each takes another 1.2 KB.</summary>
    public int MaxStreams { get; set; }

    /// <summary>Bytes of a token, 0 to 8. Fewer than 4 can be guessed by who is not on the way (RFC 7252 §5.3.1).</summary>
    public int TokenLength { get; set; } = 4;

    /// <summary>ACK_TIMEOUT in ms (RFC 7252 §4.8).</summary>
    public int AckTimeoutMs { get; set; } = 2000;

    /// <summary>ACK_RANDOM_FACTOR in percent, 100 or more.</summary>
    public int AckRandomPercent { get; set; } = 150;

    /// <summary>MAX_RETRANSMIT, 0 to 20.</summary>
    public int MaxRetransmit { get; set; } = 4;

    /// <summary>NSTART: interactions outstanding with one peer (§4.7).</summary>
    public int NStart { get; set; } = 1;

    /// <summary>PROBING_RATE in bytes a second towards a peer that does not answer (§4.7).</summary>
    public int ProbingRate { get; set; } = 1;

    /// <summary>DEFAULT_LEISURE in ms: answers to a multicast request are spread over it (§8.2).</summary>
    public int LeisureMs { get; set; } = 5000;

    /// <summary>How long a response is waited for once its request is acknowledged, and answers to a multicast or non-confirmable request, in ms.</summary>
    public int ResponseTimeoutMs { get; set; } = 93000;

    /// <summary>Whether /.well-known/core lists the resources (RFC 6690).</summary>
    public bool IsDiscoverable { get; set; } = true;

    /// <summary>Whether a peer must prove by Echo (RFC 9175 §2.4) that it has the address it writes from, before it is sent much more
    /// than it wrote or becomes an observer. For a server that the Internet can reach.</summary>
    public bool EchoGuard { get; set; }

    /// <summary>EXCHANGE_LIFETIME in ms (§4.8.2): 247 s with the default parameters.</summary>
    internal long ExchangeLifetimeMs =>
        ((((1L << MaxRetransmit) - 1) * AckTimeoutMs * AckRandomPercent) / 100) + (2 * MaxLatencyMs) + AckTimeoutMs;

    private static long MaxLatencyMs => 100000;

    internal void Check()
    {
        bool sizes = MaxMessageSize >= 128 && MaxMessageSize <= 1152 && IsBlockSize(BlockSize) && BlockSize + 64 <= MaxMessageSize;
        bool tables = MaxExchanges >= 1 && MaxExchanges <= 64 && DuplicateRows >= 1 && DuplicateRows <= 256
            && MaxResources >= 0 && MaxResources <= 64 && MaxObservers >= 0 && MaxObservers <= 64 && ObserverRequestSize >= 16
            && MaxTransfers >= 0 && MaxTransfers <= 16 && MaxStreams >= 0 && MaxStreams <= 16 && TokenLength >= 0 && TokenLength <= 8;
        bool times = AckTimeoutMs >= 1 && AckRandomPercent >= 100 && MaxRetransmit >= 0 && MaxRetransmit <= 20 && NStart >= 1
            && ProbingRate >= 1 && LeisureMs >= 0 && ResponseTimeoutMs >= 1;
        if (Random == null || !sizes || !tables || !times)
        {
            throw new ArgumentException("CoAP options");
        }
    }

    private static bool IsBlockSize(int size) => size >= 16 && size <= Block.MaxSize && (size & (size - 1)) == 0;
}
