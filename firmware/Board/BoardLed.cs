using System.Device.Gpio;
using Telenode.Core;

namespace Telenode.Board;

/// <summary>A light at a pin.</summary>
internal sealed class BoardLed : IStatusLed
{
    private readonly GpioPin _pin;
    private readonly bool _onWhenHigh;

    public BoardLed(GpioController controller, int pin, bool onWhenHigh)
    {
        _pin = controller.OpenPin(pin, PinMode.Output);
        _onWhenHigh = onWhenHigh;
    }

    public void Set(bool on) => _pin.Write(on == _onWhenHigh ? PinValue.High : PinValue.Low);
}
