using Telenode.SimBoard;
using Telenode.SimBoard.Broker;
using Telenode.Telemetry;
using Telenode.Uplinks;

namespace Telenode.Tests.Host.Uplinks;

/// <summary>The MQTT uplink against servers with limits and opinions.</summary>
[TestClass]
public sealed class MqttUplinkTests
{
    [DataRow(30, false)]
    [DataRow(60, false)]
    [DataRow(130, true)]
    [TestMethod]
    public void A_broker_that_takes_only_small_packets_gets_small_packs_or_is_named(int maximumPacketSize, bool fits)
    {
        // CONNACK with Maximum Packet Size (MQTT 5 §3.2.2.3.6); every QoS 1 PUBLISH is acknowledged.
        using var broker = new HostileBroker(stream => Serve(stream, [0x20, 0x08, 0x00, 0x00, 0x05, 0x27, 0, 0, 0, (byte)maximumPacketSize], maximumPacketSize, 0x00));
        using SimulatedBoard board = Board(broker.Url, drainMs: 1500);
        board.Run(CancellationToken.None);

        BoardSnapshot end = board.Snapshot();
        Assert.AreEqual(0, end.Lost);
        Assert.AreEqual(fits ? end.Taken : 0, end.Acknowledged);
        StringAssert.Contains(end.Failure ?? "", fits ? "" : "no packet of the size of a reading");
    }

    [TestMethod]
    public void Compact_packs_are_not_sent_where_their_schema_cannot_be()
    {
        using var broker = new HostileBroker(stream => Serve(stream, [0x20, 0x08, 0x00, 0x00, 0x05, 0x27, 0, 0, 0, 150], 150, 0x00));
        using var board = new SimulatedBoard(Options(broker.Url, 1500) with { Format = PackFormat.Compact });
        board.Run(CancellationToken.None);
        Assert.AreEqual(0, board.Snapshot().Acknowledged);
        StringAssert.Contains(board.Snapshot().Failure, "schema");
    }

    [TestMethod]
    public void A_broker_that_takes_the_status_and_closes_at_telemetry_is_tried_ever_more_rarely()
    {
        // Accepts, acknowledges the two announcements, closes at the first pack, for ever.
        Action<System.Net.Sockets.NetworkStream>[] scripts = [.. Enumerable.Repeat<Action<System.Net.Sockets.NetworkStream>>(
            stream => Serve(stream, [0x20, 0x03, 0x00, 0x00, 0x00], int.MaxValue, 0x00, mostPublishes: 2), 200)];
        using var broker = new HostileBroker(scripts);
        using SimulatedBoard board = Board(broker.Url, drainMs: 600_000);
        board.Run(CancellationToken.None);
        Assert.IsLessThan(40, broker.Connections);
    }

    [TestMethod]
    public void Readings_that_the_broker_refuses_stay_and_are_offered_again()
    {
        // Quota exceeded (MQTT 5 §3.4.2.1).
        using var broker = new HostileBroker(stream => Serve(stream, [0x20, 0x03, 0x00, 0x00, 0x00], int.MaxValue, 0x97));
        using SimulatedBoard board = Board(broker.Url, drainMs: 1500);
        board.Run(CancellationToken.None);

        BoardSnapshot end = board.Snapshot();
        Assert.AreEqual(0, end.Acknowledged);
        Assert.AreEqual(end.Taken, end.Waiting);
        StringAssert.Contains(end.Failure, "refused readings: quota exceeded");
    }

    [DataRow(0)]
    [DataRow(1)]
    [DataRow(2)]
    [TestMethod]
    public void Every_quality_of_service_delivers_without_heap(int qos)
    {
        using var broker = new TcpBroker();
        using var board = new SimulatedBoard(Options(broker.Url, 1500) with { Qos = qos, StopAfterMs = 60_000 });
        board.Run(CancellationToken.None);
        BoardSnapshot end = board.Snapshot();
        Assert.AreEqual(300, end.Acknowledged);
        Assert.AreEqual(0.0, end.HeapBytesPerReading);
    }

    private static void Serve(System.Net.Sockets.NetworkStream stream, byte[] connack, int maximumPacketSize, byte reason, int mostPublishes = int.MaxValue)
    {
        var buffer = new byte[4096];
        while (true)
        {
            stream.ReadExactly(buffer, 0, 2);
            int length = buffer[1];
            for (int shift = 7; (buffer[1] & 0x80) != 0; shift += 7)
            {
                stream.ReadExactly(buffer, 1, 1);
                length = (length & ((1 << shift) - 1)) | ((buffer[1] & 0x7F) << shift);
            }

            stream.ReadExactly(buffer, 2, length);
            Assert.IsTrue(buffer[0] >> 4 == 1 || length + 2 <= maximumPacketSize, "larger than the server said");
            if (buffer[0] >> 4 == 1)
            {
                stream.Write(connack);
            }
            else if ((buffer[0] & 0xF6) == 0x32)
            {
                if (mostPublishes-- == 0)
                {
                    return;
                }

                int identifier = 4 + ((buffer[2] << 8) | buffer[3]);
                stream.Write([0x40, 0x03, buffer[identifier], buffer[identifier + 1], reason]);
            }
        }
    }

    private static SimulatedBoard Board(string url, long drainMs) => new(Options(url, drainMs));

    private static SimulatedBoardOptions Options(string url, long drainMs) => new()
    {
        Uplink = EndpointUrl.Parse(url, out _)!,
        DeviceId = "limits",
        IntervalMs = 1000,
        StopAfterMs = 3000,
        DrainMs = drainMs,
        Speed = double.PositiveInfinity,
        Format = PackFormat.SenmlCbor,
    };
}
