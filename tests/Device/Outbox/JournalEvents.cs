using Telenode.Telemetry;

namespace Telenode.Tests.Journaling;

/// <summary>Everything that can befall an outbox with a journal, in an order that a seed gives, with the balance checked after each event.</summary>
internal sealed class JournalEvents
{
    private readonly MemoryStore _store;
    private readonly int[] _leases = new int[Outbox.MaxLeases];
    private Bench _bench;
    private uint _state;
    private int _held;
    private int _boot = 1;
    private long _takenEver;
    private long _acknowledgedEver;

    internal JournalEvents(MemoryStore store, int seed)
    {
        _store = store;
        _store.ReadsRecover = true;
        _state = (uint)seed;
        _bench = new Bench(store, 1);
    }

    internal void Step()
    {
        int choice = Next(32);
        if (choice < 12)
        {
            int count = 1 + Next(20);
            _bench.Take(count);
            _takenEver += count;
        }
        else if (choice < 18)
        {
            _bench.Pass(Next(4000));
        }
        else if (choice < 24)
        {
            LeaseSome();
        }
        else if (choice < 30 && _held > 0)
        {
            EndOne(choice < 28);
        }
        else if (choice == 30)
        {
            _store.IsFull = Next(8) == 0;
        }
        else if (choice == 31 && Next(6) == 0)
        {
            Reset();
        }
        else if (choice == 31)
        {
            _store.ReadsLeft = Next(12);
        }

        Check();
    }

    internal void Drain()
    {
        _store.IsFull = false;
        _store.ReadsLeft = -1;
        while (_held > 0)
        {
            EndOne(true);
        }

        _bench.Settle();
        long before = _bench.Outbox.Acknowledged;
        _bench.SendAll();
        _acknowledgedEver += _bench.Outbox.Acknowledged - before;
        Assert.AreEqual(0, _bench.Outbox.Waiting);
        Assert.AreEqual(_takenEver, _acknowledgedEver + _bench.Outbox.LostEver);
    }

    private void Check()
    {
        Outbox outbox = _bench.Outbox;
        Assert.AreEqual(outbox.Taken, outbox.Acknowledged + outbox.Waiting + outbox.Lost);
        Assert.IsTrue(outbox.Sendable >= 0 && outbox.Sendable <= outbox.Waiting, "sendable");
    }

    // Nothing is on its way and everything is written, so that nothing may be lost and nothing come twice.
    private void Reset()
    {
        _store.IsFull = false;
        _store.ReadsLeft = -1;
        while (_held > 0)
        {
            EndOne(true);
        }

        for (int i = 0; i < 8; i++)
        {
            _bench.Settle();
        }

        int waiting = _bench.Outbox.Waiting;
        long lost = _bench.Outbox.LostEver;
        _bench = new Bench(_store, ++_boot);
        Assert.AreEqual(waiting, _bench.Outbox.Waiting);
        Assert.AreEqual(lost, _bench.Outbox.LostEver);
    }

    private void LeaseSome()
    {
        int at = _bench.Outbox.NextSendable(0);
        if (at >= 0 && _bench.Outbox.CanLease)
        {
            int run = 1;
            int limit = _bench.Outbox.EndOfRun(at) - at;
            int wanted = 1 + Next(12);
            while (run < limit && run < wanted && _bench.Outbox.IsSendableAt(at + run))
            {
                run++;
            }

            _leases[_held++] = _bench.Outbox.Lease(at, run);
        }
    }

    private void EndOne(bool acknowledge)
    {
        int pick = Next(_held);
        int lease = _leases[pick];
        _leases[pick] = _leases[--_held];
        if (acknowledge)
        {
            long before = _bench.Outbox.Acknowledged;
            _bench.Outbox.Acknowledge(lease);
            _acknowledgedEver += _bench.Outbox.Acknowledged - before;
        }
        else
        {
            _bench.Outbox.Return(lease);
        }
    }

    private int Next(int below)
    {
        _state = (_state * 1664525) + 1013904223;
        return (int)((_state >> 8) % (uint)below);
    }
}
