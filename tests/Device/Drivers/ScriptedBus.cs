using Telenode.Core;

namespace Telenode.Tests.Drivers;

/// <summary>An I2C bus that expects exact transfers in order and gives the answers of its script.</summary>
/// <remarks>A step is <c>w HEX</c> (a write), <c>r HEX</c> (a read and its answer) or <c>w HEX r HEX</c> (both in one transaction).</remarks>
internal sealed class ScriptedBus : II2cBus
{
    private readonly int _address;
    private readonly string[] _steps;

    public ScriptedBus(int address, string[] steps)
    {
        _address = address;
        _steps = steps;
    }

    /// <summary>Steps that went as expected; a transfer that does not fit gives a bus fault and leaves it.</summary>
    public int Done { get; private set; }

    public bool AtEnd => Done == _steps.Length;

    public Status Write(int address, byte[] buffer, int offset, int count) =>
        Take(address, "w " + HexText.Of(buffer, offset, count), null, 0, 0);

    public Status Read(int address, byte[] buffer, int offset, int count) => Take(address, "r", buffer, offset, count);

    public Status WriteRead(
        int address, byte[] writeBuffer, int writeOffset, int writeCount, byte[] readBuffer, int readOffset, int readCount) =>
        Take(address, "w " + HexText.Of(writeBuffer, writeOffset, writeCount) + " r", readBuffer, readOffset, readCount);

    private Status Take(int address, string transfer, byte[] answer, int offset, int count)
    {
        if (AtEnd || address != _address)
        {
            return Status.BusFault;
        }

        string step = _steps[Done];
        int length = transfer.Length;
        if (step.Length < length || step.Substring(0, length) != transfer)
        {
            return Status.BusFault;
        }

        // After the transfer stand a blank and the answer, of just the length that is read.
        if (step.Length != (count == 0 ? length : length + 1 + (2 * count)))
        {
            return Status.BusFault;
        }

        if (count > 0)
        {
            HexText.To(answer, offset, step.Substring(length + 1));
        }

        Done++;
        return Status.Ok;
    }
}
