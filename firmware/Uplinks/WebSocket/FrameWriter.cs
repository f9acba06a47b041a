using System;
using Telenode.Core;

namespace Telenode.Uplinks;

/// <summary>What waits to be sent: the request, then masked frames (RFC 6455 §5.3).</summary>
internal sealed class FrameWriter
{
    // Of a frame of at most 65,535 bytes.
    private const int LongestHeader = 8;

    private const int MaskSize = 4;

    private readonly IByteStream _stream;
    private readonly IRandom _random;
    private readonly byte[] _buffer;
    private readonly byte[] _mask = new byte[MaskSize];
    private int _start;
    private int _end;

    public FrameWriter(IByteStream stream, IRandom random, int capacity)
    {
        _stream = stream;
        _random = random;
        _buffer = new byte[capacity];
    }

    /// <summary>Largest payload of a frame for which there is room now; below 0 when there is none for a header either.</summary>
    public int Room => _buffer.Length - _end - LongestHeader;

    /// <summary>Puts a request in the place of all that waits.</summary>
    /// <returns>Whether the host can be named in it.</returns>
    public bool Begin(UpgradeRequest request, string host, int port)
    {
        _start = 0;
        _end = request.Write(host, port, _buffer);
        return _end > 0;
    }

    /// <summary>Adds a final frame; there is <see cref="Room"/> for its payload.</summary>
    public void Append(int opcode, byte[] payload, int offset, int count)
    {
        byte[] buffer = _buffer;
        int at = _end;
        buffer[at++] = (byte)(0x80 | opcode);
        if (count <= 125)
        {
            buffer[at++] = (byte)(0x80 | count);
        }
        else
        {
            buffer[at++] = 0x80 | 126;
            buffer[at++] = (byte)(count >> 8);
            buffer[at++] = (byte)count;
        }

        // A new mask for each frame, one that whoever chose the payload cannot foresee.
        byte[] mask = _mask;
        _random.Fill(mask, 0, MaskSize);
        Array.Copy(mask, 0, buffer, at, MaskSize);
        at += MaskSize;
        for (int i = 0; i < count; i++)
        {
            buffer[at + i] = (byte)(payload[offset + i] ^ mask[i & 3]);
        }

        _end = at + count;
    }

    /// <summary>Sends what the way is free for.</summary>
    public void Flush()
    {
        while (_start < _end)
        {
            int taken = _stream.Write(_buffer, _start, _end - _start);
            if (taken == 0)
            {
                return;
            }

            _start += taken;
        }

        _start = 0;
        _end = 0;
    }
}
