using Telenode.Core;
using Telenode.Telemetry;

namespace Telenode.Tests.Journaling;

/// <summary>A sensor of one quantity, of which no more is asked than that.</summary>
internal sealed class OneSensor : ISensor
{
    private readonly Quantity _quantity;

    internal OneSensor(Quantity quantity)
    {
        _quantity = quantity;
    }

    public string Kind => "one";

    public int QuantityCount => 1;

    public long ReadyAtMs => 0;

    public Quantity QuantityAt(int index) => _quantity;

    public Status Begin(long nowMs) => Status.Ok;

    public Status Fetch(long nowMs, long[] mantissas, int offset) => Status.Ok;
}
