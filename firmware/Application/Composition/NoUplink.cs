using Telenode.Core;
using Telenode.Telemetry;

namespace Telenode.Application;

/// <summary>Stands for the uplink of a device that has no usable <c>uplink.url</c>: readings wait in the outbox until it has one.</summary>
internal sealed class NoUplink : IUplink
{
    public NoUplink(string why)
    {
        Failure = why;
    }

    public UplinkState State => UplinkState.Closed;

    public string Failure { get; }

    public string Warning => null;

    public LinkStage Stage => LinkStage.None;

    public bool AwaitsPeer => false;

    public long BytesSent => 0;

    public long BytesReceived => 0;

    public void Open(long nowMs)
    {
        // There is nothing to open.
    }

    public long Step(long nowMs, bool holdPartial) => Time.Never;

    public void Close(long nowMs)
    {
        // It is never open.
    }

    public void Suspend(long nowMs)
    {
        // Nor is it then.
    }
}
