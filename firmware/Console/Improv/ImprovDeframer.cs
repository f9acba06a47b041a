using Telenode.Core;

namespace Telenode.SerialConsole;

/// <summary>What a byte of the stream turned out to be.</summary>
internal enum ImprovInput
{
    /// <summary>Text, with <see cref="ImprovDeframer.Released"/> characters of a header that was none before it.</summary>
    Text = 0,

    /// <summary>Part of a frame, or of what may become one. Characters that are released by it come first.</summary>
    Held,

    /// <summary>The last byte of a whole frame.</summary>
    Frame,

    /// <summary>The last byte of a frame whose checksum is wrong.</summary>
    BadFrame,
}

/// <summary>Finds Improv's frames in what the console is sent: <c>IMPROV</c>, version 1, type, length, data, sum of all bytes before.</summary>
internal sealed class ImprovDeframer
{
    /// <summary>What a frame begins with; its bytes are characters that a person can type, too.</summary>
    public const string Header = "IMPROV";

    /// <summary>Where a frame's data begin.</summary>
    public const int DataAt = 9;

    // A program sends a frame in one piece; a person who types the header's letters waits no longer than this for their echo.
    private const int HeaderMs = 200;
    private const int BodyMs = 500;

    private const int VersionAt = 6;
    private const int LengthAt = 8;
    private const int Version = 1;

    private long _deadlineMs = Time.Never;
    private int _sum;
    private bool _afterFrame;

    /// <summary>The frame, from its header on.</summary>
    public byte[] Bytes { get; } = new byte[DataAt + 255 + 1];

    /// <summary>Bytes of it that are there.</summary>
    public int Count { get; private set; }

    /// <summary>Characters of <see cref="Header"/> that are text after all.</summary>
    public int Released { get; private set; }

    /// <summary>When what is held is given up if nothing more comes.</summary>
    public long DeadlineMs => _deadlineMs;

    /// <summary>The frame's type.</summary>
    public int Type => Bytes[7];

    /// <summary>Bytes of its data.</summary>
    public int Length => Bytes[LengthAt];

    /// <summary>Takes a byte.</summary>
    public ImprovInput Take(int value, long nowMs)
    {
        Released = 0;
        if (_afterFrame)
        {
            // Clients end a frame with a line feed; an empty line of the console it is not.
            _afterFrame = value == '\r';
            if (value == '\r' || value == '\n')
            {
                return ImprovInput.Held;
            }
        }

        if (Count <= VersionAt && value != (Count < VersionAt ? Header[Count] : Version))
        {
            Released = Count;
            Count = 0;
            _deadlineMs = Time.Never;
            if (value != Header[0])
            {
                return ImprovInput.Text;
            }
        }

        _sum = Count == 0 ? 0 : _sum;
        if (Count > LengthAt && Count == DataAt + Length)
        {
            Count = 0;
            _afterFrame = true;
            _deadlineMs = Time.Never;
            return (_sum & 0xFF) == value ? ImprovInput.Frame : ImprovInput.BadFrame;
        }

        _sum += value;
        Bytes[Count++] = (byte)value;
        _deadlineMs = nowMs + (Count <= VersionAt ? HeaderMs : BodyMs);
        return ImprovInput.Held;
    }

    /// <summary>Gives up what is held when its time is over: a part of a header becomes text, a part of a frame is dropped.</summary>
    /// <returns>Whether characters are released.</returns>
    public bool HandleTimeout(long nowMs)
    {
        if (nowMs < _deadlineMs)
        {
            return false;
        }

        Released = Count <= VersionAt ? Count : 0;
        Count = 0;
        _deadlineMs = Time.Never;
        return Released > 0;
    }
}
