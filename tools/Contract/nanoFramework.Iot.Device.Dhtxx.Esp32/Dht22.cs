using System;
using System.Device.Gpio;
using UnitsNet;

[assembly: System.Reflection.AssemblyVersion("1.2.0.0")]

namespace Iot.Device.DHTxx.Esp32;

public abstract class DhtBase : IDisposable
{
    public extern DhtBase(
        int pinEcho,
        int pinTrigger,
        PinNumberingScheme pinNumberingScheme = PinNumberingScheme.Logical,
        GpioController gpioController = null,
        bool shouldDispose = true);

    public virtual extern RelativeHumidity Humidity { get; }

    public extern bool IsLastReadSuccessful { get; }

    public virtual extern Temperature Temperature { get; }

    public extern void Dispose();
}

public class Dht11 : DhtBase
{
    public extern Dht11(
        int pinEcho,
        int pinTrigger,
        PinNumberingScheme pinNumberingScheme = PinNumberingScheme.Logical,
        GpioController gpioController = null,
        bool shouldDispose = true);
}

public class Dht22 : DhtBase
{
    public extern Dht22(
        int pinEcho,
        int pinTrigger,
        PinNumberingScheme pinNumberingScheme = PinNumberingScheme.Logical,
        GpioController gpioController = null,
        bool shouldDispose = true);
}
