using System;
using Telenode.Core;
using Telenode.Security;

namespace Telenode.Tests.Security;

[TestClass]
public class DtlsTests
{
    [TestMethod]
    public void A_handshake_takes_three_round_trips_and_then_data_passes()
    {
        var pair = new DtlsPair();
        pair.Connect();
        Assert.AreEqual("+", pair.ClientEvents);
        Assert.AreEqual("+", pair.ServerEvents);
        Assert.AreEqual(6, pair.Datagrams);
        Assert.AreEqual(CipherSuites.PskAes128Ccm8, pair.Client.Suite);
        Assert.AreEqual(7, pair.Peer.Credential);
        Assert.IsFalse(pair.Client.IsResumed);
        Assert.AreEqual(29, pair.Client.Overhead, "13 header and 8 nonce and 8 tag");
        Assert.IsTrue(pair.Echoes());
    }

    [TestMethod]
    public void The_long_tag_serves_too()
    {
        var options = new DtlsOptions { Suites = new[] { CipherSuites.PskAes128Ccm } };
        var pair = new DtlsPair(options, new DtlsOptions());
        pair.Connect();
        Assert.AreEqual(CipherSuites.PskAes128Ccm, pair.Client.Suite);
        Assert.AreEqual(37, pair.Client.Overhead);
        Assert.IsTrue(pair.Echoes());
    }

    [TestMethod]
    public void The_second_handshake_resumes()
    {
        var pair = new DtlsPair();
        pair.Connect();
        pair.Connect();
        Assert.IsTrue(pair.Client.IsResumed);
        Assert.AreEqual(7, pair.Peer.Credential);
        Assert.AreEqual("++", pair.ServerEvents);
        Assert.IsTrue(pair.Echoes());
        pair.Client.ForgetSession();
        pair.Connect();
        Assert.IsFalse(pair.Client.IsResumed);
        Assert.IsTrue(pair.Echoes());
    }

    [TestMethod]
    public void A_server_that_forgot_the_session_makes_a_new_one()
    {
        var pair = new DtlsPair();
        byte[] session = new byte[100];
        pair.Connect();
        int count = pair.Client.SaveSession(session, 0, 100);
        Assert.AreEqual(5 + 16 + 48, count);
        var other = new DtlsPair();
        Assert.IsFalse(other.Client.Restore(session, 0, count));
        other.Connect();
        Assert.IsFalse(other.Client.IsResumed);
        Assert.IsTrue(other.Echoes());
    }

    [TestMethod]
    public void Any_one_lost_datagram_of_a_full_handshake_costs_only_time()
    {
        for (int lost = 0; lost < 6; lost++)
        {
            var pair = new DtlsPair { Lost = lost };
            pair.Connect();
            Assert.AreEqual("+", pair.ClientEvents, "lost " + lost);
            Assert.IsTrue(pair.NowMs <= 2000, "lost " + lost);
            Assert.IsTrue(pair.Echoes(), "lost " + lost);
        }
    }

    [TestMethod]
    public void Any_one_lost_datagram_of_a_resumed_handshake_costs_only_time()
    {
        for (int lost = 6; lost < 11; lost++)
        {
            var pair = new DtlsPair { Lost = lost };
            pair.Connect();
            pair.Connect();
            Assert.AreEqual("++", pair.ServerEvents, "lost " + lost);
            Assert.IsTrue(pair.Client.IsResumed);
            Assert.IsTrue(pair.Echoes(), "lost " + lost);
        }
    }

    [TestMethod]
    public void Small_datagrams_fragment_every_message()
    {
        var clientOptions = new DtlsOptions { MaxDatagram = 128, ServerName = "a-rather-long-host-name-for-a-sensor.example.org" };
        var pair = new DtlsPair(clientOptions, new DtlsOptions { MaxDatagram = 128 });
        pair.Connect();
        Assert.AreEqual("+", pair.ClientEvents);
        Assert.AreEqual(8, pair.Datagrams, "both hellos in two");
        Assert.IsTrue(pair.Echoes());
    }

    [TestMethod]
    public void A_wrong_key_ends_within_the_bound_and_says_so()
    {
        var pair = new DtlsPair { ServerKey = Hex.Bytes("ff0102030405060708090a0b0c0d0e0f") };
        pair.Connect();
        Assert.AreEqual("!", pair.ClientEvents);
        Assert.IsTrue(pair.Client.Failure == DtlsFailure.Refused);
        Assert.AreEqual(AlertCode.DecryptError, pair.Client.PeerAlert);
        Assert.AreEqual(
            "refused with decrypt_error: the pre-shared key is most likely wrong",
            DtlsFailureText.Of(pair.Client.Failure, pair.Client.PeerAlert));
        Assert.AreEqual("!", pair.ServerEvents);
        Assert.IsTrue(pair.NowMs <= 63000, "after " + pair.NowMs);
    }

    [TestMethod]
    public void An_unknown_identity_looks_like_a_wrong_key()
    {
        var pair = new DtlsPair(new DtlsOptions { Identity = Hex.Bytes("00") }, new DtlsOptions());
        pair.Connect();
        Assert.AreEqual(AlertCode.DecryptError, pair.Client.PeerAlert);
        Assert.AreEqual("!", pair.ServerEvents);
    }

    [TestMethod]
    public void No_server_ends_after_63_seconds()
    {
        var pair = new DtlsPair();
        pair.Client.Connect(0);
        int sent = 0;
        while (pair.Client.State == DtlsState.Handshaking)
        {
            sent += pair.FromClient() > 0 ? 1 : 0;
            pair.NowMs = pair.Client.NextDeadlineMs;
            pair.Client.HandleTimeout(pair.NowMs);
        }

        Assert.AreEqual(6, sent);
        Assert.AreEqual(63000L, pair.NowMs);
        Assert.IsTrue(pair.Client.Failure == DtlsFailure.NoAnswer);
    }

