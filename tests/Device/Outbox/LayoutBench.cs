using Telenode.Telemetry;
using Telenode.Tests.Telemetry;

namespace Telenode.Tests.Journaling;

/// <summary>Boards with different sensors, and what arrives from them: each value tells the quantity that it is of.</summary>
internal static class LayoutBench
{
    /// <summary>The channels of a sensor with some quantities.</summary>
    internal static Channels Of(params string[] names) => new Channels(new ISensor[] { new FakeSensor(0, names) });

    /// <summary>A value that no quantity of another name has.</summary>
    internal static long ValueOf(Quantity quantity)
    {
        long value = 0;
        for (int i = 0; i < quantity.Name.Length; i++)
        {
            value = (value * 100) + quantity.Name[i];
        }

        return value;
    }

    /// <summary>Sends and acknowledges everything, and fails where a reading goes out under a name that is not its own.</summary>
    /// <returns>The names in the order they went out.</returns>
    internal static string SendAll(Bench bench)
    {
        string sent = "";
        for (int idle = 0; idle < 3; idle++)
        {
            for (int at = bench.Outbox.NextSendable(0); at >= 0; at = bench.Outbox.NextSendable(0))
            {
                idle = 0;
                Quantity quantity = bench.Channels[bench.Outbox.ChannelAt(at)];
                Assert.AreEqual(ValueOf(quantity), bench.Outbox.MantissaAt(at), quantity.Name);
                sent += quantity.Name + " ";
                bench.Outbox.Acknowledge(bench.Outbox.Lease(at, 1));
            }

            bench.Pass(1000);
        }

        return sent;
    }
}
