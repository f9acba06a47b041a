using Telenode.Core;
using Telenode.Security;
using Telenode.SimBoard.Crypto;

namespace Telenode.Tests.Host.Security;

/// <summary>A million inputs for each layer and role: nothing throws, nothing passes that should not, memory stays where it was.</summary>
[TestClass]
public class MillionInputsTests : IPskStore
{
    private const int Inputs = 1_000_000;

    private readonly byte[] _buffer = new byte[2048];
    private readonly byte[] _address = [1];

    public int Find(byte[] identity, int offset, int count, byte[] key, out int keyCount)
    {
        DtlsSimulation.Key.CopyTo(key, 0);
        keyCount = 16;
        return 0;
    }

    /// <summary>Records to an association that stands: random, and real ones with a few bytes changed. None is data, and it still stands.</summary>
    [TestMethod]
    [DataRow(true)]
    [DataRow(false)]
    public void Records(bool toServer)
    {
        (DtlsConnection client, DtlsServer server) = Connected(new PcCrypto());
        DtlsConnection sender = toServer ? client : server.Connection(0);
        var random = new Random(toServer ? 1 : 2);
        byte[] attempt = new byte[160];
        byte[] real = new byte[160];
        for (int i = 0; i < Inputs; i++)
        {
            int count = i % 64 == 0 ? sender.Protect(new byte[40], 0, 40, real, 0, 160) : 69;
            int length = i % 2 == 0 ? Mutate(random, real, count, attempt) : Random(random, attempt);
            bool whole = length >= count && attempt.AsSpan(0, count).SequenceEqual(real.AsSpan(0, count)); // the change lies behind the record
            Give(client, server, toServer, attempt, length);
            Assert.IsTrue(Drain(client, server) == 0 || whole, $"input {i}");
        }

        Assert.IsTrue(client.State == DtlsState.Connected && server.Connection(0).State == DtlsState.Connected);
        Give(client, server, toServer, real, sender.Protect([9], 0, 1, real, 0, 160));
        Assert.AreEqual(1, Drain(client, server), "data passes all the same");
    }

    /// <summary>Datagrams to a client and to a server in the middle of handshakes that begin again and again.</summary>
    [TestMethod]
    [DataRow(true)]
    [DataRow(false)]
    public void Handshake_messages(bool toServer)
    {
        var random = new Random(toServer ? 3 : 4);
        List<(bool ToServer, byte[] Datagram)> recorded = Recorded();
        byte[][] ours = [.. recorded.Where(sent => sent.ToServer == toServer).Select(sent => sent.Datagram)];
        DtlsConnection client = Client(new PcCrypto());
        DtlsServer server = Server(new PcCrypto());
        byte[] attempt = new byte[1024];
        for (int i = 0; i < Inputs; i++)
        {
            if (i % 20 == 0)
            {
                client.Connect(i);
                int hello = client.PollTransmit(_buffer, 0, 2048);
                server.HandleInput(_address, 0, 1, _buffer, 0, hello, i);
                Reply(client, server, i); // past the cookie every other time, so that both have begun
            }

            byte[] real = ours[random.Next(ours.Length)];
            int length = Mutate(random, real, real.Length, attempt);
            Give(client, server, toServer, attempt, length);
            Assert.AreEqual(0, Drain(client, server), $"input {i}");
            Discard(client, server);
        }

        Assert.AreNotEqual(DtlsState.Connected, client.State);
    }

    /// <summary>Under keys that let everything verify: what only the peer itself could send.</summary>
    [TestMethod]
    [DataRow(true)]
    [DataRow(false)]
    public void Rubbish_behind_decryption(bool toServer)
    {
        var random = new Random(toServer ? 5 : 6);
        byte[] record = new byte[256];
        (DtlsConnection client, DtlsServer server) = Connected(new NullCrypto());
        for (int i = 0; i < Inputs; i++)
        {
            if (client.State != DtlsState.Connected || server.Connection(0).State != DtlsState.Connected)
            {
                (client, server) = Connected(new NullCrypto());
            }

            RecordLayer records = toServer ? client.Records : server.Connection(0).Records;
            int count = random.Next(1, 60);
            int plain = records.PlainStart(1);
            random.NextBytes(record.AsSpan(plain, count));
            if (random.Next(3) == 0 && count >= 12)
            {
                ((byte[])[(byte)random.Next(21), 0, 0, (byte)random.Next(50), 0, (byte)random.Next(6), 0, 0, 0, 0, 0, (byte)random.Next(50)])
                    .CopyTo(record, plain);
            }

            int type = random.Next(20, 27);
            int length = records.Seal(type == ContentType.ApplicationData ? 26 : type, 1, record, 0, count);
            Give(client, server, toServer, record, length);
            Assert.AreEqual(0, Drain(client, server), $"input {i}");
            Discard(client, server);
        }
    }

