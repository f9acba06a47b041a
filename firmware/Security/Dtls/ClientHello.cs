using Telenode.Core;

namespace Telenode.Security;

/// <summary>A ClientHello as a server reads it (RFC 5246 §7.4.1.2, RFC 6347 §4.2.1). Indices point into the buffer that was read.</summary>
internal sealed class ClientHello
{
    private readonly ByteReader _reader = new ByteReader();

    internal byte[] Buffer { get; private set; }

    /// <summary>Index of the message, header included.</summary>
    internal int Offset { get; private set; }

    internal int Count { get; private set; }

    internal int RandomOffset { get; private set; }

    internal int SessionIdOffset { get; private set; }

    internal int SessionIdCount { get; private set; }

    internal int CookieOffset { get; private set; }

    internal int CookieCount { get; private set; }

    internal int SuitesOffset { get; private set; }

    internal int SuitesCount { get; private set; }

    internal HelloExtensions Extensions { get; } = new HelloExtensions();

    internal int MessageSequence => (Buffer[Offset + 4] << 8) | Buffer[Offset + 5];

    /// <summary>Reads a whole, unfragmented message.</summary>
    /// <returns>0, or the alert that it earns.</returns>
    internal int Read(byte[] buffer, int offset, int count)
    {
        ByteReader reader = _reader;
        Buffer = buffer;
        Offset = offset;
        Count = count;
        reader.Reset(buffer, offset + Dtls.HandshakeHeader, count - Dtls.HandshakeHeader);
        int version = reader.ReadUInt16();
        RandomOffset = reader.Take(Dtls.RandomLength);
        SessionIdCount = reader.ReadByte();
        SessionIdOffset = reader.Take(SessionIdCount);
        CookieCount = reader.ReadByte();
        CookieOffset = reader.Take(CookieCount);
        SuitesCount = reader.ReadUInt16();
        SuitesOffset = reader.Take(SuitesCount);
        int compressions = reader.ReadByte();
        int compressionsOffset = reader.Take(compressions);
        if (reader.Failed || SessionIdCount > Dtls.MaxSessionId || (SuitesCount & 1) != 0 || SuitesCount < 2)
        {
            return AlertCode.DecodeError;
        }

        // DTLS versions count downwards: 1.3 is feFC and still says feFD here.
        if (version >> 8 != 0xfe || version > Dtls.Version12)
        {
            return AlertCode.ProtocolVersion;
        }

        int alert = Extensions.Read(reader, buffer);
        return alert == 0 && !Holds(compressionsOffset, compressions, 0) ? AlertCode.IllegalParameter : alert;
    }

    /// <summary>Whether the client offers a suite, or signals with its number.</summary>
    internal bool Offers(int suite)
    {
        for (int i = 0; i < SuitesCount; i += 2)
        {
            if (((Buffer[SuitesOffset + i] << 8) | Buffer[SuitesOffset + i + 1]) == suite)
            {
                return true;
            }
        }

        return false;
    }

    private bool Holds(int offset, int count, int value)
    {
        for (int i = 0; i < count; i++)
        {
            if (Buffer[offset + i] == value)
            {
                return true;
            }
        }

        return false;
    }
}
