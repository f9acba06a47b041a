using System;

namespace Telenode.Coap;

/// <summary>A request to be sent. One object serves again and again: <see cref="CoapEndpoint.TrySend"/> copies what it needs, but the body.</summary>
public sealed class CoapRequest
{
    /// <summary>Creates a request with room for 16 options of 256 bytes together.</summary>
    public CoapRequest()
        : this(16, 256)
    {
    }

    /// <summary>Creates a request.</summary>
    /// <param name="maxOptions">Options that it can hold.</param>
    /// <param name="maxBytes">Bytes of their values.</param>
    public CoapRequest(int maxOptions, int maxBytes)
    {
        Options = new OptionList(maxOptions, maxBytes);
    }

    /// <summary>One of <see cref="CoapCode"/>.</summary>
    public int Method { get; set; } = CoapCode.Get;

    /// <summary>Whether the request is repeated until acknowledged.</summary>
    public bool IsConfirmable { get; set; } = true;

    /// <summary>Whether the peer is a group (RFC 7252 §8): several peers answer, each with a Response event, until the time for it is over.</summary>
    public bool IsMulticast { get; set; }

    /// <summary>Whether to be told about later states too (RFC 7641); GET and FETCH only.</summary>
    public bool Observe { get; set; }

    /// <summary>The body, or null. It is read while the request is under way, in blocks when it is large (RFC 7959).</summary>
    public ICoapBody Body { get; set; }

    /// <summary>Largest block to send and to ask for, a power of two from 16 to 1024; 0 leaves it to the endpoint and the peer.</summary>
    public int BlockSize { get; set; }

    /// <summary>Whether bodies sent in blocks carry a Request-Tag, so that the server can tell two of them apart (RFC 9175 §3).</summary>
    public bool UseRequestTag { get; set; }

    /// <summary>All options but those that the endpoint sets itself: Observe, Block1, Size1, Echo, Request-Tag, and Block2 unless it is
    /// put here to get just that one block.</summary>
    public OptionList Options { get; }

    /// <summary>Sets everything back to a confirmable GET without options.</summary>
    public void Reset()
    {
        Method = CoapCode.Get;
        IsConfirmable = true;
        IsMulticast = false;
        Observe = false;
        Body = null;
        BlockSize = 0;
        UseRequestTag = false;
        Options.Clear();
    }

    /// <summary>Adds the Uri-Path options of "sensors/temperature" (segments not percent-encoded).</summary>
    public void AddPath(string path) => Options.AddSegments(OptionNumber.UriPath, path, '/');

    /// <summary>Adds the Uri-Query options of "a=1&amp;b=2" (arguments not percent-encoded).</summary>
    public void AddQuery(string query) => Options.AddSegments(OptionNumber.UriQuery, query, '&');

    internal void Check()
    {
        bool block = BlockSize == 0 || (BlockSize >= 16 && BlockSize <= Block.MaxSize && (BlockSize & (BlockSize - 1)) == 0);
        if (!CoapCode.IsRequest(Method) || !block || (IsMulticast && IsConfirmable) || (Observe && !CoapCode.IsSafe(Method)))
        {
            throw new ArgumentException("CoAP request");
        }
    }
}
