using Telenode.Core;

namespace Telenode.SimBoard;

/// <summary>A Sensirion SHT4x: measurements of three precisions, serial number, soft reset.</summary>
/// <remarks>A read without a finished result is not acknowledged.</remarks>
public sealed class Sht4xModel : SensirionModel
{
    /// <summary>A powered chip that measures with <paramref name="clock"/>'s monotonic time.</summary>
    public Sht4xModel(IClock clock)
        : base(clock)
    {
    }

    /// <inheritdoc/>
    public override void BrownOut() => Busy(1000);

    /// <inheritdoc/>
    protected internal override int Receive(ReadOnlySpan<byte> data)
    {
        if (data.Length == 0)
        {
            return 0;
        }

        switch (data[0])
        {
            case 0x94:
                BrownOut();
                break;
            case 0x89:
                Busy(1000);
                Answer(0x0F4A, 0x2D17);
                break;
            case 0xFD:
                Measure(8300);
                break;
            case 0xF6:
                Measure(4500);
                break;
            case 0xE0:
                Measure(1600);
                break;
            default:
                return 0;
        }

        return 1;
    }

    private void Measure(long us)
    {
        Busy(us);
        Answer(Code(Celsius, -45, 175), Code(Percent, -6, 125));
    }
}
