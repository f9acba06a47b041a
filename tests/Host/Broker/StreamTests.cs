using Telenode.SimBoard.Broker;

namespace Telenode.Tests.Host.Broker;

/// <summary>The same conversation cut in different ways.</summary>
[TestClass]
public sealed class StreamTests
{
    private static readonly string[] Conversation =
    [
        Packets.ConnectV5("a", keepAlive: 30, properties: "11 0000000a 21 0005"),
        Packets.SubscribeV5("t/#", 2, 1, "0b 8001"),
        $"82 [ 0002 00 s'{new string('f', 300)}' 01 s'bad#' 00 ]", // a remaining length of two bytes
        "30 [ s't/1' [ 26 s'k' s'v' 23 0001 ] 'zero' ]",
        "32 [ s'' 0003 [ 23 0001 ] 'one' ]",
        "34 [ s't/2' 0004 00 'two' ] 62 02 0004",
        "40 02 0001 50 02 0002 70 02 0002",
        "a2 [ 0005 00 s't/#' ]",
        "c0 00",
        "e0 02 04 00",
    ];

    [TestMethod]
    public void AnyFragmentationGivesTheSameAnswers()
    {
        byte[] whole = Run(Conversation, int.MaxValue);
        Assert.IsTrue(whole.Length > 100);
        foreach (int size in new[] { 1, 2, 3, 7, 64 })
        {
            CollectionAssert.AreEqual(whole, Run(Conversation, size), $"in pieces of {size}");
        }
    }

    [TestMethod]
    public void ConversationCutAnywhereLeavesNoTrace()
    {
        byte[] bytes = Conversation.SelectMany(Packets.Parse).ToArray();
        for (int cut = 0; cut < bytes.Length; cut++)
        {
            var wire = new Wire();
            WireClient client = wire.Open();
            client.Send(bytes[..cut]);
            client.Drop();
            wire.Advance(10_000);
            Assert.AreEqual(0, wire.Core.SessionCount, $"after {cut} bytes");
            Assert.AreEqual(0, wire.Core.Connections.Count, $"after {cut} bytes");
        }
    }

    private static byte[] Run(string[] packets, int pieceSize)
    {
        var wire = new Wire();
        WireClient client = wire.Open();
        var answers = new List<byte>();
        foreach (byte[] piece in packets.SelectMany(packet => Packets.Parse(packet).Chunk(pieceSize)))
        {
            client.Send(piece);
            answers.AddRange(client.Take());
        }

        Assert.IsTrue(client.Connection.IsClosed);
        return [.. answers];
    }
}
