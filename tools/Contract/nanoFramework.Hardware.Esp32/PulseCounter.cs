namespace System.Device.Gpio;

public enum GpioPulsePolarity
{
    Rising,
    Falling,
    Both,
}

public struct GpioPulseCount
{
    public long Count;
    public TimeSpan RelativeTime;
}

public class GpioPulseCounter : IDisposable
{
    public extern GpioPulseCounter(int pinNumberA, int pinNumberB = -1);

    public extern ushort FilterPulses { get; set; }

    public extern GpioPulsePolarity Polarity { get; set; }

    public extern void Dispose();

    public extern GpioPulseCount Read();

    public extern void Start();
}
