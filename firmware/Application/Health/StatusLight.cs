using Telenode.Core;

namespace Telenode.Application;

/// <summary>What the status light says; docs/running.md shows each.</summary>
public enum Light
{
    /// <summary>All is well: a short flash every five seconds.</summary>
    Well = 0,

    /// <summary>Settings are missing: slow, even blinking.</summary>
    Blank,

    /// <summary>Safe mode: fast, even blinking.</summary>
    SafeMode,

    /// <summary>No Wi-Fi or no address: one flash, a pause.</summary>
    NoNetwork,

    /// <summary>The network is there, the receiver is not: two flashes, a pause.</summary>
    NoReceiver,

    /// <summary>Readings are delivered, but a sensor fails: three flashes, a pause.</summary>
    SensorFails,
}

/// <summary>Blinks the status light.</summary>
public sealed class StatusLight
{
    private const int FlashMs = 150;
    private const int GapMs = 250;
    private const int PauseMs = 1500;

    private readonly IStatusLed _led;
    private Light _light;
    private bool _on;
    private int _flash;
    private long _atMs;

    /// <summary>Takes over a light.</summary>
    /// <param name="led">Null: there is none.</param>
    public StatusLight(IStatusLed led)
    {
        _led = led;
    }

    /// <summary>Shows a state.</summary>
    /// <returns>Monotonic ms at which to call again.</returns>
    public long Step(long nowMs, Light light)
    {
        if (_led == null)
        {
            return Time.Never;
        }

        if (light != _light)
        {
            _light = light;
            _flash = 0;
            _on = false;
            _atMs = nowMs;
        }

        if (nowMs >= _atMs)
        {
            _on = !_on;
            _led.Set(_on);
            _atMs = nowMs + (_on ? OnMs() : OffMs());
        }

        return _atMs;
    }

    /// <summary>Puts it out: the board sleeps.</summary>
    public void PutOut()
    {
        if (_led != null && _on)
        {
            _on = false;
            _led.Set(false);
        }
    }

    private int OnMs()
    {
        switch (_light)
        {
            case Light.Well: return 30;
            case Light.Blank: return 1000;
            case Light.SafeMode: return 100;
            default: return FlashMs;
        }
    }

    private int OffMs()
    {
        switch (_light)
        {
            case Light.Well: return 4970;
            case Light.Blank: return 1000;
            case Light.SafeMode: return 100;
            default:
                int flashes = _light - Light.NoNetwork + 1;
                _flash = (_flash + 1) % flashes;
                return _flash == 0 ? PauseMs : GapMs;
        }
    }
}
