// Stand-ins for the package that firmware/Board reads DHT11 and DHT22 with: its surface, and what its native code makes of a chip.
namespace UnitsNet
{
    internal readonly record struct Temperature(double DegreesCelsius);

    internal readonly record struct RelativeHumidity(double Percent);
}

namespace Iot.Device.DHTxx.Esp32
{
    using UnitsNet;

    internal abstract class DhtBase : IDisposable
    {
        protected DhtBase(int echo, int trigger, bool isDht11)
        {
            (Echo, Trigger, IsDht11) = (echo, trigger, isDht11);
            Made++;
            Last = this;
        }

        /// <summary>Objects made since the test began.</summary>
        public static int Made { get; set; }

        /// <summary>The one that was made last.</summary>
        public static DhtBase? Last { get; set; }

        /// <summary>What the chip senses.</summary>
        public static (double Celsius, double Percent) Air { get; set; }

        /// <summary>Whether what arrives is damaged.</summary>
        public static bool IsGarbled { get; set; }

        /// <summary>How long the package waits for an answer that does not come, in ms; 0 when one comes.</summary>
        public static int SilentMs { get; set; }

        /// <summary>Whether the package throws, as it does when a pin is taken.</summary>
        public static bool Throws { get; set; }

        public int Echo { get; }

        public int Trigger { get; }

        public bool IsDht11 { get; }

        public bool IsDisposed { get; private set; }

        public bool IsLastReadSuccessful { get; private set; }

        public Temperature Temperature
        {
            get
            {
                if (Throws)
                {
                    throw new InvalidOperationException("pin");
                }

                Thread.Sleep(SilentMs);
                IsLastReadSuccessful = !IsGarbled && SilentMs == 0;
                return new(IsLastReadSuccessful ? Air.Celsius : double.NaN);
            }
        }

        public RelativeHumidity Humidity => new(Air.Percent);

        public void Dispose() => IsDisposed = true;
    }

    internal sealed class Dht11(int echo, int trigger) : DhtBase(echo, trigger, true);

    internal sealed class Dht22(int echo, int trigger) : DhtBase(echo, trigger, false);
}
