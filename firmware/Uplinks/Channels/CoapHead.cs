using System;
using Telenode.Coap;

namespace Telenode.Uplinks;

/// <summary>The start of a CoAP datagram (RFC 7252 §3): what stays outside of OSCORE.</summary>
internal static class CoapHead
{
    public const int Length = 4;
    public const int MaxToken = 8;

    /// <summary>Bytes of the token; −1 when this is not a CoAP message.</summary>
    public static int TokenLength(byte[] buffer, int offset, int count)
    {
        int token = count >= Length && buffer[offset] >> 6 == 1 ? buffer[offset] & 15 : -1;
        return token <= MaxToken && token <= count - Length ? token : -1;
    }

    public static int TypeOf(byte[] buffer, int offset) => (buffer[offset] >> 4) & 3;

    public static int CodeOf(byte[] buffer, int offset) => buffer[offset + 1];

    public static int MessageIdOf(byte[] buffer, int offset) => (buffer[offset + 2] << 8) | buffer[offset + 3];

    /// <summary>Puts the code where the token ends, so that code, options and payload stand together as OSCORE wants them.</summary>
    /// <returns>Its index. The token must have been taken before: its last byte is gone.</returns>
    public static int Join(byte[] buffer, int offset, int tokenLength)
    {
        int at = offset + Length - 1 + tokenLength;
        buffer[at] = buffer[offset + 1];
        return at;
    }

    /// <summary>Completes a datagram whose code, options and payload stand from <c>offset + 3 + tokenLength</c> on.</summary>
    public static void Write(byte[] buffer, int offset, int type, int messageId, byte[] token, int tokenLength)
    {
        int code = buffer[offset + Length - 1 + tokenLength];
        buffer[offset] = (byte)(0x40 | (type << 4) | tokenLength);
        buffer[offset + 1] = (byte)code;
        buffer[offset + 2] = (byte)(messageId >> 8);
        buffer[offset + 3] = (byte)messageId;
        Array.Copy(token, 0, buffer, offset + Length, tokenLength);
    }

    /// <summary>Writes an empty message.</summary>
    public static void WriteEmpty(byte[] buffer, int type, int messageId)
    {
        buffer[0] = (byte)(0x40 | (type << 4));
        buffer[1] = CoapCode.Empty;
        buffer[2] = (byte)(messageId >> 8);
        buffer[3] = (byte)messageId;
    }
}
