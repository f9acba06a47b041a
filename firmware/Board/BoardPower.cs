using System;
using nanoFramework.Hardware.Esp32;
using nanoFramework.Runtime.Native;
using Telenode.Core;

namespace Telenode.Board;

/// <summary>Restarts, sleep and memory of an ESP32.</summary>
internal sealed class BoardPower : IPower
{
    public StartCause StartCause => Sleep.GetWakeupCause() == Sleep.WakeupCause.Undefined ? StartCause.Reset : StartCause.DeepSleep;

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
        Sleep.EnableWakeupByTimer(TimeSpan.FromMilliseconds(ms));
        Sleep.StartLightSleep();
    }
}
