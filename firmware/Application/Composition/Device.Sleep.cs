using Telenode.Core;
using Telenode.SerialConsole;
using Telenode.Telemetry;
using Telenode.Uplinks;

namespace Telenode.Application;

/// <summary>Sleep between two measurements, by the settings: decided here for every board, carried out by its power port.</summary>
public sealed partial class Device
{
    private SleepState _kept;
    private ByteReader _keptRest;
    private SleepCycle _cycle;
    private long _asleepUntilMs = Time.Never;
    private bool _toldUnkept;

    /// <summary>Whether it is in light sleep: until then nothing is heard.</summary>
    public bool IsAsleep => _asleepUntilMs != Time.Never;

    /// <summary>How it sleeps, in one line for a person.</summary>
    public string DescribeSleep(long nowMs)
    {
        if (_cycle == null)
        {
            return "none";
        }

        string line = (_cycle.IsDeep ? "deep" : "light") + (_cycle.WantsNetwork ? ", connects" : ", does not connect now");
        long awakeMs = _cycle.AwakeUntilMs - nowMs;
        return IsBlank ? line + "; not before the board is set up"
            : awakeMs > 0 ? line + "; stays awake for " + ((awakeMs + 999) / 1000).ToString() + " s more, and " + Settings.Get("sleep.awake") + " after each key"
            : line;
    }

    // Before anything else: whether this start is a waking decides how it is counted and what time it is.
    private BootGuard Awaken()
    {
        _kept = new SleepState(Ports.Store);
        StartCause cause = Ports.Power.StartCause;
        ByteReader rest = _kept.TryLoad(Ports.Power.RunningMs);
        _keptRest = cause == StartCause.DeepSleep ? rest : null;
        Wear.Begin(_kept.FlashChanges);
        var guard = new BootGuard(Ports.Store, cause, _keptRest == null ? 0 : _kept.Boot, Wear);
        if (guard.GoesOn)
        {
            Clock.GoOn(_kept.MonotonicMs, _kept.UnixMs);
        }

        return guard;
    }

    // The journal knows of starts that a damaged count may have forgotten.
    private int NumberOfBoot(Journal journal)
    {
        int earlier = _options.EarlierBoots;
        if (journal != null && !Guard.GoesOn && journal.TryOpen() && journal.LastBoot >= Guard.Boot + earlier)
        {
            Guard.Raise(journal.LastBoot + 1 - earlier);
        }

        return Guard.Boot + earlier;
    }

    private void BuildSleep()
    {
        string mode = Settings.Get("sleep.mode");
        if (Guard.SafeMode || mode == "none")
        {
            return;
        }

        bool isDeep = mode == "deep" && Ports.Readings != null;
        _cycle = new SleepCycle(isDeep, Settings.GetInt("sleep.connect"), Settings.GetDurationMs("sleep.awake"), Settings.GetDurationMs("sleep.deliver"));
    }

    private void CheckSleep()
    {
        if (_cycle == null)
        {
            return;
        }

        if (!_cycle.IsDeep && Settings.Get("sleep.mode") == "deep")
        {
            Problems.Add("sleep.mode: deep sleep needs a flash for readings; the board sleeps lightly");
        }

        if (Node.Sampler.ShortestIntervalMs <= _cycle.LeastMs)
        {
            Problems.Add("sleep.mode: a sensor measures too often for sleep; give it an interval of more than " + (_cycle.LeastMs / 1000).ToString() + " s");
        }

        if (Settings.GetInt("uplink.qos") == 2 && Settings.GetDurationMs("uplink.expiry") <= ConnectedEveryMs())
        {
            Problems.Add("uplink.expiry: must be longer than the time between two wakings that connect, or QoS 2 is not exactly once");
        }

        SensorSlot[] slots = Node.Sampler.Slots;
        for (int i = 0; i < slots.Length; i++)
        {
            string kind = slots[i].Sensor.Kind;
            if (kind == "pulse" || kind == "contact")
            {
                Problems.Add("sleep.mode: " + slots[i].Sensor.QuantityAt(0).Name + ": a sleeping board does not notice the pulses of a " + kind + "; use sleep.mode none");
            }
        }
    }

    // The longest time between two wakings that connect, as long as all goes well; 0 without sleep.
    private long ConnectedEveryMs()
    {
        long shortest = Time.Never;
        for (int i = 0; i < _slots.Length; i++)
        {
            shortest = _slots[i].IntervalMs < shortest ? _slots[i].IntervalMs : shortest;
        }

        return shortest == Time.Never || Settings.Get("sleep.mode") == "none" ? 0 : shortest * Settings.GetInt("sleep.connect");
    }

