using System;
using nanoFramework.Hardware.Esp32;
using nanoFramework.Runtime.Native;
using Telenode.Core;

namespace Telenode.Board;

/// <summary>Restarts, sleep and memory of an ESP32.</summary>
internal sealed class BoardPower : IPower
{
    private readonly BoardClock _clock;

    public BoardPower(BoardClock clock)
    {
        _clock = clock;
    }

    public StartCause StartCause => Sleep.GetWakeupCause() == Sleep.WakeupCause.Undefined ? StartCause.Reset : StartCause.DeepSleep;

    // ESP-IDF keeps the time of day by the RTC through every sleep, whether it was ever set or not.
    public long RunningMs => DateTime.UtcNow.Ticks / TimeSpan.TicksPerMillisecond;

    // The platform counts it by collecting: not for the loop.
    public long FreeHeap => nanoFramework.Runtime.Native.GC.Run(false);

    public void Reboot() => Power.RebootDevice();

    public void DeepSleep(long ms)
    {
        Sleep.EnableWakeupByTimer(TimeSpan.FromMilliseconds(ms));
        Sleep.StartDeepSleep();
    }

    public void LightSleep(long ms)
    {
        // The ticks are FreeRTOS's, which stand still meanwhile.
        long ticksMs = Environment.TickCount64;
        long runningMs = RunningMs;
        Sleep.EnableWakeupByTimer(TimeSpan.FromMilliseconds(ms));
        Sleep.StartLightSleep();
        _clock.Slept(RunningMs - runningMs - (Environment.TickCount64 - ticksMs));
    }
}
