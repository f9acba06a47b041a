using Telenode.SimBoard.Simulation;

namespace Telenode.Tests.Host.Simulation;

/// <summary>Whole deployments with faults on virtual time: two hundred seeds of every profile, fewer of those that sleep, an hour of faults each (docs/reliability.md).</summary>
[TestClass]
[DoNotParallelize] // it uses every processor itself, and others measure the heap
public class SimulationTests
{
    private const int Seeds = 200;

    // A waking makes the whole device anew: a sleeping hour takes eight times as long as another.
    private const int SleepingSeeds = 50;
    private const long Hour = 3_600_000;

    public static IEnumerable<object[]> ProfileNames => Profiles.All.Select(profile => new object[] { profile.Name });

    public TestContext TestContext { get; set; } = null!;

    [TestMethod]
    [DynamicData(nameof(ProfileNames))]
    public void No_promise_is_broken(string profile)
    {
        SimulationOptions options = Profiles.Find(profile)! with { FaultyMs = Hour };
        long delivered = 0;
        int seeds = options.SleepConnect > 0 ? SleepingSeeds : Seeds;
        Parallel.For(1, seeds + 1, seed =>
        {
            SimulationResult result = Run(options, seed);
            Interlocked.Add(ref delivered, result.Delivered);
        });
        TestContext.WriteLine($"{profile}: {seeds} seeds, {delivered} readings arrived");
        Assert.IsGreaterThan(seeds * 50, delivered);
    }

    [TestMethod]
    public void A_seed_gives_the_same_run_twice()
    {
        SimulationOptions options = Profiles.Find("everything")! with { FaultyMs = Hour };
        Assert.AreEqual(Run(options, 7), Run(options, 7));
    }

    [TestMethod]
    public void A_broker_of_3_1_1_has_each_message_of_QoS_2_once_over_power_cuts_too()
    {
        SimulationOptions options = Profiles.Find("power")! with { FaultyMs = Hour };
        for (int seed = 5; seed <= 45; seed += 10)
        {
            Assert.AreEqual(Telenode.Mqtt.MqttVersion.V311, Profiles.Vary(options, seed).Version);
            Run(options, seed);
        }
    }

    [TestMethod]
    public void At_QoS_1_a_healthy_deployment_writes_nothing_to_flash_but_what_its_channels_are()
    {
        SimulationOptions options = Profiles.Find("calm")! with { FaultyMs = Hour };
        Assert.AreEqual(1, Run(options, 2).FlashWrites); // even seeds are QoS 1
    }

    private static SimulationResult Run(SimulationOptions options, int seed)
    {
        var simulation = new SimBoard.Simulation.Simulation(Profiles.Vary(options, seed), seed);
        try
        {
            simulation.Run();
        }
        catch (Exception e)
        {
            Assert.Fail($"{options.Name}: seed {seed}: {e.Message}; replay it with: ./run simulate --profile {options.Name} --hours 1 --seed {seed} --trace");
        }

        return simulation.Result;
    }
}
