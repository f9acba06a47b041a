using Telenode.Core;
using Telenode.SerialConsole;

namespace Telenode.SimBoard.Simulation;

/// <summary>The board without its firmware, and what stands around it: all that outlives a start.</summary>
internal sealed class Hardware
{
    private const string Network = "attic";
    private const string Password = "a long password";

    private readonly int _driftPpm;
    private readonly int _sleepDriftPpm;
    private SimWifi.Network? _network;
    private long _clockOffMs = Telenode.Core.Time.Unknown; // of its wall time against the world's; Unknown without one

    public Hardware(SimulationOptions options, Random random, Func<long> now)
    {
        Options = options;
        Random = random;
        Now = now;
        Readings = new Medium(random, Cuts);
        Keys = new KeyStore(random, Cuts);
        Link = new Link(options, random, Cuts, now) { HasNetwork = () => HasNetwork };
        Time = new TimeServer(options, random, Cuts, now) { HasNetwork = () => HasNetwork };
        Console = new SerialTap(Cuts);
        _driftPpm = random.Next(-options.DriftPpm, options.DriftPpm + 1);
        _sleepDriftPpm = random.Next(-options.SleepDriftPpm, options.SleepDriftPpm + 1);
    }

    public SimulationOptions Options { get; }

    public Random Random { get; }

    public Func<long> Now { get; }

    public long NowMs => Now();

    public Cuts Cuts { get; } = new();

    public Medium Readings { get; }

    public KeyStore Keys { get; }

    public Link Link { get; }

    public TimeServer Time { get; }

    public SerialTap Console { get; }

    public SimWifi? Wifi { get; set; }

    /// <summary>A clock that goes on over restarts and sleeps, by the oscillator that sleeps have.</summary>
    public long RunningMs => NowMs * (1_000_000 + _sleepDriftPpm) / 1_000_000;

    /// <summary>The sensor that is off its bus; −1 for none.</summary>
    public int SensorAway { get; set; } = -1;

    /// <summary>Whether the Wi-Fi is there.</summary>
    public bool WifiUp { get; private set; } = true;

    /// <summary>Whether its password is the one of the settings.</summary>
    public bool PasswordFits { get; private set; } = true;

    private bool HasNetwork => Wifi?.State == WifiState.Ready;

    /// <summary>Sets the board up as a person does before it leaves the house.</summary>
    public void Provision()
    {
        var settings = new Settings(Keys);
        Put(settings, "wifi.ssid", Network);
        Put(settings, "wifi.password", Password);
        Put(settings, "device.id", "node");
        Put(settings, "uplink.url", "mqtt://broker");
        Put(settings, "uplink.qos", $"{Options.Qos}");
        Put(settings, "uplink.format", Telemetry.PackFormats.NameOf(Options.Format));
        Put(settings, "uplink.expiry", "7d");
        Put(settings, "sample.interval", $"{Options.IntervalMs / 1000}s");
        Put(settings, "time.servers", "time");
        if (Options.SleepConnect > 0)
        {
            Put(settings, "sleep.mode", "deep");
            Put(settings, "sleep.connect", $"{Options.SleepConnect}");
            Put(settings, "sleep.awake", "10s");
        }

        for (int i = 0; i < Options.Sensors.Count; i++)
        {
            Put(settings, $"sensor.{i + 1}", Options.Sensors[i]);
        }

        foreach (string line in Options.Settings)
        {
            Put(settings, line[..line.IndexOf('=')], line[(line.IndexOf('=') + 1)..]);
        }

        settings.Save();
    }

    /// <summary>The clocks of a start: wall time goes on over a restart and a sleep, not over a power cut.</summary>
    public SimulatedClock StartClock() =>
        new(Now, _driftPpm, _clockOffMs == Telenode.Core.Time.Unknown ? Telenode.Core.Time.Unknown : SimulatedClock.EpochMs + NowMs + _clockOffMs);

    /// <summary>The firmware has ended.</summary>
    /// <param name="clock">Its clocks; null when the power is gone.</param>
    /// <param name="sleepMs">How long the board sleeps, by its own clock.</param>
    /// <returns>When it starts again.</returns>
    public long StopClock(SimulatedClock? clock, long sleepMs)
    {
        bool isKnown = clock != null && clock.UnixMs != Telenode.Core.Time.Unknown;
        long asleepMs = sleepMs - (sleepMs * _sleepDriftPpm / 1_000_000);
        _clockOffMs = isKnown ? clock!.UnixMs - SimulatedClock.EpochMs - NowMs + sleepMs - asleepMs : Telenode.Core.Time.Unknown;
        return NowMs + asleepMs;
    }

    /// <summary>The Wi-Fi of a start, in no network.</summary>
    public SimWifi StartWifi(IClock clock)
    {
        var wifi = new SimWifi(clock);
        _network = wifi.Add(Network, PasswordFits ? Password : "another password", -61);
        _network.Up = WifiUp;
        return wifi;
    }

    /// <summary>The Wi-Fi goes, or comes back.</summary>
    public void SetWifi(bool up)
    {
        WifiUp = up;
        if (_network != null)
        {
            _network.Up = up;
        }

        if (!up)
        {
            Link.Die();
        }
    }

    /// <summary>Whoever runs the Wi-Fi changes its password, or changes it back: everyone is thrown out.</summary>
    public void SetPassword(bool fits)
    {
        if (fits == PasswordFits)
        {
            return;
        }

        PasswordFits = fits;
        if (_network != null)
        {
            _network.Up = false;
            _network = Wifi!.Add(Network, fits ? Password : "another password", -61);
            _network.Up = WifiUp;
        }

        Link.Die();
    }

    private static void Put(Settings settings, string key, string value)
    {
        if (!settings.TrySet(key, value, out string error))
        {
            throw new ArgumentException(error);
        }
    }
}
