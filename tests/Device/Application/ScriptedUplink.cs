using Telenode.Core;
using Telenode.Telemetry;

namespace Telenode.Tests.Application;

/// <summary>An uplink that stands where the test puts it.</summary>
internal sealed class ScriptedUplink : IUplink
{
    public UplinkState State { get; set; }

    public string Failure { get; set; }

    public string Warning => null;

    public LinkStage Stage { get; set; }

    public bool AwaitsPeer => false;

    public long BytesSent => 0;

    public long BytesReceived => 0;

    public int Opened { get; private set; }

    public int Closed { get; private set; }

    public void Open(long nowMs)
    {
        if (State == UplinkState.Closed)
        {
            Opened++;
            State = UplinkState.Connecting;
            Stage = LinkStage.Resolve;
        }
    }

    public long Step(long nowMs, bool holdPartial) => Time.Never;

    public void Close(long nowMs)
    {
        Closed++;
        State = UplinkState.Closed;
        Stage = LinkStage.None;
    }

    public void Suspend(long nowMs) => Close(nowMs);
}
