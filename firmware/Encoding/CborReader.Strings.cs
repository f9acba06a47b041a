namespace Telenode.Encoding;

/// <content>Byte and text strings.</content>
public sealed partial class CborReader
{
    private const int NoString = -1;

    // Major type whose chunks are being read, or NoString; and whether the one chunk of a definite string is still to come.
    private int _stringMajor;
    private bool _stringDefinite;

    /// <summary>Index in the buffer of the chunk that <see cref="NextChunk"/> or <see cref="ReadString"/> found.</summary>
    public int ChunkOffset { get; private set; }

    /// <summary>Bytes of that chunk.</summary>
    public int ChunkCount { get; private set; }

    /// <summary>Reads a byte or text string of definite length into <see cref="ChunkOffset"/> and <see cref="ChunkCount"/>.</summary>
    /// <returns>False for anything else, which is an error.</returns>
    public bool ReadString()
    {
        int start = _position;
        if (!BeginString())
        {
            return false;
        }

        if (!_stringDefinite)
        {
            _stringMajor = NoString;
            Fail(CborError.WrongType, start);
            return false;
        }

        return NextChunk();
    }

    /// <summary>Starts a byte or text string, whether definite (one chunk) or not (any number): <see cref="NextChunk"/> until it is false.</summary>
    /// <remarks>Whether text is valid UTF-8 is for the caller to check.</remarks>
    /// <returns>False for anything else, which is an error.</returns>
    public bool BeginString()
    {
        if (!Take(NextType == CborType.Bytes ? CborType.Bytes : CborType.Text))
        {
            return false;
        }

        _stringMajor = _major;
        _stringDefinite = _info != LengthUnknown;
        return true;
    }

    /// <summary>Goes to the next chunk of the string that <see cref="BeginString"/> started.</summary>
    public bool NextChunk()
    {
        if (Failed || _stringMajor == NoString)
        {
            return false;
        }

        if (_stringDefinite)
        {
            _stringMajor = NoString;
            return TakeBytes();
        }

        if (NextType == CborType.Break)
        {
            _position++;
            _stringMajor = NoString;
            return false;
        }

        return TakeChunk(_stringMajor);
    }

    private bool SkipString()
    {
        if (_info != LengthUnknown)
        {
            return TakeBytes();
        }

        int major = _major;
        while (NextType != CborType.Break)
        {
            if (!TakeChunk(major))
            {
                return false;
            }
        }

        _position++;
        return true;
    }

    // A chunk is a definite string of the same major type (RFC 8949 §3.2.3).
    private bool TakeChunk(int major)
    {
        int start = _position;
        if (!TakeHead())
        {
            return false;
        }

        if (_major != major || _info == LengthUnknown)
        {
            Fail(CborError.Malformed, start);
            return false;
        }

        return TakeBytes();
    }

    private bool TakeBytes()
    {
        long count = _argument;
        if (count < 0 || count > _end - _position)
        {
            Fail(CborError.Truncated, _position);
            return false;
        }

        ChunkOffset = _position;
        ChunkCount = (int)count;
        _position += ChunkCount;
        return true;
    }
}
