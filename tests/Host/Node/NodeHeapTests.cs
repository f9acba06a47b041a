using Telenode.Core;
using Telenode.Drivers;
using Telenode.SimBoard;
using Telenode.SimBoard.Net;
using Telenode.Telemetry;
using Telenode.Uplinks;

namespace Telenode.Tests.Host.Node;

/// <summary>The node's share of the device's heap. That a running node allocates nothing is asserted over real sockets in SimCommandTests.</summary>
[TestClass]
public sealed class NodeHeapTests
{
    // design: managed heap of the whole node, default options. Objects are larger on the PC than on the device, arrays the same.
    private const long Budget = 32 * 1024;

    [DataRow(PackFormat.SenmlCbor)]
    [DataRow(PackFormat.SenmlJson)]
    [DataRow(PackFormat.Compact)]
    [TestMethod]
    public void The_whole_node_fits_its_budget_with_everything_allocated_while_it_was_made(PackFormat format)
    {
        Make(format); // what the runtime allocates once
        long before = GC.GetAllocatedBytesForCurrentThread();
        object node = Make(format);
        long made = GC.GetAllocatedBytesForCurrentThread() - before;
        Console.WriteLine($"{format}: {made} bytes");
        Assert.IsLessThanOrEqualTo(Budget, made);
        GC.KeepAlive(node);
    }

    [TestMethod]
    public void A_chain_of_filters_takes_no_more_than_its_documented_state_and_a_few_objects()
    {
        const string Text = "median 5, delta 0.2, heartbeat 5min, alarm high 30 hysteresis 0.5";
        var quantity = new Quantity("t", "Cel", -2);
        FilterChain chain = FilterChain.Parse(Text, quantity, out _)!;

        // Objects and headers: the chain, three arrays, the quantity.
        long each = RetainedHeap.Of(chain, quantity);
        Console.WriteLine($"{each} bytes a chain, {chain.StateBytes} of them parameters and state");
        Assert.IsLessThanOrEqualTo(chain.StateBytes + 200L, each);
    }

    private static Telenode.Telemetry.Node Make(PackFormat format)
    {
        var bus = new SimI2cBus();
        ISensor[] sensors = [new Bme280(bus, new Bme280Options()), new Bh1750(bus, new Bh1750Options()), new AdcVoltage(new AdcModel(), new AdcVoltageOptions())];
        SensorSlot[] slots = [.. sensors.Select(sensor => new SensorSlot(sensor, 1000, 0))];
        var channels = new Channels(sensors);
        var outbox = new Outbox(256, 1);
        var clock = new SimClock(1, 0);
        var options = new UplinkOptions { DeviceId = "node-01", Format = format };
        IUplink uplink = UplinkFactory.Create(
            EndpointUrl.Parse("mqtt://host", out _), options, new UplinkParts(new StreamFactory(), outbox, channels, clock, new SimRandom(1)));
        return new Telenode.Telemetry.Node(new Sampler(slots, channels, outbox, clock), outbox, uplink);
    }
}
