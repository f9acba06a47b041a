using System.Device.Gpio;
using Telenode.Core;

namespace Telenode.Board;

/// <summary>A GPIO read as it is.</summary>
internal sealed class PinInput : IPinInput
{
    private readonly GpioPin _pin;

    public PinInput(GpioController controller, int pin, bool pullUp)
    {
        _pin = controller.OpenPin(pin, pullUp ? PinMode.InputPullUp : PinMode.Input);
    }

    public bool IsHigh => _pin.Read() == PinValue.High;
}
