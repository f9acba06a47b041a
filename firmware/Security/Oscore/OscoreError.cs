namespace Telenode.Security;

/// <summary>Why a message was not verified or not protected: the negative results of <see cref="OscoreContext"/>.</summary>
public static class OscoreError
{
    /// <summary>The message has no OSCORE option. A response may still be an OSCORE error of the server (RFC 8613 §8.2), which nothing protects.</summary>
    public const int NotProtected = -1;

    /// <summary>The OSCORE option or the decrypted message does not decode: 4.02.</summary>
    public const int Malformed = -2;

    /// <summary>No context has the message's kid: 4.01.</summary>
    public const int NoContext = -3;

    /// <summary>The message has been received before: 4.01.</summary>
    public const int Replay = -4;

    /// <summary>The tag is wrong: 4.00.</summary>
    public const int DecryptionFailed = -5;

    /// <summary>The request is authentic but may be a replay from before a reset: answer with <see cref="OscoreContext.ProtectChallenge"/>.</summary>
    public const int NotFresh = -6;

    /// <summary>The sender has used all its 2^40 sequence numbers: a new master secret is needed.</summary>
    public const int SequenceExhausted = -7;

    /// <summary>The sequence number could not be stored ahead, so it must not be used.</summary>
    public const int StoreFailed = -8;

    /// <summary>The words for an error, for a log; on the server also the diagnostic payload of §8.2.</summary>
    public static string Text(int error)
    {
        switch (error)
        {
            case NotProtected: return "Not protected by OSCORE";
            case Malformed: return "Failed to decode COSE";
            case NoContext: return "Security context not found";
            case Replay: return "Replay detected";
            case DecryptionFailed: return "Decryption failed";
            case NotFresh: return "Freshness not proved yet";
            case SequenceExhausted: return "Sequence numbers used up";
            case StoreFailed: return "Sequence number could not be stored";
            default: return "Unknown OSCORE error";
        }
    }

    /// <summary>Writes the unprotected error response of RFC 8613 §8.2 to a request that could not be verified.</summary>
    /// <param name="error"><see cref="Malformed"/>, <see cref="NoContext"/>, <see cref="Replay"/> or <see cref="DecryptionFailed"/>.</param>
    /// <param name="output">Receives code, options and payload.</param>
    /// <param name="offset">Index of the first byte.</param>
    /// <param name="capacity">Bytes of room; 32 suffice.</param>
    /// <returns>Bytes written; 0 when the error has no response or the room does not suffice.</returns>
    public static int WriteResponse(int error, byte[] output, int offset, int capacity)
    {
        Bytes.RequireRange(output, offset, capacity);
        int code = CodeOf(error);
        if (code == 0)
        {
            return 0;
        }

        // Max-Age 0 keeps proxies from caching what no other request will ever hit (§4.1.3.1).
        byte[] text = Bytes.OfAscii(Text(error));
        var writer = new MessageWriter();
        writer.Reset(output, offset, offset + capacity, code);
        writer.WriteOption(CoapOption.MaxAge, text, 0, 0);
        writer.WritePayload(text, 0, text.Length);
        return writer.Position <= offset + capacity ? writer.Position - offset : 0;
    }

    private static int CodeOf(int error)
    {
        switch (error)
        {
            case Malformed: return 0x82;
            case NoContext:
            case Replay: return 0x81;
            case DecryptionFailed: return 0x80;
            default: return 0;
        }
    }
}
