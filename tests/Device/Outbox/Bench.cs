using Telenode.Core;
using Telenode.Telemetry;
using Telenode.Tests.Telemetry;

namespace Telenode.Tests.Journaling;

/// <summary>An outbox with a journal of a few small segments, and time that passes when told.</summary>
internal sealed class Bench
{
    internal const long Epoch = 1000000000000L;

    private readonly int _boot;
    private long _nowMs;

    internal Bench(MemoryStore store, int boot)
        : this(store, boot, new Channels(new ISensor[] { new FakeSensor(0, "t") }))
    {
    }

    internal Bench(MemoryStore store, int boot, Channels channels)
    {
        _boot = boot;
        var options = new JournalOptions { SegmentBytes = 1024, Segments = 8, StateBytes = 256 };
        Channels = channels;
        Journal = new Journal(store, options, channels);
        Outbox = new Outbox(256, boot, Journal);
        Outbox.Step(0);
    }

    internal Channels Channels { get; }

    internal Journal Journal { get; }

    internal Outbox Outbox { get; }

    /// <summary>Readings that stand in memory alone.</summary>
    internal int InMemory
    {
        get
        {
            int count = 0;
            while (count < Outbox.Waiting && Outbox.EndOfRun(count) > count && Outbox.BootAt(count) == _boot && count < Outbox.EndOfRun(0))
            {
                count++;
            }

            return Outbox.IsKept ? 0 : count;
        }
    }

    internal void Take(int count)
    {
        for (int i = 0; i < count; i++)
        {
            Outbox.Add(0, 2000 + i, _nowMs, Epoch + _nowMs);
        }
    }

    /// <summary>Takes a reading of every channel, with a number as its value that tells the quantity.</summary>
    internal void TakeAll()
    {
        for (int channel = 0; channel < Channels.PresentCount; channel++)
        {
            Outbox.Add(channel, LayoutBench.ValueOf(Channels[channel]), _nowMs, Epoch + _nowMs);
        }
    }

    internal void TakeUndated(int count)
    {
        for (int i = 0; i < count; i++)
        {
            Outbox.Add(0, 2000 + i, _nowMs, Time.Unknown);
        }
    }

    internal void Pass(int ms)
    {
        _nowMs += ms;
        Outbox.Step(_nowMs);
    }

    /// <summary>Lets pass what it takes until everything that is to be written has been.</summary>
    internal void Settle()
    {
        for (int i = 0; i < 5; i++)
        {
            Pass(10000);
        }
    }

    internal int SendBacklogOnce()
    {
        int at = Outbox.NextSendable(0);
        int count = at < 0 ? 0 : Outbox.EndOfRun(at) - at;
        if (count > 0)
        {
            Outbox.Acknowledge(Outbox.Lease(at, count));
        }

        return count;
    }

    /// <summary>Sends and acknowledges everything.</summary>
    /// <returns>The runs of readings, such as "1/5-9 " for sequences 5 to 9 of boot 1.</returns>
    internal string SendAll()
    {
        string sent = "";
        int boot = 0;
        int first = 0;
        int last = 0;
        for (int idle = 0; idle < 3; idle++)
        {
            for (int at = Outbox.NextSendable(0); at >= 0; at = Outbox.NextSendable(0))
            {
                idle = 0;
                if (Outbox.BootAt(at) != boot || Outbox.SequenceAt(at) != last + 1)
                {
                    sent += boot == 0 ? "" : boot.ToString() + "/" + first.ToString() + "-" + last.ToString() + " ";
                    boot = Outbox.BootAt(at);
                    first = Outbox.SequenceAt(at);
                }

                last = Outbox.SequenceAt(at);
                Outbox.Acknowledge(Outbox.Lease(at, 1));
            }

            Pass(1000);
        }

        return sent + (boot == 0 ? "" : boot.ToString() + "/" + first.ToString() + "-" + last.ToString() + " ");
    }
}
