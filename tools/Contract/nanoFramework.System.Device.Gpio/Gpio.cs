[assembly: System.Reflection.AssemblyVersion("1.1.62.0")]

namespace System.Device.Gpio;

public enum PinNumberingScheme
{
    Logical,
    Board,
}

public enum PinMode
{
    Input,
    InputPullDown,
    InputPullUp,
    Output,
}

public struct PinValue
{
    public static extern PinValue High { get; }

    public static extern PinValue Low { get; }

    public static extern bool operator ==(PinValue a, PinValue b);

    public static extern bool operator !=(PinValue a, PinValue b);

    public override extern bool Equals(object obj);

    public override extern int GetHashCode();
}

public class GpioPin : IDisposable
{
    internal extern GpioPin();

    public extern void Dispose();

    public extern PinValue Read();

    public extern void Write(PinValue value);
}

public sealed class GpioController : IDisposable
{
    public extern GpioController();

    public extern void Dispose();

    public extern GpioPin OpenPin(int pinNumber, PinMode mode);
}
