using Telenode.Core;
using Telenode.SimBoard.Broker;
using Telenode.Telemetry;

namespace Telenode.SimBoard.Simulation;

/// <summary>A board, a network, a broker and a subscriber in one process on virtual time, from one seed; every promise is checked on the way.</summary>
public sealed partial class Simulation
{
    // Steps of the node at one instant: more is a loop that does not wait.
    private const int MostStepsAtOnce = 300;

    // Steps in a virtual second on the average, samplings and packets included.
    private const int MostStepsPerSecond = 12;

    // Keep-alive, the time for its answer, and that for an acknowledgement: longer, and a dead connection is not noticed.
    private const int MostDeadMs = 120_000;

    // After this much of a calm run nothing may allocate any more.
    private const long SettledMs = 3_600_000;

    // The runtime itself allocates now and then when it compiles a method anew.
    private const int MostAllocatingSteps = 8;

    // From a reset to the first line of the firmware.
    private const int RestartMs = 700;

    private readonly SimulationOptions _options;
    private readonly Random _random;
    private readonly Action<string>? _trace;
    private readonly Hardware _hardware;
    private readonly Link _link;
    private readonly Ledger _ledger;
    private readonly Receiver _receiver;
    private readonly Faults _faults;
    private readonly Naps _naps = new();
    private BrokerCore _broker;
    private SimulatedBoot? _boot;
    private StartCause _cause;
    private long _nowMs;
    private long _powerAtMs;
    private long _stepsAtNow;
    private SimulatedBoot? _asleep; // the board that sleeps now
    private int _boots;
    private int _allocatingSteps;

    /// <summary>Prepares a run.</summary>
    /// <param name="options">What befalls it.</param>
    /// <param name="seed">When, and in which way.</param>
    /// <param name="trace">Takes a line for everything that happens; null for none.</param>
    public Simulation(SimulationOptions options, int seed, Action<string>? trace = null)
    {
        _options = options;
        _trace = trace;
        _random = new Random(seed);
        _hardware = new Hardware(options, _random, () => _nowMs);
        _link = _hardware.Link;
        _ledger = new Ledger(options, Trace) { Epoch = () => _link.Connections, Now = () => _nowMs };
        _hardware.Readings.Writing = LookAtOutbox;
        _receiver = new Receiver(_ledger, options.Version);
        _broker = NewBroker();
        _faults = new Faults(options, _random);
        _settings = new SettingsBook(options);
    }

    /// <summary>What the run has come to.</summary>
    public SimulationResult Result => new(
        _ledger.Count, _ledger.Delivered, _ledger.Duplicates, _ledger.Excused, _boot?.Outbox.LostEver ?? 0, _boots, _link.Connections, Steps, _nowMs,
        _hardware.Readings.Writes, _hardware.Readings.Bytes, _hardware.Readings.Erases);

    /// <summary>Steps of the node.</summary>
    public long Steps { get; private set; }

    /// <summary>Runs to the end.</summary>
    /// <exception cref="SimulationViolation">A promise was broken.</exception>
    public void Run()
    {
        _hardware.Provision();
        _settings.Begin(_hardware.Keys);
        _link.Broker = _broker;
        _receiver.Attach(_broker, 0);
        SetErrors(false);
        long end = _options.FaultyMs + _options.CalmMs;
        bool isCalm = false;
        while (_nowMs < end)
        {
            if (!isCalm && _nowMs >= _options.FaultyMs)
            {
                isCalm = true;
                Quiet();
            }

            Advance(isCalm ? end : _options.FaultyMs);
            Befall(isCalm);
            MoveBytes();
            StepBoard();
        }

        Finish();
    }

    private BrokerCore NewBroker() => new(new BrokerOptions { MaximumVersion = _options.Version, Judge = JudgeMessage });

    private void LookAtOutbox()
    {
        if (_boot != null)
        {
            _ledger.Look(_boot.Outbox);
        }
    }

    private void Advance(long limitMs)
    {
        long next = Math.Min(limitMs, Math.Min(_link.NextMs, _link.Broker == null ? Time.Never : _broker.NextDeadlineMs));
        next = Math.Min(next, _boot?.WakeMs ?? _powerAtMs);
        next = Math.Min(next, _faults.NextMs);
        next = HasInput && _boot != null ? _nowMs : next;
        _stepsAtNow = next > _nowMs ? 0 : _stepsAtNow;
        _nowMs = Math.Max(_nowMs, next);
    }

    private bool HasInput => _link.HasNews || _hardware.Console.HasInput;

    private void MoveBytes()
    {
        if (_link.Broker != null && _broker.NextDeadlineMs <= _nowMs)
        {
            _broker.HandleTimeout(_nowMs);
        }

        _link.Pump();
        if (_receiver.Pump(_nowMs))
        {
            _link.Pump();
        }
    }

    private void StepBoard()
    {
        if (_boot == null ? _nowMs < _powerAtMs : _nowMs < _boot.WakeMs && !HasInput)
        {
            return;
        }

        _link.HasNews = false;
        try
        {
            if (_boot == null)
            {
                Start();
            }

            StepNode(_boot!);
        }
        catch (PowerCut)
        {
            LookAtOutbox();
            Cut();
        }

        MoveBytes();
    }

    private void Start()
    {
        bool sleeps = _asleep != null;
        _asleep = null;
        _boot = new SimulatedBoot(_hardware, _ledger, _cause, Trace);
        _cause = StartCause.Reset;
        if (sleeps && _boot.Device.Guard.GoesOn)
        {
            _naps.Wake(_boot);
            _settings.CheckStart(_boot.Device.Settings);
            return;
        }

        _boots++;
        Trace($"boot {_boot.Outbox.Boot}{(_boot.Device.Guard.SafeMode ? " in safe mode" : "")}: {_boot.Outbox.Waiting} waiting, {_boot.Outbox.LostEver} lost ever");
        _settings.CheckStart(_boot.Device.Settings);
    }

