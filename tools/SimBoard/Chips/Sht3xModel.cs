using Telenode.Core;

namespace Telenode.SimBoard;

/// <summary>A Sensirion SHT3x: single shot, break, soft reset, status register.</summary>
/// <remarks>Clauses are those of the datasheet SHT3x-DIS, version 5. A read without a finished result is not acknowledged.</remarks>
public sealed class Sht3xModel : SensirionModel
{
    private int _status = 0x8010;
    private bool _periodic;

    /// <summary>A powered chip that measures with <paramref name="clock"/>'s monotonic time.</summary>
    public Sht3xModel(IClock clock)
        : base(clock)
    {
    }

    /// <inheritdoc/>
    public override void BrownOut()
    {
        _status = 0x8010;
        _periodic = false;
        Busy(1500);
    }

    /// <inheritdoc/>
    protected internal override int Receive(ReadOnlySpan<byte> data)
    {
        if (data.Length < 2)
        {
            return data.Length;
        }

        int command = (data[0] << 8) | data[1];
        switch (command)
        {
            case 0x2130:
                _periodic = true;
                break;
            case 0x3093:
                _periodic = false;
                Busy(1000);
                break;
            case 0x30A2 when !_periodic:
                BrownOut();
                break;
            case 0x3041:
                _status = 0;
                break;
            case 0xF32D:
                Answer(_status);
                break;
            case 0x2400 when !_periodic:
                Busy(15_500);
                Answer(Code(Celsius, -45, 175), Code(Percent, 0, 100));
                break;
            default:
                _status |= 2;
                break;
        }

        return data.Length;
    }
}
