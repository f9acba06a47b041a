using System.Net.Sockets;
using Telenode.SimBoard;
using Telenode.Telemetry;
using Telenode.Uplinks;

namespace Telenode.Tests.Host.Uplinks;

/// <summary>A broker that does wrong: the uplink says what, tries again, and nothing is lost.</summary>
[TestClass]
public sealed class HostileBrokerTests
{
    [TestMethod]
    public void A_broker_that_closes_at_once() => Recovers("closed", _ => { });

    [TestMethod]
    public void A_broker_that_closes_after_connect() => Recovers("closed", HostileBroker.ReadConnect);

    [TestMethod]
    public void A_broker_that_answers_with_another_protocol() =>
        Recovers("", stream => Answer(stream, "HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n"u8));

    [TestMethod]
    public void A_broker_that_answers_with_zeros() => Recovers("", stream => Answer(stream, new byte[4096]));

    [TestMethod]
    public void A_broker_whose_packet_never_ends() =>
        Recovers("", stream => Answer(stream, [0x20, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, .. new byte[512]]));

    [TestMethod]
    public void A_broker_that_refuses_the_login() =>
        Recovers("user name or password", stream => Answer(stream, [0x20, 0x03, 0x00, 0x86, 0x00]));

    [TestMethod]
    public void A_broker_that_is_not_authorized_to_serve() =>
        Recovers("not authorized", stream => Answer(stream, [0x20, 0x03, 0x00, 0x87, 0x00]));

    // Two connections of 3.1.1: a clean one that clears an earlier boot's session, and the one that keeps its own.
    [TestMethod]
    public void A_broker_that_speaks_only_3_1_1() =>
        Recovers("version", 2, stream => Answer(stream, [0x20, 0x02, 0x00, 0x01]));

    // Twice with version 5, and then as above.
    [TestMethod]
    public void A_broker_that_speaks_only_3_1_1_and_does_not_say_so() =>
        Recovers("closed", 2, HostileBroker.ReadConnect, HostileBroker.ReadConnect);

    [TestMethod]
    public void A_broker_that_never_answers() =>
        Recovers("CONNACK", stream =>
        {
            HostileBroker.ReadConnect(stream);
            stream.ReadExactly(new byte[1]); // until the client gives up
        });

    [TestMethod]
    public void A_broker_that_accepts_and_then_closes_again_and_again()
    {
        Action<NetworkStream> accept = stream =>
        {
            HostileBroker.ReadConnect(stream);
            stream.Write([0x20, 0x03, 0x00, 0x00, 0x00]);
            stream.ReadAtLeast(new byte[64], 10);
        };
        Recovers("closed", accept, accept, accept);
    }

    [TestMethod]
    public void A_broker_that_acknowledges_nothing() =>
        Recovers("acknowledges nothing", stream => Answer(stream, [0x20, 0x03, 0x00, 0x00, 0x00]));

    [TestMethod]
    public void A_broker_that_is_not_there_at_all()
    {
        using SimulatedBoard board = Board("mqtt://127.0.0.1:9", drainMs: 1000);
        board.Run(CancellationToken.None);
        BoardSnapshot end = board.Snapshot();
        Assert.AreEqual(25, end.Taken);
        Assert.AreEqual(25, end.Waiting);
        Assert.AreEqual(0, end.Lost);
        StringAssert.Contains(end.Failure, "connection refused");
    }

    [TestMethod]
    public void A_name_that_does_not_resolve()
    {
        using SimulatedBoard board = Board("mqtt://no-such-host.invalid", drainMs: 1000);
        board.Run(CancellationToken.None);
        Assert.AreEqual(25, board.Snapshot().Waiting);
        StringAssert.Contains(board.Snapshot().Failure, "does not resolve");
    }

    [TestMethod]
    public void An_outage_longer_than_the_outbox_drops_the_oldest_and_counts_them()
    {
        using var board = new SimulatedBoard(Options("mqtt://127.0.0.1:9", 1000) with { OutboxCapacity = 20, StopAfterMs = 10_000 });
        board.Run(CancellationToken.None);
        BoardSnapshot end = board.Snapshot();
        Assert.AreEqual(50, end.Taken);
        Assert.AreEqual(20, end.Waiting);
        Assert.AreEqual(30, end.Lost);
    }

    private static void Recovers(string failure, params Action<NetworkStream>[] scripts) => Recovers(failure, 1, scripts);

    private static void Recovers(string failure, int connections, params Action<NetworkStream>[] scripts)
    {
        using var broker = new HostileBroker(scripts);
        using SimulatedBoard board = Board(broker.Url, drainMs: 600_000);
        board.Run(CancellationToken.None);

        BoardSnapshot end = board.Snapshot();
        Assert.AreEqual(25, end.Taken);
        Assert.AreEqual(25, end.Acknowledged, end.Failure);
        Assert.AreEqual(0, end.Lost);
        Assert.AreEqual(connections, broker.Connections - scripts.Length);
        string events = string.Join(" | ", board.TakeEvents().Select(e => e.Text));
        StringAssert.Contains(events, "not connected:");
        StringAssert.Contains(events, failure);
    }

    // Answers CONNECT and leaves it to the client to end the connection.
    private static void Answer(NetworkStream stream, ReadOnlySpan<byte> bytes)
    {
        HostileBroker.ReadConnect(stream);
        stream.Write(bytes);
        stream.Flush();
        try
        {
            while (stream.ReadByte() >= 0)
            {
            }
        }
        catch (IOException)
        {
        }
    }

    private static SimulatedBoard Board(string url, long drainMs) => new(Options(url, drainMs));

    private static SimulatedBoardOptions Options(string url, long drainMs) => new()
    {
        Uplink = EndpointUrl.Parse(url, out _)!,
        DeviceId = "hostile",
        IntervalMs = 1000,
        StopAfterMs = 5000,
        DrainMs = drainMs,
        Speed = double.PositiveInfinity,
        Format = PackFormat.SenmlCbor,
    };
}
