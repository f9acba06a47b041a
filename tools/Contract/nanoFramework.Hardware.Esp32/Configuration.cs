[assembly: System.Reflection.AssemblyVersion("1.6.42.0")]

namespace nanoFramework.Hardware.Esp32;

public enum DeviceFunction
{
    I2C1_DATA = 0x020100,
    I2C1_CLOCK = 0x020101,
    I2C2_DATA = 0x020200,
    I2C2_CLOCK = 0x020201,
    COM1_TX = 0x030100,
    COM1_RX = 0x030101,
    COM2_TX = 0x030200,
    COM2_RX = 0x030201,
    COM3_TX = 0x030300,
    COM3_RX = 0x030301,
}

public class Configuration
{
    public static extern void SetPinFunction(int pin, DeviceFunction value);
}

public enum EspNativeError
{
    OK = 0,
}

public class Sleep
{
    public enum WakeupCause
    {
        Undefined = 0,
    }

    public static extern EspNativeError EnableWakeupByTimer(System.TimeSpan time);

    public static extern WakeupCause GetWakeupCause();

    public static extern void StartDeepSleep();

    public static extern EspNativeError StartLightSleep();
}
