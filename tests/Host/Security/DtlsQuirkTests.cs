using Telenode.Security;

namespace Telenode.Tests.Host.Security;

/// <summary>What servers in the wild do differently; DtlsClientInteropTests meets the same in the flesh.</summary>
[TestClass]
public class DtlsQuirkTests
{
    private static readonly LinkFaults Clean = new(0, 0, 0, 0);

    /// <summary>OpenSSL puts its messages into one datagram, GnuTLS sends one each.</summary>
    [TestMethod]
    public void A_flight_in_one_datagram_or_in_one_for_each_record()
    {
        DtlsSimulation sim = New();
        sim.Middle = (toServer, datagram) =>
        {
            if (toServer || datagram.Length < 100)
            {
                return datagram;
            }

            for (int at = 0; at < datagram.Length;)
            {
                int length = 13 + (datagram[at + 11] << 8) + datagram[at + 12];
                sim.Inject(false, datagram[at..(at + length)]);
                at += length;
            }

            return null;
        };
        sim.Connect();
        Assert.AreEqual(DtlsState.Connected, sim.Client.State);
    }

    [TestMethod]
    [DataRow(0)]
    [DataRow(16)]
    [DataRow(20)]
    [DataRow(32)]
    [DataRow(255)]
    public void A_cookie_of_any_length_is_sent_back(int length)
    {
        DtlsSimulation sim = New();
        byte[] cookie = new byte[length];
        new Random(length).NextBytes(cookie);
        byte[] second = [];
        sim.Client.Connect(0);
        sim.Middle = (_, datagram) =>
        {
            second = datagram[0] == 22 && datagram[18] == 1 ? datagram : second;
            return null;
        };
        int body = 3 + length;
        sim.Inject(
            false,
            [
                22, 0xfe, 0xff, 0, 0, 0, 0, 0, 0, 0, 0, (byte)((12 + body) >> 8), (byte)(12 + body),
                3, 0, (byte)(body >> 8), (byte)body, 0, 0, 0, 0, 0, 0, (byte)(body >> 8), (byte)body, 0xfe, 0xff, (byte)length, .. cookie,
            ]);
        sim.Run();
        const int at = 13 + 12 + 2 + 32 + 1;
        Assert.AreEqual(length, second[at]);
        CollectionAssert.AreEqual(cookie, second[(at + 1)..(at + 1 + length)]);
    }

    /// <summary>Records before the version is agreed say 1.0 or 1.2.</summary>
    [TestMethod]
    [DataRow(0xff)]
    [DataRow(0xfd)]
    public void The_version_of_records_in_the_clear_does_not_matter(int version)
    {
        DtlsSimulation sim = New();
        sim.Middle = (_, datagram) =>
        {
            for (int at = 0; at < datagram.Length;)
            {
                datagram[at + 2] = datagram[at + 4] == 0 ? (byte)version : datagram[at + 2];
                at += 13 + (datagram[at + 11] << 8) + datagram[at + 12];
            }

            return datagram;
        };
        sim.Connect();
        Assert.AreEqual(DtlsState.Connected, sim.Client.State);
        Assert.AreEqual(0, sim.Client.Counters.Retransmits);
    }

    /// <summary>With a wrong key most servers are silent and repeat their flight until they tire.</summary>
    [TestMethod]
    public void Silence_after_a_wrong_key_names_the_key()
    {
        var options = new DtlsOptions { Key = [9, 9, 9] };
        var sim = new DtlsSimulation(new HostileLink(new Random(1), Clean), 1, options, new DtlsOptions());
        sim.Middle = (toServer, datagram) => !toServer && datagram[0] == 21 ? null : datagram;
        sim.Connect();
        Assert.AreEqual(DtlsFailure.KeyUnconfirmed, sim.Client.Failure);
        Assert.IsTrue(sim.NowMs < 130_000, $"{sim.NowMs} ms");
        StringAssert.Contains(DtlsFailureText.Of(sim.Client.Failure, -1), "identity");
    }

    /// <summary>Some servers number their first message behind the cookie exchange 0 again.</summary>
    [TestMethod]
    public void A_server_that_counts_from_zero_again()
    {
        DtlsSimulation sim = New();
        sim.Client.Connect(0);
        var client = (DtlsConnection)sim.Client;
        byte[] hello = [2, 0, 0, 38, 0, 0, 0, 0, 0, 0, 0, 38, 0xfe, 0xfd, .. new byte[32], 0, 0xc0, 0xa8, 0];
        byte[] verify = [3, 0, 0, 4, 0, 0, 0, 0, 0, 0, 0, 4, 0xfe, 0xff, 1, 77];
        sim.Middle = (_, _) => null;
        sim.Inject(false, [22, 0xfe, 0xff, 0, 0, 0, 0, 0, 0, 0, 0, 0, (byte)verify.Length, .. verify]);
        sim.Inject(false, [22, 0xfe, 0xfd, 0, 0, 0, 0, 0, 0, 0, 1, 0, (byte)hello.Length, .. hello]);
        Assert.AreEqual(CipherSuites.PskAes128Ccm8, client.Suite);
    }

    private static DtlsSimulation New()
        => new(new HostileLink(new Random(1), Clean), 1, new DtlsOptions(), new DtlsOptions());
}
