using Telenode.Application;
using Telenode.Core;

namespace Telenode.Tests.Application;

[TestClass]
public class NetworkClockTests
{
    private const long Noon = 1781956800000;

    [TestMethod]
    public void Before_it_is_set_it_shows_the_platform_s_time()
    {
        var platform = new ManualClock();
        var clock = new NetworkClock(platform);
        Assert.AreEqual(Time.Unknown, clock.UnixMs);
        platform.SetUnixMs(Noon);
        platform.MonotonicMs += 5;
        Assert.AreEqual(Noon + 5, clock.UnixMs, "what a deep sleep left");
        Assert.IsFalse(clock.IsSet);
    }

    [TestMethod]
    public void The_first_time_is_taken_at_once_and_told_to_the_platform()
    {
        var platform = new ManualClock { MonotonicMs = 70 };
        var clock = new NetworkClock(platform);
        clock.Learn(Noon, 70);
        platform.MonotonicMs = 1070;
        Assert.AreEqual(Noon + 1000, clock.UnixMs);
        Assert.AreEqual(Noon + 1000, platform.UnixMs);
        Assert.AreEqual(0, clock.Steps);
        Assert.IsTrue(clock.IsSet);
    }

    [TestMethod]
    [DataRow(800)]
    [DataRow(-800)]
    [DataRow(1000)]
    [DataRow(-1000)]
    public void A_small_error_is_slewed_by_500_ppm_and_time_never_runs_backwards(int errorMs)
    {
        var platform = new ManualClock();
        var clock = new NetworkClock(platform);
        clock.Learn(Noon, 0);
        clock.Learn(Noon + errorMs, 0);
        Assert.AreEqual((long)errorMs, clock.LastErrorMs);
        Assert.AreEqual(Noon, clock.UnixMs, "no jump");
        long before = clock.UnixMs;
        int sign = errorMs < 0 ? -1 : 1;
        for (int ms = 1000; ms <= 3000000; ms += 1000)
        {
            platform.MonotonicMs = ms;
            long now = clock.UnixMs;
            long gain = now - before - 1000;
            Assert.IsTrue(gain * sign >= 0 && gain * sign <= 1, "rate");
            before = now;
        }

        Assert.AreEqual(Noon + 3000000 + errorMs, clock.UnixMs);
        Assert.AreEqual(0, clock.Steps);
    }

    [TestMethod]
    public void A_new_measurement_replaces_what_was_left_to_slew()
    {
        var platform = new ManualClock();
        var clock = new NetworkClock(platform);
        clock.Learn(Noon, 0);
        clock.Learn(Noon + 500, 0);
        platform.MonotonicMs = 200000; // 100 ms are slewed
        Assert.AreEqual(Noon + 200100, clock.UnixMs);
        clock.Learn(Noon + 200100, 200000);
        platform.MonotonicMs = 900000;
        Assert.AreEqual(Noon + 900100, clock.UnixMs);
    }

    [TestMethod]
    [DataRow(1001)]
    [DataRow(-1001)]
    public void A_large_error_makes_it_step(int errorMs)
    {
        var platform = new ManualClock();
        var clock = new NetworkClock(platform);
        clock.Learn(Noon, 0);
        clock.Learn(Noon + errorMs, 0);
        Assert.AreEqual(Noon + errorMs, clock.UnixMs);
        Assert.AreEqual(Noon + errorMs, platform.UnixMs, "certificates are checked by it");
        Assert.AreEqual(1, clock.Steps);
    }

    [TestMethod]
    public void A_year_of_a_crystal_40_ppm_slow_stays_within_a_quarter_second_of_an_hourly_server()
    {
        var platform = new ManualClock();
        var clock = new NetworkClock(platform);
        long trueMs = 0;
        clock.Learn(Noon, 0);
        for (int hour = 0; hour < 365 * 24; hour++)
        {
            trueMs += 3600000;
            platform.MonotonicMs = trueMs - (trueMs / 25000);
            long error = Noon + trueMs - clock.UnixMs;
            Assert.IsTrue(error < 250 && error > -250, "error");
            clock.Learn(Noon + trueMs, platform.MonotonicMs);
        }

        Assert.AreEqual(0, clock.Steps);
    }
}
