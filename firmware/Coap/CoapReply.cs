using System;

namespace Telenode.Coap;

/// <summary>A response in the making. Small payloads are written into <see cref="Payload"/>, large ones come from a <see cref="Body"/>;
/// the endpoint cuts either into the blocks that the client asks for (RFC 7959).</summary>
public sealed class CoapReply
{
    private readonly CoapEndpoint _endpoint;

    internal CoapReply(CoapEndpoint endpoint, int payloadSize)
    {
        _endpoint = endpoint;
        Payload = new byte[payloadSize];
        Options = new OptionList(12, 192);
    }

    /// <summary>One of <see cref="CoapCode"/>.</summary>
    public int Code { get; set; }

    /// <summary>Content-Format of the payload, or −1.</summary>
    public int ContentFormat { get; set; }

    /// <summary>Max-Age in seconds, or −1 for none, which means 60.</summary>
    public long MaxAge { get; set; }

    /// <summary>Further options, such as Location-Path.</summary>
    public OptionList Options { get; }

    /// <summary>Room for a payload.</summary>
    public byte[] Payload { get; }

    /// <summary>Bytes written to <see cref="Payload"/>.</summary>
    public int PayloadLength { get; set; }

    /// <summary>A payload of any size, or null. Read now and again for each later block.</summary>
    public ICoapBody Body { get; set; }

    /// <summary>Set when there is nothing to say that a multicast request would want to hear.</summary>
    public bool IsEmptyHanded { get; set; }

    internal bool IsDeferred { get; private set; }

    internal int Size => Body == null ? PayloadLength : Body.Size;

    internal byte[] ETag { get; } = new byte[8];

    internal int ETagLength { get; private set; }

    /// <summary>Sets the ETag, 1 to 8 bytes: the same as long as the representation is. A body that can change between two blocks needs one.</summary>
    /// <exception cref="ArgumentException">It has not 1 to 8 bytes.</exception>
    public void SetETag(byte[] etag, int offset, int count)
    {
        if (count < 1 || count > 8)
        {
            throw new ArgumentException("ETag");
        }

        Array.Copy(etag, offset, ETag, 0, count);
        ETagLength = count;
    }

    /// <summary>Promises the response for later (RFC 7252 §5.2.2): the request is acknowledged now.</summary>
    /// <returns>What <see cref="CoapEndpoint.BeginDeferred"/> needs, or 0 when the endpoint has no room: answer 5.03 then.</returns>
    public int Defer()
    {
        int handle = _endpoint.Defer();
        IsDeferred = handle != 0;
        return handle;
    }

    internal void Reset(int code)
    {
        Code = code;
        ContentFormat = -1;
        MaxAge = -1;
        Options.Clear();
        PayloadLength = 0;
        Body = null;
        IsEmptyHanded = false;
        IsDeferred = false;
        ETagLength = 0;
    }

    internal void Read(int position, byte[] buffer, int offset, int count)
    {
        if (Body != null)
        {
            Body.Read(position, buffer, offset, count);
        }
        else
        {
            Array.Copy(Payload, position, buffer, offset, count);
        }
    }
}
