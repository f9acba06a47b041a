using Telenode.SimBoard;
using Telenode.SimBoard.Broker;
using Telenode.Uplinks;

namespace Telenode.Tests.Host.Node;

/// <summary>A sensor that fails on a running board: it is named with the reason, yields nothing made up, and the others go on.</summary>
[TestClass]
public sealed class SensorFaultTests
{
    private const int Instants = 20;

    // At 0, 1, 3, 7 and 15 s.
    private const int Attempts = 5;

    [TestMethod]
    public void One_that_is_absent() => Run(board => ((I2cChip)board.Chips[1]).Present = false, "bh1750: no answer at its address", "light");

    [TestMethod]
    public void One_whose_conversion_never_ends() =>
        Run(board => ((Bme280Model)board.Chips[0]).NeverFinishes = true, "bme280: stuck", "temperature", "humidity", "pressure");

    [TestMethod]
    public void Another_chip_at_its_address() =>
        Run(board => ((Bme280Model)board.Chips[0]).ChipId = 0x58, "bme280: another chip", "temperature", "humidity", "pressure");

    [TestMethod]
    public void One_that_does_not_acknowledge_a_byte() =>
        Run(board => ((I2cChip)board.Chips[0]).NakAtByte = 0, "bme280: bus fault", "temperature", "humidity", "pressure");

    [TestMethod]
    public void A_converter_that_cannot_be_read() => Run(board => ((AdcModel)board.Chips[2]).Present = false, "adc: ", "battery");

    private static void Run(Action<SimulatedBoard> doHarm, string expected, params string[] silent)
    {
        using var broker = new TcpBroker();
        using var board = new SimulatedBoard(new SimulatedBoardOptions
        {
            Uplink = EndpointUrl.Parse(broker.Url, out _)!,
            DeviceId = "faulty",
            IntervalMs = 1000,
            StopAfterMs = Instants * 1000,
            Speed = double.PositiveInfinity,
        });
        doHarm(board);
        board.Run(CancellationToken.None);

        BoardSnapshot end = board.Snapshot();
        string events = string.Join(" | ", board.TakeEvents().Select(e => e.Text));
        StringAssert.Contains(events, expected);
        Assert.AreEqual(Instants * (5 - silent.Length), end.Acknowledged, events);
        Assert.AreEqual(end.Taken, end.Acknowledged);
        foreach (ChannelSnapshot channel in end.Channels)
        {
            Assert.AreEqual(silent.Contains(channel.Name), channel.Value is null, channel.Name);
            Assert.AreEqual(silent.Contains(channel.Name) ? Attempts : 0, channel.Failures, channel.Name);
        }
    }
}
