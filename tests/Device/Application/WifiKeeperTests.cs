using Telenode.Application;
using Telenode.Core;

namespace Telenode.Tests.Application;

[TestClass]
public class WifiKeeperTests
{
    [TestMethod]
    public void The_strongest_known_network_is_joined_with_its_password()
    {
        var wifi = new ScriptedWifi();
        wifi.Put("cellar", "c", -80);
        wifi.Put("attic", "a", -60);
        wifi.Put("neighbour", "?", -30);
        WifiKeeper keeper = Keeper(wifi, "cellar:c", "attic:a");
        Run(keeper, 0, 1000);
        Assert.AreEqual("attic:a ", wifi.Joins);
        Assert.IsTrue(keeper.IsReady);
        Assert.AreEqual("attic", keeper.Network);
        Assert.AreEqual(-60, keeper.Rssi);
        Assert.IsNull(keeper.Failure);
    }

    [TestMethod]
    public void A_network_that_refuses_hands_over_to_the_next_and_the_reason_is_kept()
    {
        var wifi = new ScriptedWifi();
        wifi.Put("cellar", "c", -80);
        wifi.Put("attic", "a", -60);
        WifiKeeper keeper = Keeper(wifi, "cellar:c", "attic:wrong");
        Run(keeper, 0, 250);
        Assert.AreEqual("attic: the password is wrong", keeper.Failure);
        Run(keeper, 300, 1300);
        Assert.AreEqual("attic:wrong cellar:c ", wifi.Joins);
        Assert.IsTrue(keeper.IsReady);
        Assert.IsNull(keeper.Failure);
    }

    [TestMethod]
    public void A_hidden_network_is_tried_after_those_that_were_seen()
    {
        var wifi = new ScriptedWifi();
        wifi.Put("hidden", "h", 0);
        wifi.Put("attic", "a", -60);
        WifiKeeper keeper = Keeper(wifi, "hidden:h", "attic:wrong");
        Run(keeper, 0, 1000);
        Assert.AreEqual("attic:wrong hidden:h ", wifi.Joins);
        Assert.IsTrue(keeper.IsReady);
        Assert.AreEqual(0, keeper.Rssi, "not known");
    }

    [TestMethod]
    public void What_a_seen_network_says_is_not_covered_by_one_out_of_reach()
    {
        var wifi = new ScriptedWifi();
        wifi.Put("attic", "a", -60);
        WifiKeeper keeper = Keeper(wifi, "attic:wrong", "far:f");
        Run(keeper, 0, 40000);
        Assert.AreEqual("attic: the password is wrong", keeper.Failure);
    }

    [TestMethod]
    public void A_network_out_of_reach_is_looked_for_again_for_ever_and_joined_when_it_comes()
    {
        var wifi = new ScriptedWifi();
        wifi.Put("attic", "a", -60);
        wifi.Remove("attic");
        WifiKeeper keeper = Keeper(wifi, "attic:a");
        long now = Run(keeper, 0, 24 * 3600000);
        Assert.AreEqual("attic: not in reach", keeper.Failure);
        Assert.IsTrue(wifi.Scans > 500, "scans at least every 2.5 minutes in a day");
        wifi.Put("attic", "a", -70);
        Run(keeper, now, now + 200000);
        Assert.IsTrue(keeper.IsReady);
        Assert.AreEqual(0, keeper.Losses);
    }

    [TestMethod]
    public void A_network_without_addresses_is_told_from_one_that_refuses()
    {
        var wifi = new ScriptedWifi { GivesAddress = false };
        wifi.Put("attic", "a", -60);
        WifiKeeper keeper = Keeper(wifi, "attic:a");
        Run(keeper, 0, 1000);
        Assert.IsTrue(keeper.AwaitsAddress);
        Run(keeper, 1000, 31000);
        Assert.AreEqual("attic: joined, but the network gives no address", keeper.Failure);
        Assert.IsTrue(keeper.AddressFailed);
    }

    [TestMethod]
    public void A_lost_network_is_left_at_once_for_another()
    {
        var wifi = new ScriptedWifi();
        wifi.Put("attic", "a", -60);
        wifi.Put("cellar", "c", -80);
        WifiKeeper keeper = Keeper(wifi, "cellar:c", "attic:a");
        Run(keeper, 0, 1000);
        wifi.Remove("attic");
        Run(keeper, 1000, 4000);
        Assert.AreEqual("cellar", keeper.Network);
        Assert.IsTrue(keeper.IsReady);
        Assert.AreEqual(1, keeper.Losses);
    }

    [TestMethod]
    public void A_scan_that_never_ends_does_not_stop_it()
    {
        var wifi = new ScriptedWifi { Scanning = true };
        wifi.Put("attic", "a", -60);
        WifiKeeper keeper = Keeper(wifi, "attic:a");
        Run(keeper, 0, 20000);
        Assert.IsTrue(keeper.IsReady);
    }

    [TestMethod]
    public void A_static_address_is_handed_on()
    {
        var wifi = new ScriptedWifi();
        wifi.Put("attic", "a", -60);
        var networks = new KnownNetworks { Address = new StaticAddress("192.0.2.9", "255.255.255.0", "192.0.2.1", "192.0.2.1") };
        networks.Add("attic", "a");
        Run(new WifiKeeper(wifi, networks, new CountingRandom()), 0, 1000);
        Assert.AreEqual("192.0.2.9", wifi.LastAddress.Address);
    }

    [TestMethod]
    public void Without_networks_it_does_nothing()
    {
        var wifi = new ScriptedWifi();
        WifiKeeper keeper = Keeper(wifi);
        Assert.AreEqual(Time.Never, keeper.Step(0));
        Assert.AreEqual(0, wifi.Scans);
    }

    internal static WifiKeeper Keeper(ScriptedWifi wifi, params string[] networks)
    {
        var known = new KnownNetworks();
        for (int i = 0; i < networks.Length; i++)
        {
            string[] parts = networks[i].Split(':');
            known.Add(parts[0], parts[1]);
        }

        return new WifiKeeper(wifi, known, new CountingRandom());
    }

    private static long Run(WifiKeeper keeper, long fromMs, long toMs)
    {
        long now = fromMs;
        while (now < toMs)
        {
            long next = keeper.Step(now);
            Assert.IsTrue(next > now, "it must not spin");
            now = next;
        }

        return now;
    }
}
