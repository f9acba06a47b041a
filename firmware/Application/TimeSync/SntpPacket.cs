using Telenode.Core;

namespace Telenode.Application;

/// <summary>What an SNTP server's answer comes to.</summary>
internal enum SntpAnswer
{
    /// <summary>No answer to our question: a late one, a forged one, or none of NTP. It is passed over.</summary>
    NotOurs = 0,

    /// <summary>It tells the time.</summary>
    Time,

    /// <summary>The server does not know the time itself.</summary>
    Unsynchronized,

    /// <summary>Kiss code RATE: asked too often (RFC 5905 §7.4).</summary>
    TooOften,

    /// <summary>Kiss code DENY or RSTR: the server must not be asked again (RFC 5905 §7.4).</summary>
    Denied,
}

/// <summary>The one packet format of NTP (RFC 5905 §7.3), as a client without memory uses it (§14).</summary>
internal sealed class SntpPacket
{
    /// <summary>Size of a question and the least of an answer.</summary>
    public const int Size = 48;

    private const int Version = 4;
    private const int ClientMode = 3;
    private const int ServerMode = 4;
    private const int NotSynchronized = 3;
    private const int MaxStratum = 15;

    // RFC 4330 §5: a server whose own source is this far off, in 16.16 seconds, has lost it long ago.
    private const long MaxRootError = 1 << 16;

    // Seconds from 1900 to 1970, and the length of an era.
    private const long UnixEpoch = 2208988800;
    private const long Era = 1L << 32;

    private const long Rate = 0x52415445;
    private const long Deny = 0x44454E59;
    private const long Restrict = 0x52535452;

    private readonly ByteReader _reader = new ByteReader();
    private readonly ByteWriter _writer = new ByteWriter();

    /// <summary>When the question reached the server, in Unix ms by its clock.</summary>
    public long ReceivedUnixMs { get; private set; }

    /// <summary>When the answer left it.</summary>
    public long SentUnixMs { get; private set; }

    /// <summary>Writes a question.</summary>
    /// <param name="buffer">Receives <see cref="Size"/> bytes from its beginning.</param>
    /// <param name="cookie">Stands in for the transmit timestamp: who cannot see the question cannot answer it, and it tells nothing of our clock.</param>
    public void WriteQuestion(byte[] buffer, long cookie)
    {
        _writer.Reset(buffer, 0, Size);
        _writer.WriteByte((Version << 3) | ClientMode);
        for (int i = 1; i < 40; i++)
        {
            _writer.WriteByte(0);
        }

        _writer.WriteUInt64(cookie);
    }

    /// <summary>Reads an answer to the question with that cookie.</summary>
    public SntpAnswer Read(byte[] buffer, int count, long cookie)
    {
        if (count < Size)
        {
            return SntpAnswer.NotOurs;
        }

        _reader.Reset(buffer, 0, Size);
        int flags = _reader.ReadByte();
        int stratum = _reader.ReadByte();
        _reader.ReadUInt16(); // poll interval and precision
        long rootDelay = _reader.ReadUInt32();
        long rootDispersion = _reader.ReadUInt32();
        long reference = _reader.ReadUInt32();
        _reader.ReadUInt64(); // when it was set
        bool isOurs = _reader.ReadUInt64() == cookie;
        long received = _reader.ReadUInt64();
        long sent = _reader.ReadUInt64();
        if (!isOurs || (flags & 7) != ServerMode || ((flags >> 3) & 7) < 3)
        {
            return SntpAnswer.NotOurs;
        }

        if (stratum == 0)
        {
            return reference == Rate ? SntpAnswer.TooOften
                : reference == Deny || reference == Restrict ? SntpAnswer.Denied : SntpAnswer.Unsynchronized;
        }

        ReceivedUnixMs = ToUnixMs(received);
        SentUnixMs = ToUnixMs(sent);
        bool knows = flags >> 6 != NotSynchronized && stratum <= MaxStratum && rootDelay < MaxRootError && rootDispersion < MaxRootError
            && received != 0 && sent != 0 && SentUnixMs >= ReceivedUnixMs;
        return knows ? SntpAnswer.Time : SntpAnswer.Unsynchronized;
    }

    // RFC 4330 §3: without its highest bit a timestamp is one of the era that begins in 2036.
    private static long ToUnixMs(long timestamp)
    {
        long seconds = (timestamp >> 32) & 0xFFFFFFFFL;
        long fraction = timestamp & 0xFFFFFFFFL;
        seconds += seconds >= Era / 2 ? 0 : Era;
        return ((seconds - UnixEpoch) * 1000) + ((fraction * 1000) >> 32);
    }
}
