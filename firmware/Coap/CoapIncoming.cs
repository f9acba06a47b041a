namespace Telenode.Coap;

/// <summary>A request as a resource sees it.</summary>
public sealed class CoapIncoming
{
    /// <summary>Method, options and payload.</summary>
    public CoapMessage Message { get; internal set; }

    /// <summary>Who asks.</summary>
    public int Peer { get; internal set; }

    /// <summary>How the request came, flags of <see cref="Coap.Arrival"/>.</summary>
    public int Arrival { get; internal set; }

    /// <summary>Whether this is not a request that came but one of an observer that is asked anew, for a notification.</summary>
    public bool IsNotification { get; internal set; }

    /// <summary>Where in the request's body the payload belongs, in bytes: not 0 in later blocks.</summary>
    public int BodyOffset { get; internal set; }

    /// <summary>Whether more of the body will come: leave the reply's code as it is to ask for it, or set an error.</summary>
    public bool MoreFollows { get; internal set; }

    /// <summary>Whether one of the request's ETags is this one: the reply is then 2.03 Valid without a payload (RFC 7252 §5.10.6.2).</summary>
    public bool HasETag(byte[] etag, int offset, int count) => Matches(OptionNumber.ETag, etag, offset, count);

    /// <summary>Whether If-Match holds for the representation with this ETag: absent, empty for one that exists, or equal (§5.10.8.1).</summary>
    /// <param name="exists">Whether there is a representation at all.</param>
    /// <param name="etag">Its ETag.</param>
    /// <param name="offset">Where the ETag begins.</param>
    /// <param name="count">Its bytes.</param>
    public bool IfMatchHolds(bool exists, byte[] etag, int offset, int count) =>
        !Message.IfMatch || (exists && (Matches(OptionNumber.IfMatch, etag, 0, 0) || Matches(OptionNumber.IfMatch, etag, offset, count)));

    private bool Matches(int option, byte[] value, int offset, int count)
    {
        CoapMessage message = Message;
        message.RewindOptions();
        while (message.NextOption() && message.OptionNumber <= option)
        {
            if (message.OptionNumber == option && message.OptionLength == count
                && Bytes.AreEqual(message.Buffer, message.OptionOffset, value, offset, count))
            {
                return true;
            }
        }

        return false;
    }
}
