[assembly: System.Reflection.AssemblyVersion("1.6.42.0")]

namespace nanoFramework.Hardware.Esp32;

public enum DeviceFunction
{
    I2C1_DATA = 0x020100,
    I2C1_CLOCK = 0x020101,
}

public class Configuration
{
    public static extern void SetPinFunction(int pin, DeviceFunction value);
}