    /// <summary>OSCORE requests and responses: mutations before decryption under real keys, rubbish behind it under keys that verify all.</summary>
    [TestMethod]
    [DataRow(true, false)]
    [DataRow(false, false)]
    [DataRow(true, true)]
    [DataRow(false, true)]
    public void Oscore(bool toServer, bool behindDecryption)
    {
        var random = new Random((toServer ? 7 : 8) + (behindDecryption ? 2 : 0));
        ICrypto crypto = behindDecryption ? new NullCrypto() : new PcCrypto();
        OscoreContext client = Context(crypto, [], [1]);
        OscoreContext server = Context(crypto, [1], []);
        byte[] get = Convert.FromHexString("01396c6f63616c686f737483747631");
        byte[] wire = new byte[128], attempt = new byte[200], output = new byte[200];
        var asked = new OscoreExchange();
        var answered = new OscoreExchange();
        int accepted = 0;
        for (int i = 0; i < Inputs; i++)
        {
            int count;
            if (behindDecryption)
            {
                count = Rubbish(random, attempt, i);
            }
            else
            {
                count = i % 64 == 0 ? client.ProtectRequest(asked, get, 0, get.Length, wire, 0, 128) : get.Length + 11;
                count = Mutate(random, wire, Math.Min(count, 128), attempt);
            }

            int result = toServer
                ? server.UnprotectRequest(answered, attempt, 0, count, output, 0, 200)
                : client.UnprotectResponse(asked, attempt, 0, count, output, 0, 200);
            accepted += result > 0 ? 1 : 0;
            if (!toServer && i % 64 == 63)
            {
                asked = new OscoreExchange();
                client.ProtectRequest(asked, get, 0, get.Length, wire, 0, 128);
            }
        }

        // Outer bytes are public: a mutation of them alone still verifies. Behind decryption, rubbish can be a message.
        Assert.IsTrue(behindDecryption ? accepted > 0 : toServer || accepted == 0, $"{accepted} accepted");
        Assert.IsTrue(!toServer || behindDecryption || accepted < Inputs / 50, $"{accepted} accepted");
    }

    // An OSCORE option with a Partial IV that rises, then random bytes and a tag of zeros.
    private static int Rubbish(Random random, byte[] attempt, int number)
    {
        ((byte[])[2, 0x94, 0x0b, (byte)(1 + (number >> 16)), (byte)(number >> 8), (byte)number, 0xff]).CopyTo(attempt, 0);
        attempt[1] = 0x94;
        int plain = random.Next(1, 60);
        random.NextBytes(attempt.AsSpan(7, plain));
        attempt[7] = random.Next(3) == 0 ? attempt[7] : random.Next(2) == 0 ? (byte)1 : (byte)0x45;
        attempt.AsSpan(7 + plain, 8).Clear();
        return 7 + plain + 8;
    }

    private static int Random(Random random, byte[] attempt)
    {
        int length = random.Next(120);
        random.NextBytes(attempt.AsSpan(0, length));
        if (length > 13 && random.Next(2) == 0)
        {
            ((byte[])[(byte)random.Next(20, 26), 0xfe, 0xfd, 0, (byte)random.Next(2), 0, 0, 0, 0, 0, (byte)random.Next(256), 0, (byte)(length - 13)])
                .CopyTo(attempt, 0);
        }

        return length;
    }

