using Telenode.Core;
using Telenode.Security;
using Telenode.SimBoard.Crypto;

namespace Telenode.Tests.Host.Security;

/// <summary>Nothing a peer sends throws, hangs or passes: rows by hand, then mutations of real handshakes and records.</summary>
[TestClass]
public class DtlsFuzzTests
{
    private static readonly LinkFaults Clean = new(0, 0, 0, 0);

    /// <summary>What a client gets instead of an answer to its first hello. It must drop it and stay in the handshake.</summary>
    [TestMethod]
    [DataRow("", "nothing at all")]
    [DataRow("16", "one byte")]
    [DataRow("16fefd0000000000000000 00", "header cut in its length")]
    [DataRow("16fefd000000000000000000 00", "empty handshake record")]
    [DataRow("16fefd0000000000000000 ffff", "record longer than the datagram")]
    [DataRow("160303000000000000000000 0c 020000000000000000000000", "TLS instead of DTLS")]
    [DataRow("16fefd000000000000000000 0b 0200000000000000000000", "handshake header cut off")]
    [DataRow("16fefd000000000000000000 0c 020000640000000000000064", "fragment longer than its record")]
    [DataRow("16fefd000000000000000000 0e 020000020000000001000002 0000", "fragment past the end of its message")]
    [DataRow("16fefd000000000000000000 0e 02ffffff0000000000000002 0000", "message of 16 MB")]
    [DataRow("16fefd000000000000000000 0e 020000020000000000000002 fefd", "ServerHello cut after its version")]
    [DataRow("16fefd000000000000000000 0f 030000030000000000000003 fefdff", "cookie longer than its message")]
    [DataRow("16fefd000000000000000000 10 030000040000000000000004 fefd0000", "bytes behind the cookie")]
    [DataRow("16fefd000000000000000000 0c 0e0000000000000000000000", "ServerHelloDone first")]
    [DataRow("16fefd000000000000000000 0c 010000000000000000000000", "ClientHello to a client")]
    [DataRow("16fefd000000000000000000 0c ff0000000000000000000000", "unknown handshake type")]
    [DataRow("15fefd000000000000000000 01 02", "alert of one byte")]
    [DataRow("63fefd000000000000000000 01 02", "unknown content type")]
    [DataRow("19fefd000000000000000000 01 02", "connection id in the clear")]
    [DataRow("16fefd000100000000000000 0c 020000000000000000000000", "epoch 1 without keys")]
    [DataRow("16fefdffff00000000000000 0c 020000000000000000000000", "epoch 65535")]
    public void Malformed_answers(string hex, string what)
    {
        DtlsSimulation sim = New(5);
        byte[] forged = Convert.FromHexString(hex.Replace(" ", ""));
        sim.Client.Connect(0);
        sim.Inject(false, forged);
        Assert.AreEqual(DtlsState.Handshaking, sim.Client.State, what);
        sim.Run();
        Assert.AreEqual(DtlsState.Connected, sim.Client.State, what);
    }

    /// <summary>ServerHellos that decode and do not suit: dropped as a hint. {0} is the hello's good random.</summary>
    [TestMethod]
    [DataRow("feff {0} 00 c0a8 00", "DTLS 1.0")]
    [DataRow("fefc {0} 00 c0a8 00", "DTLS 1.3 as the legacy version")]
    [DataRow("fefd {0} 00 c0a9 00", "a suite that was not offered")]
    [DataRow("fefd {0} 00 00ff 00", "the renegotiation signal as a suite")]
    [DataRow("fefd {0} 00 c0a8 01", "compression")]
    [DataRow("fefd {0} 21 000000000000000000000000000000000000000000000000000000000000000000 c0a8 00", "session id of 33 bytes")]
    [DataRow("fefd {0} 00 c0a8 00 0005 00170000", "extensions longer than the message")]
    [DataRow("fefd {0} 00 c0a8 00 0008 00170000 00170000", "an extension twice")]
    [DataRow("fefd {0} 00 c0a8 00 0005 00170001 00", "extended_master_secret with content")]
    [DataRow("fefd {0} 00 c0a8 00 0004 00230000", "session ticket, which was not offered")]
    [DataRow("fefd {0} 00 c0a8 00 0005 000f0001 01", "heartbeat, which was not offered")]
    [DataRow("fefd {0} 00 c0a8 00 0005 00010001 04", "another fragment length than offered")]
    [DataRow("fefd {0} 00 c0a8 00 0005 00010001 09", "unknown fragment length")]
    [DataRow("fefd {0} 00 c0a8 00 0006 001c0002 003f", "record size limit below 64")]
    [DataRow("fefd {0} 00 c0a8 00 000b 001c0002 0100 00010001 02", "both limits")]
    [DataRow("fefd {0} 00 c0a8 00 0006 ff010002 0100", "renegotiation info of a renegotiation")]
    [DataRow("fefd {0} 00 c0a8 00 0005 00360001 01", "connection id longer than its extension")]
    [DataRow("fefd {0} 00 c0a8 00 0004 00000000", "server_name answered though none was sent")]
    public void Unsuitable_server_hellos(string hex, string what)
    {
        byte[] body = Convert.FromHexString(string.Format(hex, new string('7', 64)).Replace(" ", ""));
        byte[] record =
        [
            0x16, 0xfe, 0xfd, 0, 0, 0, 0, 0, 0, 0, 0, 0, (byte)(12 + body.Length),
            2, 0, 0, (byte)body.Length, 0, 0, 0, 0, 0, 0, 0, (byte)body.Length, .. body,
        ];
        DtlsSimulation sim = New(5);
        sim.Client.Connect(0);
        sim.Inject(false, record);
        Assert.AreEqual(DtlsState.Handshaking, sim.Client.State, what);
        Assert.AreEqual(1, sim.Client.Counters.Malformed, what);
        while (sim.Client.State == DtlsState.Handshaking)
        {
            sim.Client.HandleTimeout(sim.Client.NextDeadlineMs);
        }

        Assert.IsTrue(sim.Client.Failure is DtlsFailure.UnsuitableHello or DtlsFailure.MalformedMessage, what);
    }

