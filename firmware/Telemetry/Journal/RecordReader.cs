namespace Telenode.Telemetry;

/// <summary>Takes the readings out of a record of the journal, one by one.</summary>
internal sealed class RecordReader
{
    private readonly byte[] _buffer = new byte[RecordWriter.MaxBytes];
    private int _at;
    private int _end;

    /// <summary>Where the caller puts the record.</summary>
    internal byte[] Buffer => _buffer;

    /// <summary>Boot of the readings.</summary>
    internal int Boot { get; private set; }

    /// <summary>Readings that <see cref="Next"/> has not given yet.</summary>
    internal int Left { get; private set; }

    internal int Channel { get; private set; }

    internal int Sequence { get; private set; }

    internal bool IsDated { get; private set; }

    internal long TimeMs { get; private set; }

    internal long Mantissa { get; private set; }

    /// <summary>Bytes of the body that a record's first two bytes promise; −1 when no record is that long or short.</summary>
    internal static int BodyOf(byte[] buffer)
    {
        int body = (buffer[0] << 8) | buffer[1];
        return body >= 4 && body <= RecordWriter.MaxBytes - RecordWriter.HeaderBytes ? body : -1;
    }

    /// <summary>Forgets the record.</summary>
    internal void Clear() => Left = 0;

    /// <summary>Judges the record in the buffer and begins to read it.</summary>
    /// <returns>False when it is torn or damaged.</returns>
    internal bool Begin(int body, int ordinal)
    {
        byte[] buffer = _buffer;
        int check = (buffer[2] << 24) | (buffer[3] << 16) | (buffer[4] << 8) | buffer[5];
        Left = 0;
        if (check != RecordWriter.Check(buffer, 0, body, ordinal))
        {
            return false;
        }

        _at = RecordWriter.HeaderBytes;
        _end = _at + body;
        Boot = (int)Read();
        Sequence = (int)Read() - 1;
        TimeMs = 0;
        Left = _at < _end ? buffer[_at++] : 0;
        return Left > 0;
    }

    /// <summary>Takes the next reading; there must be one left.</summary>
    internal void Next()
    {
        long head = Read();
        Channel = (int)(head >> 2);
        IsDated = (head & 1) != 0;
        Sequence += (head & 2) != 0 ? (int)ReadSigned() : 1;
        TimeMs += ReadSigned();
        Mantissa = ReadSigned();
        Left--;
    }

    private long ReadSigned()
    {
        long value = Read();
        return ((value >> 1) & long.MaxValue) ^ -(value & 1);
    }

    private long Read()
    {
        long value = 0;
        for (int shift = 0; _at < _end && shift < 64; shift += 7)
        {
            int b = _buffer[_at++];
            value |= (long)(b & 0x7F) << shift;
            if (b < 0x80)
            {
                break;
            }
        }

        return value;
    }
}
