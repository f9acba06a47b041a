using System;
using Telenode.Application;
using Telenode.Core;

namespace Telenode.Tests.Application;

[TestClass]
public class SntpTests
{
    private const long Start = 1000;

    [TestMethod]
    public void An_answer_sets_the_clock_and_half_the_trip_is_added()
    {
        var bench = new Bench("a");
        bench.Servers.ServiceMs = 30;
        bench.Client.Step(Start);
        Assert.AreEqual(123, bench.Servers.Port);
        bench.StepAt(Start + 130); // 100 ms on the way
        Assert.AreEqual(bench.Servers.UnixMs + 30 + 50, bench.Clock.UnixMs);
        Assert.IsTrue(bench.Client.Done);
        Assert.IsNull(bench.Client.Failure);
        Assert.IsTrue(bench.Client.NextMs > Start + 3000000 && bench.Client.NextMs <= Start + 130 + 3600000, "about an hour later");
        Assert.AreEqual((int)StreamState.Closed, (int)bench.Servers.State);
    }

    [TestMethod]
    public void The_fraction_of_a_second_is_exact()
    {
        for (int ms = 0; ms < 1000; ms += 7)
        {
            var bench = new Bench("a");
            bench.Servers.UnixMs += ms;
            bench.Client.Step(Start);
            bench.StepAt(Start);
            Assert.AreEqual(bench.Servers.UnixMs, bench.Clock.UnixMs);
        }
    }

    [TestMethod]
    public void A_time_of_the_era_after_2036_is_understood()
    {
        var bench = new Bench("a");
        bench.Servers.UnixMs = 2200000000000; // 2039-09-18
        bench.Client.Step(Start);
        bench.StepAt(Start);
        Assert.AreEqual(2200000000000, bench.Clock.UnixMs);
    }

    [TestMethod]
    [DataRow(0, 0xE4)] // leap indicator 3: not synchronized (RFC 5905 §7.3)
    [DataRow(1, 16)] // stratum 16: not synchronized
    [DataRow(1, 0)] // stratum 0 with a kiss code that says nothing
    [DataRow(5, 1)] // root delay of a second (RFC 4330 §5)
    [DataRow(9, 1)] // root dispersion of a second
    [DataRow(43, 0)] // sent before it was received
    public void A_server_that_does_not_know_the_time_hands_over_to_the_next(int at, int value)
    {
        var bench = new Bench("a b");
        bench.Servers.SpoiltAt = at;
        bench.Servers.SpoiltWith = value;
        bench.Client.Step(Start);
        bench.StepAt(Start + 20);
        Assert.IsFalse(bench.Clock.IsSet);
        Assert.AreEqual("a does not know the time itself", bench.Client.Failure);
        bench.Servers.SpoiltAt = -1;
        bench.Servers.Answering = 'b';
        bench.StepAt(Start + 20);
        bench.StepAt(Start + 40);
        Assert.IsTrue(bench.Clock.IsSet);
        Assert.AreEqual("ab", bench.Servers.Asked);
    }

    [TestMethod]
    [DataRow(0, 0x23)] // mode 3: a client's packet, our own come back
    [DataRow(0, 0x25)] // mode 5: a broadcast
    [DataRow(0, 0x14)] // version 2
    [DataRow(24, 0xEE)] // another question's cookie: forged or late (RFC 5905 §8, test 2)
    [DataRow(31, 0xEE)] // the same in its last byte
    public void What_is_no_answer_to_our_question_is_passed_over(int at, int value)
    {
        var bench = new Bench("a");
        bench.Servers.SpoiltAt = at;
        bench.Servers.SpoiltWith = value;
        bench.Client.Step(Start);
        bench.StepAt(Start + 20);
        Assert.IsNull(bench.Client.Failure, "the right one may still come");
        Assert.IsFalse(bench.Clock.IsSet);
        bench.StepAt(Start + 3000);
        Assert.AreEqual("a did not answer", bench.Client.Failure);
    }

    [TestMethod]
    public void Every_shorter_answer_and_one_of_another_peer_is_passed_over()
    {
        for (int size = 0; size < 48; size++)
        {
            var bench = new Bench("a");
            bench.Servers.AnswerSize = size;
            bench.Client.Step(Start);
            bench.StepAt(Start + 20);
            Assert.IsFalse(bench.Clock.IsSet);
        }

        var other = new Bench("a");
        other.Servers.FromAnotherPeer = true;
        other.Client.Step(Start);
        other.StepAt(Start + 20);
        Assert.IsFalse(other.Clock.IsSet);
    }

    [TestMethod]
    public void An_answer_with_an_extension_behind_it_counts()
    {
        var bench = new Bench("a");
        bench.Servers.AnswerSize = 64;
        bench.Client.Step(Start);
        bench.StepAt(Start + 20);
        Assert.IsTrue(bench.Clock.IsSet);
    }