    /// <summary>Mutations of everything that passes, both ways, in the clear and sealed.</summary>
    [TestMethod]
    public void Mutated_datagrams()
    {
        int connected = 0;
        for (int seed = 0; seed < 1500; seed++)
        {
            var random = new Random(seed);
            DtlsSimulation sim = New(seed);
            sim.Middle = (toServer, datagram) =>
            {
                for (int extra = random.Next(3); extra > 0; extra--)
                {
                    sim.Inject(random.Next(4) != 0 ? toServer : !toServer, Mutate(random, datagram));
                }

                return random.Next(8) == 0 ? Mutate(random, datagram) : datagram;
            };
            sim.Connect();
            connected += sim.Client.State == DtlsState.Connected && sim.Peer != null ? 1 : 0;
            Assert.AreEqual(0, sim.AtClient.Count + sim.AtServer.Count, $"seed {seed}");
        }

        Assert.IsTrue(connected > 400, $"{connected} connected");
    }

    /// <summary>Rubbish under the right keys, as only the peer itself could send it: still no exception, and data stays data.</summary>
    [TestMethod]
    public void Rubbish_after_decryption()
    {
        int[] types = [ContentType.Handshake, ContentType.Alert, ContentType.ChangeCipherSpec, 24, 26, 255];
        for (int seed = 0; seed < 1000; seed++)
        {
            var random = new Random(seed);
            DtlsSimulation sim = New(seed, seed % 2 == 0);
            sim.Connect();
            for (int i = 0; i < 5 && sim.Peer != null; i++)
            {
                byte[] record = new byte[512];
                bool toServer = random.Next(2) == 0;
                RecordLayer records = toServer ? sim.Client.Records : sim.Peer.Records;
                int count = random.Next(60);
                random.NextBytes(record.AsSpan(records.PlainStart(1), count));
                if (random.Next(2) == 0)
                {
                    // A plausible handshake header: known type, small lengths.
                    byte[] header = [(byte)random.Next(21), 0, 0, (byte)random.Next(50), 0, (byte)random.Next(6), 0, 0, 0, 0, 0, (byte)random.Next(50)];
                    header.CopyTo(record, records.PlainStart(1));
                }

                if (sim.Client.State == DtlsState.Connected)
                {
                    int length = records.Seal(types[random.Next(types.Length)], 1, record, 0, count);
                    sim.Inject(toServer, record[..length]);
                    sim.Run();
                }
            }

            Assert.AreEqual(0, sim.AtClient.Count + sim.AtServer.Count, $"seed {seed}");
        }
    }

    [TestMethod]
    public void Random_datagrams()
    {
        var random = new Random(77);
        DtlsSimulation sim = New(77);
        sim.Connect();
        for (int i = 0; i < 100_000; i++)
        {
            byte[] datagram = new byte[random.Next(120)];
            random.NextBytes(datagram);
            if (datagram.Length > 13 && random.Next(2) == 0)
            {
                byte[] header = [(byte)random.Next(20, 26), 0xfe, 0xfd, 0, (byte)random.Next(2), 0, 0, 0, 0, 0, (byte)i, 0, (byte)(datagram.Length - 13)];
                header.CopyTo(datagram, 0);
            }

            sim.Inject(i % 2 == 0, datagram);
        }

        sim.Run();
        Assert.AreEqual(0, sim.AtClient.Count + sim.AtServer.Count);
        sim.SendFromClient([9]);
        sim.Run();
        Assert.AreEqual(1, sim.AtServer.Count, "the association has survived all of it");
    }

    private static byte[] Mutate(Random random, byte[] datagram)
    {
        byte[] copy = (byte[])datagram.Clone();
        switch (random.Next(5))
        {
            case 0:
                return copy[..random.Next(copy.Length)];
            case 1:
                return [.. copy, .. copy[..random.Next(copy.Length)]];
            case 2:
                int at = random.Next(copy.Length);
                return [.. copy[..at], (byte)random.Next(256), .. copy[at..]];
            default:
                for (int changes = random.Next(1, 5); changes > 0; changes--)
                {
                    copy[random.Next(copy.Length)] = random.Next(3) == 0 ? (byte)random.Next(256) : (byte)(random.Next(2) * 255);
                }

                return copy;
        }
    }

    private static DtlsSimulation New(int seed, bool ids = false)
        => new(
            new HostileLink(new Random(seed), Clean), seed,
            new DtlsOptions { ConnectionIdLength = ids ? 3 : 0, MaxRetransmits = 2 },
            new DtlsOptions { ConnectionIdLength = ids ? 5 : 0, MaxRetransmits = 2 });
}