    [TestMethod]
    public void No_suite_in_common_is_named()
    {
        var clientOptions = new DtlsOptions { Suites = new[] { CipherSuites.PskAes128Ccm } };
        var pair = new DtlsPair(clientOptions, new DtlsOptions { Suites = new[] { CipherSuites.PskAes128Ccm8 } });
        pair.Connect();
        Assert.AreEqual(AlertCode.HandshakeFailure, pair.Client.PeerAlert);
        Assert.AreEqual("", pair.ServerEvents);
    }

    [TestMethod]
    public void Replayed_and_flipped_records_are_dropped()
    {
        var pair = new DtlsPair();
        pair.Connect();
        byte[] kept = new byte[64];
        int count = pair.FromClient("0102030405");
        Array.Copy(pair.Wire, kept, count);
        for (int bit = 0; bit < count * 8; bit++)
        {
            Array.Copy(kept, pair.Wire, count);
            pair.Wire[bit / 8] ^= (byte)(1 << (bit % 8));
            pair.WireCount = count;
            pair.ToServer();
            Assert.AreEqual("", pair.ServerData, "bit " + bit);
        }

        Array.Copy(kept, pair.Wire, count);
        pair.ToServer();
        Assert.AreEqual("0102030405", pair.ServerData, "forgeries have not moved the window");
        int replayed = pair.Peer.Counters.Replayed;
        Array.Copy(kept, pair.Wire, count);
        pair.ToServer();
        Assert.AreEqual("0102030405", pair.ServerData);
        Assert.AreEqual(replayed + 1, pair.Peer.Counters.Replayed);
    }

    [TestMethod]
    public void A_datagram_may_hold_several_records_and_rubbish_behind_them()
    {
        var pair = new DtlsPair();
        pair.Connect();
        byte[] datagram = new byte[256];
        int at = 0;
        for (int i = 1; i <= 3; i++)
        {
            int count = pair.FromClient("0" + i);
            Array.Copy(pair.Wire, 0, datagram, at, count);
            at += count;
        }

        datagram[at++] = 23;
        Array.Copy(datagram, pair.Wire, at);
        pair.WireCount = at;
        pair.ToServer();
        Assert.AreEqual("010203", pair.ServerData);
    }

    [TestMethod]
    public void Closing_is_answered()
    {
        var pair = new DtlsPair();
        pair.Connect();
        pair.Client.Close();
        pair.Pump();
        Assert.AreEqual("+-", pair.ServerEvents);
        Assert.IsTrue(pair.Client.State == DtlsState.Closed);
        Assert.AreEqual(0, pair.FromClient("01"));
        Assert.AreEqual(Time.Never, pair.Server.NextDeadlineMs);
    }

    [TestMethod]
    public void A_restarted_client_replaces_its_connection_only_once_it_has_proved_itself()
    {
        var pair = new DtlsPair();
        pair.Connect();
        DtlsConnection first = pair.Client;
        var second = new DtlsPair();
        pair.Client = second.Client;
        pair.Client.Connect(0);
        pair.FromClient();
        pair.ToServer();
        pair.FromServer();
        pair.ToClient();
        pair.FromClient();
        pair.ToServer();

        // Half a handshake later the first connection still works.
        DtlsConnection restarted = pair.Client;
        pair.Client = first;
        pair.FromClient("01");
        pair.ToServer();
        Assert.AreEqual("01", pair.ServerData);
        pair.Client = restarted;
        pair.Run();
        Assert.IsTrue(pair.Echoes());
        int live = 0;
        for (int i = 0; i < pair.Server.Count; i++)
        {
            live += pair.Server.Connection(i).State == DtlsState.Connected ? 1 : 0;
        }

        Assert.AreEqual(1, live);
    }

    [TestMethod]
    public void With_a_connection_id_the_client_may_change_its_address()
    {
        var pair = new DtlsPair(new DtlsOptions { ConnectionIdLength = 2 }, new DtlsOptions { ConnectionIdLength = 4 });
        pair.Connect();
        Assert.AreEqual(29 + 4 + 1, pair.Client.Overhead);
        pair.Port = 99;
        Assert.IsTrue(pair.Echoes());
        byte[] address = new byte[24];
        Assert.AreEqual(6, pair.Server.CopyAddress(pair.Server.EventConnection, address, 0));
        Assert.AreEqual(99, (int)address[5]);

        // An old record from elsewhere does not move it back (RFC 9146 section 6).
        int count = pair.FromClient("01");
        byte[] held = new byte[64];
        Array.Copy(pair.Wire, held, count);
        Assert.IsTrue(pair.Echoes());
        Array.Copy(held, pair.Wire, count);
        pair.WireCount = count;
        pair.Port = 5;
        pair.ToServer();
        pair.Server.CopyAddress(pair.Server.EventConnection, address, 0);
        Assert.AreEqual(99, (int)address[5]);
    }

    [TestMethod]
    public void Record_limits_are_agreed()
    {
        var pair = new DtlsPair(new DtlsOptions { MaxPlaintext = 600 }, new DtlsOptions { MaxPlaintext = 100 });
        pair.Connect();
        Assert.AreEqual(100, pair.Client.MaxPlaintext);
        Assert.AreEqual(600, pair.Peer.MaxPlaintext);
        byte[] data = new byte[101];
        Assert.ThrowsException(typeof(ArgumentException), () => pair.Client.Protect(data, 0, 101, pair.Wire, 0, 2048));
    }
}
