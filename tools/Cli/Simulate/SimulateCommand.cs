using System.CommandLine;
using System.Diagnostics;
using Telenode.SimBoard.Simulation;

namespace Telenode.Cli.Simulate;

/// <summary><c>telenode simulate</c>: many simulated deployments with faults, each from a seed.</summary>
internal static class SimulateCommand
{
    private const int ProgressMs = 2000;

    public static Command Create()
    {
        var seeds = new Option<int>("--seeds") { HelpName = "N", Description = "Run so many seeds of each profile", DefaultValueFactory = _ => 100 };
        var first = new Option<int>("--first") { HelpName = "S", Description = "Begin with this seed", DefaultValueFactory = _ => 1 };
        var seed = new Option<int?>("--seed") { HelpName = "S", Description = "Run this seed alone" };
        var profile = new Option<string?>("--profile")
        {
            HelpName = "NAME",
            Description = "One of " + string.Join(", ", Profiles.All.Select(known => known.Name)) + " [default: each]",
        };
        var hours = new Option<double?>("--hours") { HelpName = "H", Description = "Hours with faults [default: as the profile says, 6 to 24]" };
        var trace = new Option<bool>("--trace") { Description = "Print what happens; with --seed and --profile" };
        seeds.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() < 1)
            {
                result.AddError("--seeds: at least 1");
            }
        });
        var command = new Command("simulate", "Simulate whole deployments with faults on virtual time and check that no reading is lost") { seeds, first, seed, profile, hours, trace };
        command.SetAction(parsed => Execute(
            Chosen(parsed.GetValue(profile), parsed.GetValue(hours)),
            parsed.GetValue(seed) ?? parsed.GetValue(first),
            parsed.GetValue(seed) is null ? parsed.GetValue(seeds) : 1,
            parsed.GetValue(trace) ? Console.WriteLine : null));
        return command;
    }

    private static IReadOnlyList<SimulationOptions>? Chosen(string? name, double? hours)
    {
        IEnumerable<SimulationOptions> chosen = Profiles.All.Where(profile => name is null || profile.Name == name);
        SimulationOptions[] found = [.. chosen.Select(profile => hours is { } some ? profile with { FaultyMs = (long)(some * 3_600_000) } : profile)];
        return found.Length > 0 ? found : null;
    }

    private static int Execute(IReadOnlyList<SimulationOptions>? profiles, int first, int count, Action<string>? trace)
    {
        if (profiles is null)
        {
            Console.Error.WriteLine("telenode: --profile: one of " + string.Join(", ", Profiles.All.Select(known => known.Name)));
            return ExitCode.BadInput;
        }

        foreach (SimulationOptions profile in profiles)
        {
            if (!Run(profile, first, count, trace))
            {
                return ExitCode.Failed;
            }
        }

        return ExitCode.Ok;
    }

    private static bool Run(SimulationOptions profile, int first, int count, Action<string>? trace)
    {
        var watch = Stopwatch.StartNew();
        long reported = 0;
        var total = new Totals();
        for (int seed = first; seed < first + count; seed++)
        {
            var simulation = new Simulation(Profiles.Vary(profile, seed), seed, trace);
            try
            {
                simulation.Run();
            }
            catch (Exception e) when (e is not OutOfMemoryException)
            {
                Console.WriteLine($"{profile.Name}: seed {seed}: {(e is SimulationViolation ? e.Message : e.ToString())}");
                Console.WriteLine($"replay it with: ./run simulate --profile {profile.Name} --hours {profile.FaultyMs / 3_600_000.0} --seed {seed} --trace");
                return false;
            }

            total.Add(simulation.Result);
            if (watch.ElapsedMilliseconds - reported > ProgressMs)
            {
                reported = watch.ElapsedMilliseconds;
                Console.Error.WriteLine($"{profile.Name}: {seed - first + 1} of {count} seeds, {total.Rate(watch.Elapsed)}");
            }
        }

        Console.WriteLine($"{profile.Name}: {count} seeds, {total}, {total.Rate(watch.Elapsed)}");
        return true;
    }

    private sealed class Totals
    {
        private SimulationResult _sum = new(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);

        public void Add(SimulationResult one) => _sum = new SimulationResult(
            _sum.Taken + one.Taken, _sum.Delivered + one.Delivered, _sum.Duplicates + one.Duplicates, _sum.Excused + one.Excused,
            _sum.Lost + one.Lost, _sum.Boots + one.Boots, _sum.Connections + one.Connections, _sum.Steps + one.Steps,
            _sum.VirtualMs + one.VirtualMs, _sum.FlashWrites + one.FlashWrites, _sum.FlashBytes + one.FlashBytes, _sum.FlashErases + one.FlashErases);

        public string Rate(TimeSpan spent) => $"{_sum.VirtualMs / 86_400_000.0 / Math.Max(0.001, spent.TotalSeconds):F2} days a second";

        public override string ToString() =>
            $"{_sum.VirtualMs / 86_400_000.0:F1} days, {_sum.Taken} readings, {_sum.Delivered} arrived, {_sum.Duplicates} again, {_sum.Lost} dropped and counted, "
            + $"{_sum.Excused} unwritten at a power cut, {_sum.Boots} starts, {_sum.Connections} connections, {_sum.FlashWrites} flash writes, {_sum.FlashErases} erases";
    }
}