    [TestMethod]
    public void Without_any_answer_it_goes_round_for_ever_with_growing_pauses()
    {
        var bench = new Bench("x a b");
        bench.Servers.Answering = '-';
        long now = Start;
        long longest = 0;
        for (int step = 0; step < 40000; step++)
        {
            long next = bench.Client.Step(now);
            Assert.IsTrue(next >= now, "no step back");
            longest = next - now > longest ? next - now : longest;
            now = next;
        }

        Assert.IsTrue(longest > 600000 && longest <= 3600000, "pauses grow to an hour");
        bench.Servers.Answering = 'b';
        for (int step = 0; step < 20000 && !bench.Clock.IsSet; step++)
        {
            now = bench.Client.Step(now);
        }

        Assert.IsTrue(bench.Clock.IsSet, "never gives up");
    }

    [TestMethod]
    public void A_kiss_RATE_makes_it_ask_more_seldom_and_DENY_never_again()
    {
        var bench = new Bench("a");
        bench.Client.Step(Start);
        bench.Servers.Kiss("RATE");
        bench.StepAt(Start + 20);
        Assert.AreEqual("a is asked too often", bench.Client.Failure);
        Assert.IsTrue(bench.Client.NextMs >= Start + 7200000, "two hours");

        bench = new Bench("a b");
        bench.Client.Step(Start);
        bench.Servers.Kiss("DENY");
        bench.StepAt(Start + 20);
        bench.Servers.Answering = 'b';
        bench.StepAt(Start + 20);
        bench.StepAt(Start + 40);
        Assert.IsTrue(bench.Clock.IsSet);
        bench.StepAt(Start + 4000000);
        bench.StepAt(Start + 4000020);
        Assert.AreEqual("abb", bench.Servers.Asked, "a is left alone");

        bench = new Bench("a");
        bench.Client.Step(Start);
        bench.Servers.Kiss("RSTR");
        bench.StepAt(Start + 20);
        bench.StepAt(bench.Client.NextMs);
        Assert.AreEqual(Time.Never, bench.Client.NextMs);
        Assert.AreEqual("a refuses to tell the time", bench.Client.Failure);
    }

    [TestMethod]
    [DataRow(1, true)] // what rounding and a turn of the loop can make of an answer within a millisecond
    [DataRow(10, true)]
    [DataRow(11, false)] // longer in the server than on its way in all
    public void A_server_may_seem_to_have_held_the_question_for_a_little_longer_than_the_answer_took(int serviceMs, bool isTaken)
    {
        var bench = new Bench("a");
        bench.Servers.ServiceMs = serviceMs;
        bench.Client.Step(Start);
        bench.Client.Step(Start);
        Assert.AreEqual(isTaken, bench.Clock.IsSet);
        Assert.AreEqual(isTaken, bench.Client.Failure == null);
    }

    [TestMethod]
    public void An_answer_that_took_seconds_is_not_believed()
    {
        var bench = new Bench("a");
        bench.Client.Step(Start);
        bench.StepAt(Start + 2500);
        Assert.IsFalse(bench.Clock.IsSet);
        Assert.AreEqual("a answered too late to tell the time", bench.Client.Failure);
    }

    [TestMethod]
    public void A_network_that_goes_away_ends_the_question_and_its_return_asks_anew()
    {
        var bench = new Bench("a");
        bench.Servers.Answering = '-';
        bench.Client.Step(Start);
        bench.Client.Suspend();
        bench.Servers.Answering = 'a';
        bench.StepAt(Start + 60000);
        bench.StepAt(Start + 60020);
        Assert.IsTrue(bench.Clock.IsSet);
    }

    [TestMethod]
    public void A_socket_that_does_not_open_is_a_failure_like_any_other()
    {
        var bench = new Bench("a");
        bench.Servers.Unreachable = true;
        bench.Client.Step(Start);
        Assert.AreEqual("a the network is down", bench.Client.Failure);
        Assert.IsTrue(bench.Client.NextMs >= Start + 15000, "RFC 4330 §10");
    }

    [TestMethod]
    [DataRow("")]
    [DataRow(" , ")]
    [DataRow("a:0")]
    [DataRow("a:65536")]
    [DataRow("a:b")]
    [DataRow("a b c d e")]
    public void Servers_that_are_none_are_refused(string servers)
    {
        Assert.ThrowsException(typeof(ArgumentException), () => new Bench(servers));
    }

    [TestMethod]
    public void A_server_s_port_can_be_given()
    {
        var bench = new Bench("a:12345, b");
        bench.Client.Step(Start);
        Assert.AreEqual(12345, bench.Servers.Port);
    }

    private sealed class Bench
    {
        private readonly ManualClock _platform = new ManualClock();

        public Bench(string servers)
        {
            Clock = new NetworkClock(_platform);
            Client = new SntpClient(servers, Servers, new CountingRandom(), Clock);
        }

        public TimeServers Servers { get; } = new TimeServers();

        public NetworkClock Clock { get; }

        public SntpClient Client { get; }

        public void StepAt(long nowMs)
        {
            _platform.MonotonicMs = nowMs;
            Client.Step(nowMs);
        }
    }
}
