using Telenode.SimBoard;
using Telenode.Telemetry;
using Telenode.Tests.Host.Broker;
using Telenode.Tests.Host.Peers;
using Telenode.Uplinks;

namespace Telenode.Tests.Host.Uplinks;

/// <summary>Requests to a running board through a real Mosquitto, by its own clients.</summary>
[TestClass]
public sealed class DownlinkPeerTests
{
    private const int PatienceMs = 60_000;

    [TestMethod]
    public void Mosquittos_clients_ask_a_board_and_get_its_answers_while_readings_go_on()
    {
        using var broker = new MosquittoBroker();
        using var board = new SimulatedBoard(new SimulatedBoardOptions
        {
            Uplink = EndpointUrl.Parse(broker.Url, out _)!,
            DeviceId = "asked",
            IntervalMs = 100,
            Downlink = new Echo(),
            Format = PackFormat.SenmlCbor,
        });
        var thread = new Thread(() => board.Run(CancellationToken.None));
        thread.Start();
        WaitForReadings(board, 5);

        for (int qos = 0; qos <= 2; qos++)
        {
            using MosquittoClient answers = MosquittoClient.Subscribe(broker.Port, "-t", "telenode/asked/answer", "-q", "1", "-C", "1");
            MosquittoClient.Publish(broker.Port, "-t", "telenode/asked/command", "-m", $"get {qos}", "-q", $"{qos}");
            CollectionAssert.AreEqual(new[] { $"you said: get {qos}" }, answers.Messages());
        }

        // mosquitto_rr sets a response topic and waits for what comes there.
        string[] response = MosquittoClient.Run("mosquitto_rr", broker.Port, out int exitCode, "-t", "telenode/asked/command", "-e", "me/answers", "-m", "get all", "-q", "1", "-W", "30");
        Assert.AreEqual(0, exitCode, string.Join('\n', response));
        CollectionAssert.AreEqual(new[] { "you said: get all" }, response);

        WaitForReadings(board, board.Snapshot().Acknowledged + 10);
        board.RequestStop();
        Assert.IsTrue(thread.Join(PatienceMs));
        Assert.IsTrue(board.AllAcknowledged, board.Snapshot().Failure);
    }

    private static void WaitForReadings(SimulatedBoard board, long count)
    {
        for (long endMs = Environment.TickCount64 + PatienceMs; board.Snapshot().Acknowledged < count; Thread.Sleep(20))
        {
            Assert.IsLessThan(endMs, Environment.TickCount64, board.Snapshot().Failure);
        }
    }

    private sealed class Echo : IDownlink
    {
        public int Handle(byte[] request, int offset, int count, bool secured, byte[] answer, int answerOffset, int capacity)
        {
            Assert.IsFalse(secured, "plain TCP");
            byte[] text = [.. "you said: "u8, .. request.AsSpan(offset, count)];
            text.CopyTo(answer, answerOffset);
            return text.Length;
        }
    }
}
