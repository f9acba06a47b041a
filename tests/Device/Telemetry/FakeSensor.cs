using Telenode.Core;
using Telenode.Telemetry;

namespace Telenode.Tests.Telemetry;

/// <summary>A sensor whose conversion time and outcome the test chooses; it counts how it is called.</summary>
internal sealed class FakeSensor : ISensor
{
    private readonly Quantity[] _quantities;

    public FakeSensor(int conversionMs, params string[] names)
    {
        ConversionMs = conversionMs;
        _quantities = new Quantity[names.Length];
        for (int i = 0; i < names.Length; i++)
        {
            _quantities[i] = new Quantity(names[i], "Cel", -2);
        }
    }

    public string Kind => "fake";

    public int QuantityCount => _quantities.Length;

    public long ReadyAtMs { get; private set; }

    public int ConversionMs { get; set; }

    public Status BeginResult { get; set; } = Status.Pending;

    public Status FetchResult { get; set; } = Status.Ok;

    public int Begun { get; private set; }

    public long LastBeginMs { get; private set; }

    public Quantity QuantityAt(int index) => _quantities[index];

    public Status Begin(long nowMs)
    {
        Begun++;
        LastBeginMs = nowMs;
        ReadyAtMs = nowMs + ConversionMs;
        return BeginResult;
    }

    public Status Fetch(long nowMs, long[] mantissas, int offset)
    {
        for (int i = 0; i < _quantities.Length; i++)
        {
            mantissas[offset + i] = (Begun * 100) + i;
        }

        return FetchResult;
    }
}
