namespace Telenode.SerialConsole;

/// <summary>Writes Improv's packets between the console's lines.</summary>
internal sealed class ImprovWriter
{
    private const int Version = 1;

    private readonly ConsoleWriter _out;
    private readonly byte[] _data = new byte[255];
    private int _count;
    private int _type;

    public ImprovWriter(ConsoleWriter output)
    {
        _out = output;
    }

    /// <summary>Writes a packet with a byte of data.</summary>
    public void Single(int type, int value)
    {
        _type = type;
        _data[0] = (byte)value;
        _count = 1;
        Write();
    }

    /// <summary>Begins a result: a list of strings.</summary>
    public void Begin(int type, int command)
    {
        _type = type;
        _data[0] = (byte)command;
        _count = 2;
    }

    /// <summary>Adds a string. One that does not fit is left out.</summary>
    public void Text(string text)
    {
        byte[] bytes = System.Text.Encoding.UTF8.GetBytes(text);
        if (_count + 1 + bytes.Length > _data.Length)
        {
            return;
        }

        _data[_count++] = (byte)bytes.Length;
        for (int i = 0; i < bytes.Length; i++)
        {
            _data[_count++] = bytes[i];
        }
    }

    /// <summary>Ends the result and writes it.</summary>
    public void End()
    {
        // The browsers' client, improv-wifi-serial-sdk 2.8.1, takes a length of 10 for the end of a text line and misses the packet.
        // An empty string more is allowed in every result.
        if (_count == '\n')
        {
            _data[_count++] = 0;
        }

        _data[1] = (byte)(_count - 2);
        Write();
    }

    // Whole or not at all: a client asks again when it hears nothing. It looks for a packet at the start of a line only.
    private void Write()
    {
        if (_out.Free < ImprovDeframer.DataAt + _count + 3)
        {
            return;
        }

        if (!_out.AtLineStart)
        {
            _out.WriteByte('\n');
        }

        int sum = Version + _type + _count;
        for (int i = 0; i < ImprovDeframer.Header.Length; i++)
        {
            _out.WriteByte(ImprovDeframer.Header[i]);
            sum += ImprovDeframer.Header[i];
        }

        _out.WriteByte(Version);
        _out.WriteByte(_type);
        _out.WriteByte(_count);
        for (int i = 0; i < _count; i++)
        {
            sum += _data[i];
        }

        _out.Write(_data, 0, _count);
        _out.WriteByte(sum);
        _out.WriteByte('\n');
    }
}