    private void StepNode(SimulatedBoot boot)
    {
        UplinkState before = boot.Uplink.State;
        boot.Step(_nowMs);
        Steps++;
        Promise.Check(++_stepsAtNow <= MostStepsAtOnce, $"the node is stepped {_stepsAtNow} times at one instant: a loop that does not wait");
        Outbox outbox = boot.Outbox;
        Promise.Check(
            outbox.Taken == outbox.Acknowledged + outbox.Waiting + outbox.Lost,
            $"{outbox.Taken} readings taken are not {outbox.Acknowledged} acknowledged, {outbox.Waiting} waiting and {outbox.Lost} lost");
        bool isSteady = _nowMs > SettledMs && before == UplinkState.Ready && boot.Uplink.State == UplinkState.Ready;
        _allocatingSteps += isSteady && _options.Name == "calm" && boot.StepAllocated > 0 ? 1 : 0;
        if (isSteady && boot.StepAllocated > 0)
        {
            Trace($"the step allocated {boot.StepAllocated} bytes");
        }

        Promise.Check(_allocatingSteps <= MostAllocatingSteps, $"{_allocatingSteps} steps allocated, the last {boot.StepAllocated} bytes");
        bool isDeaf = boot.Uplink.State == UplinkState.Ready && _nowMs - MostDeadMs > _link.DeadSinceMs;
        Promise.Check(!isDeaf, $"the connection has been dead for {_nowMs - _link.DeadSinceMs} ms, and the uplink is ready");
        if (before != boot.Uplink.State)
        {
            Trace($"uplink {boot.Uplink.State} {boot.Uplink.Failure}");
        }

        _settings.Look(boot.Device.Settings);
        if (boot.Power.RestartOrdered)
        {
            Restart(boot);
        }
    }

    // By its own order: what it has taken it must have seen to.
    private void Restart(SimulatedBoot boot)
    {
        Trace(boot.Power.SleepMs > 0
            ? $"sleeps {boot.Power.SleepMs} ms, {boot.Outbox.Waiting} waiting, uplink {boot.Uplink.State}"
            : $"restarts: {boot.Device.Describe(boot.Clock.MonotonicMs)}");
        if (_options.FlashFails && boot.KeptSinceMs > _nowMs)
        {
            _ledger.Cut(_nowMs, false);
        }

        if (boot.Power.StartCause == StartCause.DeepSleep)
        {
            _asleep = boot;
            _naps.Sleep(boot, _link, _isCalm && _nowMs > _options.FaultyMs + (_options.CalmMs / 2));
        }

        _ledger.End(_nowMs);
        _cause = boot.Power.StartCause;
        _link.Abandon();
        _hardware.Console.Clear();
        _boot = null;
        _powerAtMs = _hardware.StopClock(boot.Clock, boot.Power.SleepMs) + RestartMs;
    }

    private void Cut()
    {
        bool wasKept = !_options.FlashFails || (_boot != null && _boot.KeptSinceMs <= _nowMs - _options.Journal.WriteAfterMs - 2000);
        Trace($"power cut{(wasKept ? "" : " while readings were in memory alone")}");
        _hardware.Cuts.Clear();
        _hardware.Console.Clear();
        _hardware.StopClock(null, 0);
        _link.Abandon();
        _ledger.Cut(_nowMs, wasKept || _asleep != null);
        _boot = null;
        _asleep = null;
        _cause = StartCause.Reset;
        _powerAtMs = _nowMs + _random.Next((int)(2 * _options.PowerOffForMs));
    }

    private void Finish()
    {
        SimulatedBoot boot = _boot ?? _asleep ?? throw new SimulationViolation("the board does not run");
        int fresh = (2 + (2 * _options.SleepConnect)) * boot.Device.Channels.Count;
        Promise.Check(_options.SleepConnect > 0 || boot.Uplink.State == UplinkState.Ready, $"{_options.CalmMs} ms after the last fault the uplink is {boot.Uplink.State}: {boot.Device.Describe(boot.Clock.MonotonicMs)}");
        Promise.Check(boot.Outbox.Waiting <= fresh, $"{_options.CalmMs} ms after the last fault {boot.Outbox.Waiting} readings wait");
        Promise.Check(Steps <= MostStepsPerSecond * (_nowMs / 1000), $"{Steps} steps in {_nowMs / 1000} s");
        Promise.Check(_options.MayDrop || boot.Outbox.LostEver == 0, $"{boot.Outbox.LostEver} readings were dropped although there was room");
        Promise.Check(_options.FlashFails || _broker.Counters.UnmarkedRepetitions == 0, "a PUBLISH was sent again without DUP");
        long mostAttempts = 30 + (12L * (_link.Connections + _boots)) + (_nowMs / 30_000);
        Promise.Check(_link.Attempts <= mostAttempts, $"{_link.Attempts} attempts for {_link.Connections} connections: it does not back off");
        _naps.Finish(_options, _hardware, _boots);
        _ledger.Leave(_nowMs, boot.ClockErrorMs == Time.Unknown);
        _ledger.Close(boot.Outbox.LostEver);
    }

    private void Trace(string what) => _trace?.Invoke($"{TimeSpan.FromMilliseconds(_nowMs):d\\.hh\\:mm\\:ss\\.fff} {what}");
}
