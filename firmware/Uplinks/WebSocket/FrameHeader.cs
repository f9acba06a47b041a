namespace Telenode.Uplinks;

/// <summary>Reads the header of one frame after another (RFC 6455 §5.2), as a server sends them.</summary>
internal sealed class FrameHeader
{
    private const int LargestControl = 125;

    private readonly byte[] _bytes = new byte[10];
    private int _count;
    private int _needed;
    private bool _inMessage;

    /// <summary>The header is whole and good: <see cref="Opcode"/> and <see cref="Length"/> count.</summary>
    public bool Done { get; private set; }

    /// <summary>Why the header cannot be, or null.</summary>
    public string Failure { get; private set; }

    /// <summary>One of <see cref="WebSocketOpcode"/>.</summary>
    public int Opcode { get; private set; }

    /// <summary>Bytes of payload, 0 to 2^63 − 1.</summary>
    public long Length { get; private set; }

    /// <summary>Starts with the first frame of a connection.</summary>
    public void Reset()
    {
        _inMessage = false;
        Next();
    }

    /// <summary>Starts with the next frame.</summary>
    public void Next()
    {
        _count = 0;
        _needed = 2;
        Done = false;
        Failure = null;
        Length = 0;
    }

    /// <summary>Takes bytes up to the end of the header or its first fault.</summary>
    /// <returns>The number taken.</returns>
    public int HandleInput(byte[] buffer, int offset, int count)
    {
        int taken = 0;
        while (taken < count && !Done && Failure == null)
        {
            _bytes[_count++] = buffer[offset + taken++];
            if (_count == 2)
            {
                TakeStart();
            }

            if (_count == _needed && Failure == null)
            {
                TakeLength();
            }
        }

        return taken;
    }

    private void TakeStart()
    {
        int first = _bytes[0];
        int length = _bytes[1] & 0x7F;
        bool isFinal = first >= 0x80;
        Opcode = first & 0x0F;
        _needed = length == 127 ? 10 : length == 126 ? 4 : 2;
        if ((first & 0x70) != 0)
        {
            Failure = "the server sent a WebSocket frame with reserved bits set";
        }
        else if (_bytes[1] >= 0x80)
        {
            Failure = "the server sent a masked WebSocket frame"; // §5.1
        }
        else if (Opcode >= WebSocketOpcode.Close)
        {
            bool isKnown = Opcode <= WebSocketOpcode.Pong;
            Failure = isKnown && isFinal && length <= LargestControl ? null : "the server sent a WebSocket control frame that is unknown, fragmented or too long"; // §5.5
        }
        else if (Opcode > WebSocketOpcode.Binary)
        {
            Failure = "the server sent a WebSocket frame of an unknown kind";
        }
        else if ((Opcode == WebSocketOpcode.Continuation) != _inMessage)
        {
            Failure = _inMessage
                ? "the server began a WebSocket message within another"
                : "the server continued a WebSocket message that it had not begun"; // §5.4
        }
        else
        {
            _inMessage = !isFinal;
        }
    }

    private void TakeLength()
    {
        int length = _bytes[1] & 0x7F;
        Length = _needed == 2 ? length : 0;
        for (int i = 2; i < _needed; i++)
        {
            Length = (Length << 8) | _bytes[i];
        }

        // The shortest form is the only one, and the most significant bit is 0 (§5.2).
        bool isShortest = _needed == 2 || (_needed == 4 ? Length > 125 : Length > 0xFFFF);
        Failure = isShortest ? null : "the server sent a WebSocket frame with a length that is not in its shortest form";
        Done = isShortest;
    }
}
