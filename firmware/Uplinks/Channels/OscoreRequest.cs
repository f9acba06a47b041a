using System;
using Telenode.Security;

namespace Telenode.Uplinks;

/// <summary>A request of ours under OSCORE: what binds its responses to it, and its bytes for when it is sent again.</summary>
internal sealed class OscoreRequest
{
    public readonly OscoreExchange Exchange = new OscoreExchange();
    public readonly byte[] Token = new byte[CoapHead.MaxToken];
    public readonly byte[] Sent;
    public int SentCount;
    public int TokenLength;
    public int MessageId;

    /// <summary>The higher, the later it was used.</summary>
    public int Used;

    public OscoreRequest(int size)
    {
        Sent = new byte[size + CoapHead.Length + CoapHead.MaxToken];
    }

    /// <summary>Begins anew for a message of the endpoint.</summary>
    public void Take(byte[] buffer, int offset, int tokenLength, int messageId)
    {
        Array.Copy(buffer, offset + CoapHead.Length, Token, 0, tokenLength);
        TokenLength = tokenLength;
        MessageId = messageId;
    }

    public bool HasToken(byte[] buffer, int offset, int length)
    {
        bool same = length == TokenLength;
        for (int i = 0; same && i < length; i++)
        {
            same = buffer[offset + i] == Token[i];
        }

        return same;
    }
}
