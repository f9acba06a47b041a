using Telenode.Core;

namespace Telenode.SimBoard.Simulation;

/// <summary>A fault, or its end.</summary>
internal enum Fault
{
    None = 0,
    Break,
    HalfOpen,
    WifiDown,
    WifiUp,
    PasswordChanges,
    PasswordFits,
    BrokerDown,
    BrokerUp,
    BrokerRestart,
    Quota,
    QuotaOver,
    ClockStep,
    SensorFails,
    SensorWorks,
    FlashFull,
    FlashFree,
    Change,
    Wipe,
    PowerCut,
}

/// <summary>When which fault is due: each at random with its own mean time, those that last with a random length.</summary>
internal sealed class Faults
{
    private readonly Random _random;
    private readonly long[] _atMs = new long[(int)Fault.PowerCut + 1];
    private readonly long[] _everyMs = new long[(int)Fault.PowerCut + 1];
    private readonly long[] _forMs = new long[(int)Fault.PowerCut + 1];

    public Faults(SimulationOptions options, Random random)
    {
        _random = random;
        Array.Fill(_atMs, Time.Never);
        Plan(Fault.Break, options.BreakEveryMs, 0);
        Plan(Fault.HalfOpen, options.HalfOpenEveryMs, 0);
        Plan(Fault.WifiDown, options.WifiDownEveryMs, options.WifiDownForMs);
        Plan(Fault.PasswordChanges, options.WrongPasswordEveryMs, options.WrongPasswordForMs);
        Plan(Fault.Quota, options.QuotaEveryMs, options.QuotaForMs);
        Plan(Fault.Change, options.ChangeEveryMs, 0);
        Plan(Fault.Wipe, options.WipeEveryMs, 0);
        Plan(Fault.BrokerDown, options.BrokerDownEveryMs, options.BrokerDownForMs);
        Plan(Fault.BrokerRestart, options.BrokerRestartEveryMs, 0);
        Plan(Fault.ClockStep, options.ClockStepEveryMs, 0);
        Plan(Fault.SensorFails, options.SensorFailsEveryMs, options.SensorFailsForMs);
        Plan(Fault.FlashFull, options.FlashFullEveryMs, options.FlashFullForMs);
        Plan(Fault.PowerCut, options.PowerCutEveryMs, 0);
        NextMs = _atMs.Min();
    }

    /// <summary>When the next is due.</summary>
    public long NextMs { get; private set; }

    /// <summary>Takes one that is due.</summary>
    public Fault Take(long nowMs)
    {
        if (nowMs < NextMs)
        {
            return Fault.None;
        }

        for (Fault fault = Fault.Break; fault <= Fault.PowerCut; fault++)
        {
            if (_atMs[(int)fault] <= nowMs)
            {
                _atMs[(int)fault] = Time.Never;
                if (_everyMs[(int)fault] > 0)
                {
                    _atMs[(int)fault] = nowMs + Draw(_everyMs[(int)fault]);
                }

                if (_forMs[(int)fault] > 0)
                {
                    _atMs[(int)fault + 1] = nowMs + Draw(_forMs[(int)fault]); // its end
                }

                NextMs = _atMs.Min();
                return fault;
            }
        }

        return Fault.None;
    }

    private void Plan(Fault fault, long everyMs, long forMs)
    {
        _everyMs[(int)fault] = everyMs;
        _forMs[(int)fault] = everyMs > 0 ? forMs : 0;
        _atMs[(int)fault] = everyMs > 0 ? Draw(everyMs) : Time.Never;
    }

    private long Draw(long meanMs) => 1 + (long)(-Math.Log(1 - _random.NextDouble()) * meanMs);
}