    /// <summary>Up to two changes and a flipped bit.</summary>
    private static int Mutate(Random random, byte[] real, int count, byte[] attempt)
    {
        real.AsSpan(0, count).CopyTo(attempt);
        for (int changes = random.Next(3); changes > 0; changes--)
        {
            int at = random.Next(count);
            switch (random.Next(4))
            {
                case 0:
                    attempt[at] = (byte)random.Next(256);
                    break;
                case 1:
                    count = Math.Max(1, at);
                    break;
                case 2:
                    attempt.AsSpan(at, count - at).CopyTo(attempt.AsSpan(at + 1));
                    count++;
                    break;
                default:
                    attempt[at] = (byte)(random.Next(2) * 255);
                    break;
            }
        }

        attempt[random.Next(count)] ^= (byte)(1 << random.Next(8));
        return count;
    }

    private void Give(DtlsConnection client, DtlsServer server, bool toServer, byte[] datagram, int count)
    {
        if (toServer)
        {
            server.HandleInput(_address, 0, 1, datagram, 0, count, 0);
        }
        else
        {
            client.HandleInput(datagram, 0, count, 0);
        }
    }

    private static int Drain(DtlsConnection client, DtlsServer server)
    {
        int data = 0;
        for (DtlsEvent e = client.PollEvent(); e != DtlsEvent.None; e = client.PollEvent())
        {
            data += e == DtlsEvent.Data ? 1 : 0;
        }

        for (DtlsEvent e = server.PollEvent(); e != DtlsEvent.None; e = server.PollEvent())
        {
            data += e == DtlsEvent.Data ? 1 : 0;
        }

        return data;
    }

    private void Discard(DtlsConnection client, DtlsServer server)
    {
        while (client.PollTransmit(_buffer, 0, 2048) > 0 || server.PollTransmit(_buffer, 0, 2048) > 0)
        {
        }
    }

    private void Reply(DtlsConnection client, DtlsServer server, int number)
    {
        int count = server.PollTransmit(_buffer, 0, 2048);
        if (number % 40 == 0 && count > 0)
        {
            client.HandleInput(_buffer, 0, count, number);
            Drain(client, server);
            count = client.PollTransmit(_buffer, 0, 2048);
            server.HandleInput(_address, 0, 1, _buffer, 0, count, number);
            Drain(client, server);
        }
    }

    private List<(bool ToServer, byte[] Datagram)> Recorded()
    {
        var sent = new List<(bool, byte[])>();
        Connect(Client(new PcCrypto()), Server(new PcCrypto()), sent);
        return sent;
    }

    private (DtlsConnection Client, DtlsServer Server) Connected(ICrypto crypto)
    {
        DtlsConnection client = Client(crypto);
        DtlsServer server = Server(crypto);
        Connect(client, server, []);
        Assert.AreEqual(DtlsState.Connected, client.State);
        return (client, server);
    }

    private void Connect(DtlsConnection client, DtlsServer server, List<(bool ToServer, byte[] Datagram)> sent)
    {
        client.Connect(0);
        for (bool moved = true; moved;)
        {
            moved = false;
            for (int count = client.PollTransmit(_buffer, 0, 2048); count > 0; count = client.PollTransmit(_buffer, 0, 2048))
            {
                sent.Add((true, _buffer[..count]));
                Give(client, server, true, _buffer, count);
                Drain(client, server);
                moved = true;
            }

            for (int count = server.PollTransmit(_buffer, 0, 2048); count > 0; count = server.PollTransmit(_buffer, 0, 2048))
            {
                sent.Add((false, _buffer[..count]));
                Give(client, server, false, _buffer, count);
                Drain(client, server);
                moved = true;
            }
        }
    }

    private static DtlsConnection Client(ICrypto crypto)
        => new(new DtlsOptions { Identity = "node"u8.ToArray(), Key = DtlsSimulation.Key }, crypto, new SeededRandom(1));

    private DtlsServer Server(ICrypto crypto) => new(new DtlsOptions(), this, 1, 2, crypto, new SeededRandom(2));

    private static OscoreContext Context(ICrypto crypto, byte[] sender, byte[] recipient)
        => new(crypto, new SeededRandom(1), new OscoreParameters
        {
            MasterSecret = DtlsSimulation.Key,
            SenderId = sender,
            RecipientId = recipient,
            NeverUsed = true,
        });
}
