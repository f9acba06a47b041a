using System.Diagnostics;
using System.Net;
using Telenode.Application;
using Telenode.Core;
using Telenode.SimBoard;
using Telenode.SimBoard.Net;
using Telenode.Tests.Host.Peers;

namespace Telenode.Tests.Host.Application;

/// <summary>The time client against a real NTP server, over this machine's UDP.</summary>
[TestClass]
public sealed class ChronyTests
{
    private const int PatienceMs = 30_000;

    // The client takes no answer that was longer than this on its way, there and back.
    private const int LongestTripMs = 2000;

    [TestMethod]
    public void A_clock_that_knows_nothing_is_set_by_chrony()
    {
        using var server = new ChronyServer("local stratum 3");
        NetworkClock clock = Ask(server.Name, out SntpClient client);
        Assert.IsTrue(client.Done, client.Failure);
        Assert.IsNull(client.Failure);
        Assert.AreEqual(1, client.Answers);
        Assert.AreEqual(DateTimeOffset.UtcNow.ToUnixTimeMilliseconds(), clock.UnixMs, LongestTripMs);
    }

    [TestMethod]
    public void A_server_that_is_not_synchronized_hands_over_to_one_that_is()
    {
        using var lost = new ChronyServer("");
        using var server = new ChronyServer("local stratum 10");
        NetworkClock clock = Ask(lost.Name + " " + server.Name, out SntpClient client);
        Assert.IsTrue(client.Done, client.Failure);
        Assert.AreEqual(1, client.Answers);
        Assert.AreEqual(DateTimeOffset.UtcNow.ToUnixTimeMilliseconds(), clock.UnixMs, LongestTripMs);
    }

    [TestMethod]
    public void Of_one_that_is_not_synchronized_nothing_is_believed()
    {
        using var lost = new ChronyServer("");
        NetworkClock clock = Ask(lost.Name, out SntpClient client);
        Assert.IsFalse(client.Done);
        Assert.IsNotNull(client.Failure);
        Assert.AreEqual(Time.Unknown, clock.UnixMs);
    }

    // Until the time is known, or the first round has failed.
    private static NetworkClock Ask(string servers, out SntpClient client)
    {
        using var socket = new UdpSocket(IPAddress.Loopback);
        var clock = new NetworkClock(new Ticks());
        client = new SntpClient(servers, socket, new SimRandom(1), clock);
        int left = servers.Split(' ').Length;
        for (string? failure = null; !client.Done && left > 0 && clock.MonotonicMs < PatienceMs;)
        {
            client.Step(clock.MonotonicMs);
            left -= client.Failure != failure ? 1 : 0;
            failure = client.Failure;
            socket.Wait(5);
        }

        return clock;
    }

    /// <summary>A platform whose clock has never been set.</summary>
    private sealed class Ticks : IWallClock
    {
        private readonly Stopwatch _watch = Stopwatch.StartNew();
        private long _offsetMs = Time.Unknown;

        public long MonotonicMs => _watch.ElapsedMilliseconds;

        public long UnixMs => _offsetMs == Time.Unknown ? Time.Unknown : MonotonicMs + _offsetMs;

        public void SetUnixMs(long unixMs) => _offsetMs = unixMs - MonotonicMs;
    }
}
