namespace Telenode.Telemetry;

/// <summary>The node: one thread, one loop, the same on a board and in a simulation.</summary>
/// <remarks>The caller steps it, then waits until input arrives or the time that <see cref="Step"/> gave has come.</remarks>
public sealed class Node
{
    /// <summary>Joins the parts.</summary>
    public Node(Sampler sampler, Outbox outbox, IUplink uplink)
    {
        Sampler = sampler;
        Outbox = outbox;
        Uplink = uplink;
    }

    /// <summary>Measures.</summary>
    public Sampler Sampler { get; }

    /// <summary>Keeps.</summary>
    public Outbox Outbox { get; }

    /// <summary>Delivers.</summary>
    public IUplink Uplink { get; }

    /// <summary>Monotonic ms at which the uplink has something to do by itself, such as its next try to connect.</summary>
    public long UplinkDueMs { get; private set; }

    /// <summary>Starts the schedule and the uplink.</summary>
    public void Start(long nowMs)
    {
        Sampler.Start(nowMs);
        Uplink.Open(nowMs);
    }

    /// <summary>Does everything that is due.</summary>
    /// <returns>Monotonic ms at which to call again; earlier when the transport has input.</returns>
    public long Step(long nowMs)
    {
        long next = Sampler.Step(nowMs);
        long outbox = Outbox.Step(nowMs);
        long uplink = Uplink.Step(nowMs, Sampler.Gathering);
        next = outbox < next ? outbox : next;
        UplinkDueMs = uplink;
        return uplink < next ? uplink : next;
    }
}
