using Telenode.Core;
using Telenode.SimBoard.Broker;
using Telenode.Telemetry;

namespace Telenode.SimBoard.Simulation;

/// <summary>A board, a network, a broker and a subscriber in one process on virtual time, from one seed; every promise is checked on the way.</summary>
public sealed class Simulation
{
    // Steps of the node at one instant: more is a loop that does not wait.
    private const int MostStepsAtOnce = 300;

    // Steps in a virtual second on the average, samplings and packets included.
    private const int MostStepsPerSecond = 12;

    // After this much of a calm run nothing may allocate any more.
    private const long SettledMs = 3_600_000;

    // The runtime itself allocates now and then when it compiles a method anew.
    private const int MostAllocatingSteps = 8;

    private readonly SimulationOptions _options;
    private readonly Random _random;
    private readonly Action<string>? _trace;
    private readonly Cuts _cuts = new();
    private readonly Medium _medium;
    private readonly Link _link;
    private readonly Ledger _ledger;
    private readonly Receiver _receiver;
    private readonly Faults _faults;
    private BrokerCore _broker;
    private SimulatedBoot? _boot;
    private long _nowMs;
    private long _powerAtMs;
    private long _stepsAtNow;
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
        _medium = new Medium(_random, _cuts);
        _link = new Link(options, _random, _cuts, () => _nowMs);
        _ledger = new Ledger(options, Trace) { Epoch = () => _link.Connections };
        _receiver = new Receiver(_ledger);
        _broker = new BrokerCore(new BrokerOptions());
        _faults = new Faults(options, _random);
    }

    /// <summary>What the run has come to.</summary>
    public SimulationResult Result => new(
        _ledger.Count, _ledger.Delivered, _ledger.Duplicates, _ledger.Excused, _boot?.Outbox.LostEver ?? 0, _boots, _link.Connections, Steps, _nowMs, _medium.Writes, _medium.Bytes, _medium.Erases);

    /// <summary>Steps of the node.</summary>
    public long Steps { get; private set; }

    /// <summary>Runs to the end.</summary>
    /// <exception cref="SimulationViolation">A promise was broken.</exception>
    public void Run()
    {
        _link.Broker = _broker;
        _receiver.Attach(_broker, 0);
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

    private void Advance(long limitMs)
    {
        long next = Math.Min(limitMs, Math.Min(_link.NextMs, _broker.NextDeadlineMs));
        next = Math.Min(next, _boot?.WakeMs ?? _powerAtMs);
        next = Math.Min(next, _faults.NextMs);
        next = _link.HasNews && _boot != null ? _nowMs : next;
        _stepsAtNow = next > _nowMs ? 0 : _stepsAtNow;
        _nowMs = Math.Max(_nowMs, next);
    }

    private void MoveBytes()
    {
        if (_link.Broker != null)
        {
            _broker.HandleTimeout(_nowMs);
        }

        _link.Pump();
        _receiver.Pump(_nowMs);
        _link.Pump();
    }

    private void StepBoard()
    {
        if (_boot == null ? _nowMs < _powerAtMs : _nowMs < _boot.WakeMs && !_link.HasNews)
        {
            return;
        }

        _link.HasNews = false;
        try
        {
            if (_boot == null)
            {
                _boot = new SimulatedBoot(_options, ++_boots, _link, _medium, _ledger, _random, () => _nowMs);
                Trace($"boot {_boots}: {_boot.Outbox.Waiting} waiting, {_boot.Outbox.LostEver} lost ever");
            }

            StepNode(_boot);
        }
        catch (PowerCut)
        {
            Cut();
        }

        MoveBytes();
    }

    private void StepNode(SimulatedBoot boot)
    {
        UplinkState before = boot.Uplink.State;
        boot.Step(_nowMs);
        Steps++;
        Check(++_stepsAtNow <= MostStepsAtOnce, $"the node is stepped {_stepsAtNow} times at one instant: a loop that does not wait");
        Outbox outbox = boot.Outbox;
        Check(
            outbox.Taken == outbox.Acknowledged + outbox.Waiting + outbox.Lost,
            $"{outbox.Taken} readings taken are not {outbox.Acknowledged} acknowledged, {outbox.Waiting} waiting and {outbox.Lost} lost");
        bool isSteady = _nowMs > SettledMs && before == UplinkState.Ready && boot.Uplink.State == UplinkState.Ready;
        _allocatingSteps += isSteady && _options.Name == "calm" && boot.StepAllocated > 0 ? 1 : 0;
        Check(_allocatingSteps <= MostAllocatingSteps, $"{_allocatingSteps} steps allocated, the last {boot.StepAllocated} bytes");
        if (before != boot.Uplink.State)
        {
            Trace($"uplink {boot.Uplink.State} {boot.Uplink.Failure}");
        }
    }

    private void Befall(bool isCalm)
    {
        for (Fault fault = _faults.Take(_nowMs); !isCalm && fault != Fault.None; fault = _faults.Take(_nowMs))
        {
            Trace($"fault {fault}");
            switch (fault)
            {
                case Fault.Break:
                    _link.Break();
                    break;
                case Fault.HalfOpen:
                    _link.Die();
                    break;
                case Fault.WifiDown:
                    _link.IsDown = true;
                    _link.Die();
                    break;
                case Fault.WifiUp:
                    _link.IsDown = false;
                    break;
                case Fault.BrokerRestart:
                    RestartBroker();
                    break;
                case Fault.ClockStep:
                    StepClock();
                    break;
                case Fault.SensorFails or Fault.SensorWorks:
                    _boot?.SetSensors(fault == Fault.SensorWorks, _random);
                    break;
                case Fault.FlashFull or Fault.FlashFree:
                    _medium.IsFull = fault == Fault.FlashFull;
                    break;
                case Fault.PowerCut:
                    PlanCut();
                    break;
            }
        }

        _medium.ErrorShare = isCalm ? 0 : _options.FlashErrorShare;
    }

    private void RestartBroker()
    {
        bool forgets = _random.NextDouble() < _options.BrokerForgetsShare;
        _link.Break();
        if (forgets)
        {
            Trace("the broker forgets its sessions");
            _ledger.Forgotten++;
            _broker = new BrokerCore(new BrokerOptions());
            _link.Broker = _broker;
            _receiver.Attach(_broker, _nowMs);
        }
    }

    private void StepClock()
    {
        if (_boot != null)
        {
            _boot.Clock.ErrorMs += _random.Next(-4_000_000, 4_000_000);
        }
    }

    private void PlanCut()
    {
        switch (_random.Next(3))
        {
            case 0 when _boot != null:
                Cut();
                break;
            case 1:
                _cuts.StrikeInWrite();
                break;
            default:
                _cuts.StrikeAfter(1 + _random.Next(60));
                break;
        }
    }

    private void Cut()
    {
        bool wasKept = !_options.FlashFails || (_boot != null && _boot.KeptSinceMs <= _nowMs - _options.Journal.WriteAfterMs - 2000);
        Trace($"power cut{(wasKept ? "" : " while readings were in memory alone")}");
        _cuts.Clear();
        _link.Abandon();
        _ledger.Cut(_nowMs, wasKept);
        _boot = null;
        _powerAtMs = _nowMs + _random.Next((int)(2 * _options.PowerOffForMs));
    }

    private void Quiet()
    {
        Trace("the faults cease");
        _link.IsDown = false;
        _link.IsUnreliable = false;
        _medium.IsFull = false;
        _cuts.Clear();
        _boot?.SetSensors(true, _random);
    }

    private void Finish()
    {
        SimulatedBoot boot = _boot ?? throw new SimulationViolation("the board does not run");
        int fresh = 2 * boot.Channels.Count;
        Check(boot.Uplink.State == UplinkState.Ready, $"{_options.CalmMs} ms after the last fault the uplink is {boot.Uplink.State}: {boot.Uplink.Failure}");
        Check(boot.Outbox.Waiting <= fresh, $"{_options.CalmMs} ms after the last fault {boot.Outbox.Waiting} readings wait");
        Check(Steps <= MostStepsPerSecond * (_nowMs / 1000), $"{Steps} steps in {_nowMs / 1000} s");
        Check(_options.MayDrop || boot.Outbox.LostEver == 0, $"{boot.Outbox.LostEver} readings were dropped although there was room");
        Check(_options.FlashFails || _broker.Counters.UnmarkedRepetitions == 0, "a PUBLISH was sent again without DUP");
        long mostAttempts = 30 + (12L * (_link.Connections + _boots)) + (_nowMs / 30_000);
        Check(_link.Attempts <= mostAttempts, $"{_link.Attempts} attempts for {_link.Connections} connections: it does not back off");
        _ledger.Cut(_nowMs, true); // what is on its way now is not missing
        _ledger.Close(boot.Outbox.LostEver);
    }

    private void Check(bool condition, string otherwise)
    {
        if (!condition)
        {
            throw new SimulationViolation(otherwise);
        }
    }

    private void Trace(string what) => _trace?.Invoke($"{TimeSpan.FromMilliseconds(_nowMs):d\\.hh\\:mm\\:ss\\.fff} {what}");
}