    // What a receiver is told: how long a value may be old before its sensor has failed.
    private long ReportedEveryMs()
    {
        long connectedMs = ConnectedEveryMs();
        return _reportIntervalMs == 0 || connectedMs < _reportIntervalMs ? _reportIntervalMs : connectedMs;
    }

    private void BeginCycle(long nowMs)
    {
        if (Guard.GoesOn && _kept.Sensors == _marks[SensorGroup])
        {
            Node.Sampler.Restore(_keptRest);
            var filters = _filter as FilterTable;
            int count = _keptRest.Remaining;
            if (filters != null && count > 0)
            {
                filters.Load(_kept.Buffer, _keptRest.Take(count), count, _kept.SavedMs);
            }
        }

        _keptRest = null;
        if (_cycle == null)
        {
            return;
        }

        if (Guard.GoesOn)
        {
            _cycle.WakesLeft = _kept.WakesLeft;
            _cycle.Failures = _kept.Failures;
            _cycle.Wake(nowMs, Node);
        }
        else
        {
            _cycle.Begin(nowMs, Node);
        }

        Supervisor.IsPaused = !_cycle.WantsNetwork && !IsBlank;
    }

    // A board in light sleep does not run; a simulated one is stepped all the same when input comes.
    private bool SleepsLightly(long nowMs)
    {
        if (_asleepUntilMs == Time.Never || nowMs < _asleepUntilMs)
        {
            return _asleepUntilMs != Time.Never;
        }

        _asleepUntilMs = Time.Never;
        _cycle.Wake(nowMs, Node);
        Supervisor.IsPaused = !_cycle.WantsNetwork;
        return false;
    }

    private long StepSleep(long nowMs)
    {
        if (_cycle == null)
        {
            return Time.Never;
        }

        if (IsBlank || _wantsRestart || _reconnects || _changedMs != Time.Never)
        {
            Supervisor.IsPaused = false;
            return Time.Never;
        }

        _cycle.NoteInput(_pump == null ? Time.Never : _pump.HeardMs, Node);
        long next = _cycle.Step(nowMs, Node, Supervisor);
        bool wakes = Supervisor.IsPaused && _cycle.WantsNetwork;
        Supervisor.IsPaused = !_cycle.WantsNetwork;
        if (!_cycle.WantsSleep)
        {
            return wakes ? nowMs : next;
        }

        // While the console speaks, its own next step comes soon.
        long dueMs = Node.Sampler.NextDueMs;
        return ConsoleIdle && dueMs != Time.Never && dueMs - nowMs >= _cycle.LeastMs ? FallAsleep(nowMs, dueMs) : Time.Never;
    }

    private long FallAsleep(long nowMs, long dueMs)
    {
        _cycle.End(Node);
        Node.Uplink.Suspend(nowMs);
        if (_servers != null)
        {
            _servers.Close(nowMs);
        }

        _light.PutOut();
        Guard.Settle();
        if (Outbox.Keep(nowMs) && _cycle.IsDeep && KeepForSleep(nowMs, dueMs - nowMs))
        {
            Ports.Power.DeepSleep(dueMs - nowMs);
            return Time.Never;
        }

        if (_cycle.IsDeep && !_toldUnkept)
        {
            _toldUnkept = true;
            Tell(LogLevel.Warning, "the flash does not take what deep sleep would forget: the board sleeps lightly");
        }

        Supervisor.Rest();
        _asleepUntilMs = dueMs;
        Ports.Power.LightSleep(dueMs - nowMs);
        return dueMs;
    }

    // What is not written here or in the outbox's journal is gone after a deep sleep.
    private bool KeepForSleep(long nowMs, long ms)
    {
        _kept.Boot = Guard.Boot;
        _kept.LastSequence = Outbox.LastSequence;
        _kept.MonotonicMs = nowMs;
        _kept.UnixMs = Clock.UnixMs;
        _kept.SleepMs = ms;
        _kept.Sensors = _marks[SensorGroup];
        _kept.FlashChanges = Wear.Keep();
        _kept.WakesLeft = _cycle == null ? 0 : _cycle.WakesLeft;
        _kept.Failures = _cycle == null ? 0 : _cycle.Failures;
        ByteWriter writer = _kept.Begin(Ports.Power.RunningMs);
        Node.Sampler.Save(writer);
        var filters = _filter as FilterTable;
        if (filters != null)
        {
            byte[] state = new byte[filters.MaxSavedBytes];
            writer.WriteBytes(state, 0, filters.Save(state, 0, state.Length, nowMs));
        }

        return _kept.Write(writer);
    }
}
