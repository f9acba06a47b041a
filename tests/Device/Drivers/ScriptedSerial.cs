using Telenode.Core;

namespace Telenode.Tests.Drivers;

/// <summary>A serial line whose other end expects exact bytes in order and answers each with what its script says.</summary>
/// <remarks>A step is what is written and what comes back: <c>HEX HEX</c>, or <c>HEX</c> alone where nothing does.</remarks>
internal sealed class ScriptedSerial : ISerialLine
{
    private readonly string[] _steps;
    private readonly byte[] _waiting = new byte[64];
    private int _taken;
    private int _there;

    public ScriptedSerial(string[] steps)
    {
        _steps = steps;
    }

    public int Done { get; private set; }

    public bool AtEnd => Done == _steps.Length && _taken == _there;

    public int Read(byte[] buffer, int offset, int capacity)
    {
        int count = _there - _taken < capacity ? _there - _taken : capacity;
        for (int i = 0; i < count; i++)
        {
            buffer[offset + i] = _waiting[_taken++];
        }

        return count;
    }

    public int Write(byte[] buffer, int offset, int count)
    {
        string[] step = Done == _steps.Length ? new string[] { "" } : _steps[Done].Split(' ');
        if (step[0] != HexText.Of(buffer, offset, count))
        {
            return 0;
        }

        Done++;
        _taken = 0;
        _there = step.Length == 1 ? 0 : HexText.To(_waiting, 0, step[1]);
        return count;
    }
}
