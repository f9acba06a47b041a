// Host tests compile it, too, where references are checked for null.
#nullable disable
using Telenode.Core;
using Telenode.Telemetry;

namespace Telenode.Tests.SerialConsole;

/// <summary>An uplink that stands where the test puts it and, once ready, has every reading acknowledged.</summary>
internal sealed class StageUplink : IUplink
{
    private readonly Outbox _outbox;

    public StageUplink(Outbox outbox)
    {
        _outbox = outbox;
    }

    public UplinkState State { get; set; }

    public LinkStage Stage { get; set; }

    public string Failure { get; set; }

    public string Warning { get; set; }

    /// <summary>Whether readings are acknowledged while it is ready.</summary>
    public bool Delivers { get; set; } = true;

    public bool AwaitsPeer => false;

    public long BytesSent => 0;

    public long BytesReceived => 0;

    public void Open(long nowMs)
    {
        State = UplinkState.Connecting;
        Stage = LinkStage.Resolve;
        Failure = null;
    }

    public long Step(long nowMs, bool holdPartial)
    {
        int next;
        while (Delivers && State == UplinkState.Ready && (next = _outbox.NextSendable(0)) >= 0)
        {
            _outbox.Acknowledge(_outbox.Lease(next, 1));
        }

        return Time.Never;
    }

    public void Close(long nowMs) => State = UplinkState.Closed;

    public void Suspend(long nowMs) => Close(nowMs);
}
