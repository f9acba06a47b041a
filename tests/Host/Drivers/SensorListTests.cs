using Telenode.SimBoard;
using Telenode.SimBoard.Broker;
using Telenode.Uplinks;

namespace Telenode.Tests.Host.Drivers;

/// <summary>Lists of simulated sensors, and boards that carry them.</summary>
[TestClass]
public sealed class SensorListTests
{
    [TestMethod]
    [DataRow("bme280@i2c1:0x77 name=greenhouse; sht4x", "bme280@i2c1:0x77 name=greenhouse|sht4x@i2c1:0x44")]
    [DataRow("mcp9808 x2", "mcp9808@i2c1:0x18 name=mcp9808-1|mcp9808@i2c1:0x19 name=mcp9808-2")]
    [DataRow("3xbme280", "bme280@i2c1:0x76 name=bme280-1|bme280@i2c1:0x77 name=bme280-2|bme280@i2c2:0x76 name=bme280-3")]
    [DataRow("2x bme280 name=hall interval=1s", "bme280@i2c1:0x76 interval=1s name=hall-1|bme280@i2c1:0x77 interval=1s name=hall-2")]
    [DataRow("sht3x; sht4x name=b", "sht3x@i2c1:0x44|sht4x@i2c1:0x45 name=b")] // the second goes where there is room
    [DataRow("sht3x; sht4x@i2c1:0x44 name=b", "sht3x@i2c1:0x45|sht4x@i2c1:0x44 name=b")] // who says where it is stays there
    [DataRow("3", "bme280@i2c1:0x76 name=bme280-1|sht4x@i2c1:0x44 name=sht4x-1|bh1750@i2c1:0x23 name=bh1750-1")]
    [DataRow("bme280\n\n  bh1750 ", "bme280@i2c1:0x76|bh1750@i2c1:0x23")]
    [DataRow("bme208", "bme208")] // for the factory to refuse
    public void A_list_becomes_lines(string list, string lines) => Assert.AreEqual(lines, string.Join('|', SensorList.Expand(list)));

    [TestMethod]
    [DataRow("")]
    [DataRow(" ; ")]
    [DataRow("0xbme280")]
    [DataRow("1001")]
    [DataRow("99999999999")]
    [DataRow("600; 600")]
    public void A_list_of_none_or_too_many_is_refused(string list) => Assert.ThrowsExactly<ArgumentException>(() => SensorList.Expand(list));

    [TestMethod]
    public void A_hundred_sensors_at_one_second_each_deliver_everything_without_a_heap_byte()
    {
        using var broker = new TcpBroker();
        using var board = new SimulatedBoard(new SimulatedBoardOptions
        {
            Uplink = EndpointUrl.Parse(broker.Url, out _)!,
            DeviceId = "hundred",
            Sensors = SensorList.Expand("100"),
            Diagnostics = true,
            IntervalMs = 1000,
            StopAfterMs = 60_000,
            Speed = double.PositiveInfinity,
            DrainMs = 60_000,
        });
        board.Run(CancellationToken.None);

        BoardSnapshot end = board.Snapshot();
        string events = string.Join(" | ", board.TakeEvents().Select(e => e.Text));
        Assert.AreEqual(100, board.Sensors.Count);
        Assert.IsTrue(board.Sensors.All(slot => slot.Failures == 0), events);
        Assert.AreEqual(0, end.Lost);
        Assert.AreEqual(end.Taken, end.Acknowledged);
        Assert.AreEqual(0.0, end.HeapBytesPerReading);

        // An SCD4x gives its first result after 6.5 s (stopping, settings, its period) and one a second from then on.
        int channels = end.Channels.Count;
        int slow = end.Channels.Count(channel => channel.Sensor == "scd4x");


        // While the broker owes an answer virtual time is real time: a PC that stands still for seconds costs instants, which are counted.
        long late = board.Sensors.Max(slot => slot.Missed);
        Assert.IsTrue(end.Taken >= ((60 - late) * (channels - slow)) + (10 * slow), $"{end.Taken} of {channels} channels, {late} instants missed");
    }
}
