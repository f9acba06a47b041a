[assembly: System.Reflection.AssemblyVersion("1.1.62.0")]

namespace System.Device.Gpio;

public enum PinNumberingScheme
{
    Logical,
    Board,
}

public sealed class GpioController : IDisposable
{
    internal extern GpioController();

    public extern void Dispose();
}
