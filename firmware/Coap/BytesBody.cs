using System;

namespace Telenode.Coap;

/// <summary>A body that lies in a caller's buffer.</summary>
public sealed class BytesBody : ICoapBody
{
    private byte[] _buffer;
    private int _offset;

    /// <inheritdoc/>
    public int Size { get; private set; }

    /// <summary>Names the bytes; they must stay as they are until the transfer is over.</summary>
    /// <exception cref="ArgumentException">The range is not within the buffer.</exception>
    public void Set(byte[] buffer, int offset, int count)
    {
        if (buffer == null || offset < 0 || count < 0 || offset > buffer.Length - count)
        {
            throw new ArgumentException("buffer range");
        }

        _buffer = buffer;
        _offset = offset;
        Size = count;
    }

    /// <inheritdoc/>
    public void Read(int position, byte[] buffer, int offset, int count) => Array.Copy(_buffer, _offset + position, buffer, offset, count);
}
