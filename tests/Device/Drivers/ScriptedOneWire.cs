using Telenode.Core;

namespace Telenode.Tests.Drivers;

/// <summary>A 1-Wire line with one chip that expects exact transfers in order and gives the answers of its script.</summary>
/// <remarks>A step is <c>w HEX</c>, a reset and a write, or <c>r HEX</c>, a read and its answer.</remarks>
internal sealed class ScriptedOneWire : IOneWireBus
{
    private readonly string[] _steps;
    private bool _reset;

    public ScriptedOneWire(string[] steps)
    {
        _steps = steps;
    }

    public int Done { get; private set; }

    public bool AtEnd => Done == _steps.Length;

    public bool CanPower => false;

    public Status Reset()
    {
        _reset = true;
        return Status.Ok;
    }

    public Status Write(byte[] buffer, int offset, int count)
    {
        bool expected = _reset && !AtEnd && _steps[Done] == "w " + HexText.Of(buffer, offset, count);
        _reset = false;
        Done += expected ? 1 : 0;
        return expected ? Status.Ok : Status.BusFault;
    }

    public Status Read(byte[] buffer, int offset, int count)
    {
        if (AtEnd || _steps[Done][0] != 'r' || _steps[Done].Length != 2 + (2 * count))
        {
            return Status.BusFault;
        }

        HexText.To(buffer, offset, _steps[Done].Substring(2));
        Done++;
        return Status.Ok;
    }

    public int Triplet(int direction) => -1;

    public void Power()
    {
    }
}
