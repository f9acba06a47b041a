using Telenode.Core;
using Telenode.Telemetry;

namespace Telenode.Tests.Drivers;

/// <summary>Runs a sensor through a measurement as fast as it wants to be asked.</summary>
internal static class Transcript
{
    public static Status Measure(ISensor sensor, long[] mantissas) => Measure(sensor, mantissas, 5000);

    public static Status Measure(ISensor sensor, long[] mantissas, long nowMs)
    {
        Status status = sensor.Begin(nowMs);
        for (int i = 0; status == Status.Pending && i < 50; i++)
        {
            nowMs = sensor.ReadyAtMs;
            status = sensor.Fetch(nowMs, mantissas, 0);
        }

        return status;
    }

    public static void AssertMeasures(ISensor sensor, params long[] expected)
    {
        long[] mantissas = new long[expected.Length];
        Assert.AreEqual(expected.Length, sensor.QuantityCount);
        Assert.AreEqual((int)Status.Ok, (int)Measure(sensor, mantissas));
        for (int i = 0; i < expected.Length; i++)
        {
            Assert.AreEqual(expected[i], mantissas[i]);
        }
    }
}
