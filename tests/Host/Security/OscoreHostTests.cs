using Telenode.Core;
using Telenode.Security;
using Telenode.SimBoard.Crypto;

namespace Telenode.Tests.Host.Security;

[TestClass]
public class OscoreHostTests
{
    private static readonly byte[] Get = Convert.FromHexString("01396c6f63616c686f737483747631");
    private static readonly byte[] Content = Convert.FromHexString("45ff48656c6c6f20576f726c6421");

    /// <summary>Each row is an OSCORE message that must be refused as malformed, from the code on.</summary>
    [TestMethod]
    [DataRow("0291", "option longer than the message")]
    [DataRow("0290ff", "payload marker without payload")]
    [DataRow("029100ff00", "flag byte of zero, which is encoded as no byte")]
    [DataRow("0292290aff00", "reserved flag bit 5")]
    [DataRow("029189ff00", "reserved flag bit 7")]
    [DataRow("0297 0e 010203040506 ff00", "Partial IV of 6 bytes")]
    [DataRow("0292 0b 01 ff00", "Partial IV cut off")]
    [DataRow("0293 0a 00 01 ff00", "Partial IV with a leading zero")]
    [DataRow("0292 19 01 ff00", "kid context flag without a length")]
    [DataRow("0294 19 01 09 41 ff00", "kid context longer than the option")]
    [DataRow("0293 01 01 41 ff00", "bytes behind the Partial IV without a kid flag")]
    [DataRow("0292 0901 02 0901 ff00", "two OSCORE options")]
    [DataRow("029108 ff 00000000000000000000", "no Partial IV in a request")]
    [DataRow("029201 05 ff 00000000000000000000", "no kid in a request")]
    [DataRow("02f0", "option delta 15")]
    [DataRow("029f", "option length 15")]
    [DataRow("02d0", "extended delta cut off")]
    [DataRow("02e000", "two-byte delta cut off")]
    [DataRow("02e0ffff 90", "option number past 65535")]
    public void Malformed_requests(string hex, string why)
    {
        (_, OscoreContext server) = Pair();
        byte[] message = Convert.FromHexString(hex.Replace(" ", ""));
        Assert.AreEqual(
            OscoreError.Malformed,
            server.UnprotectRequest(new OscoreExchange(), message, 0, message.Length, new byte[64], 0, 64),
            why);
    }

    [TestMethod]
    public void No_mutation_is_accepted_or_throws()
    {
        var random = new Random(20261);
        byte[] wire = new byte[128], attempt = new byte[160], output = new byte[160];
        (OscoreContext client, OscoreContext server) = Pair();
        for (int round = 0; round < 20_000; round++)
        {
            var asked = new OscoreExchange();
            var answered = new OscoreExchange();
            int count = client.ProtectRequest(asked, Get, 0, Get.Length, wire, 0, wire.Length);
            int length = Mutate(random, wire, count, attempt);
            byte[] before = attempt[..length];
            int result = server.UnprotectRequest(new OscoreExchange(), attempt, 0, length, output, 0, output.Length);
            Assert.IsTrue(result < 0 || Same(before, wire.AsSpan(0, count)), $"round {round}: {Convert.ToHexString(before)}");
            if (result > 0)
            {
                continue;
            }

            wire.AsSpan(0, count).CopyTo(attempt);
            Assert.AreEqual(Get.Length, server.UnprotectRequest(answered, attempt, 0, count, output, 0, output.Length));
            count = server.ProtectResponse(answered, Content, 0, Content.Length, wire, 0, wire.Length);
            length = Mutate(random, wire, count, attempt);
            before = attempt[..length];
            result = client.UnprotectResponse(asked, attempt, 0, length, output, 0, output.Length);
            Assert.IsTrue(result < 0 || Same(before, wire.AsSpan(0, count)), $"round {round}: {Convert.ToHexString(before)}");
        }
    }

    [TestMethod]
    public void Exchanges_allocate_nothing()
    {
        (OscoreContext client, OscoreContext server) = Pair();
        byte[] wire = new byte[128], output = new byte[128];
        var asked = new OscoreExchange();
        var answered = new OscoreExchange();
        long before = 0;
        for (int i = 0; i < 200; i++)
        {
            before = i == 100 ? GC.GetAllocatedBytesForCurrentThread() : before;
            int count = client.ProtectRequest(asked, Get, 0, Get.Length, wire, 0, 128);
            count = server.UnprotectRequest(answered, wire, 0, count, output, 0, 128);
            Assert.AreEqual(Get.Length, count);
            count = server.ProtectResponse(answered, Content, 0, Content.Length, wire, 0, 128);
            count = client.UnprotectResponse(asked, wire, 0, count, output, 0, 128);
            Assert.AreEqual(Content.Length, count);
        }

        Assert.AreEqual(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    /// <summary>Outer bytes are public: the code, Uri-Host and how options are encoded may differ and still verify.</summary>
    private static bool Same(ReadOnlySpan<byte> mutated, ReadOnlySpan<byte> wire)
        => mutated.Length >= 12 && wire.Length >= 12 && mutated[^12..].SequenceEqual(wire[^12..]);

    private static int Mutate(Random random, byte[] wire, int count, byte[] attempt)
    {
        wire.AsSpan(0, count).CopyTo(attempt);
        for (int changes = random.Next(1, 4); changes > 0; changes--)
        {
            int at = random.Next(count);
            switch (random.Next(4))
            {
                case 0:
                    attempt[at] ^= (byte)(1 << random.Next(8));
                    break;
                case 1:
                    attempt[at] = (byte)random.Next(256);
                    break;
                case 2:
                    count = Math.Max(1, at);
                    break;
                default:
                    attempt.AsSpan(at, count - at).CopyTo(attempt.AsSpan(at + 1));
                    count++;
                    break;
            }
        }

        return count;
    }

    private static (OscoreContext Client, OscoreContext Server) Pair()
        => (Context([], [1]), Context([1], []));

    private static OscoreContext Context(byte[] sender, byte[] recipient)
        => new(new PcCrypto(), new SeededRandom(1), new OscoreParameters
        {
            MasterSecret = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16],
            SenderId = sender,
            RecipientId = recipient,
            NeverUsed = true,
        });
}
