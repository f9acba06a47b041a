using Telenode.SimBoard.Fuzz;

namespace Telenode.Tests.Host.Fuzz;

/// <summary>One target in a test.</summary>
internal static class FuzzTestRun
{
    private const long Inputs = 1_000_000;

    /// <summary>Fails with the finding, if there is one.</summary>
    public static void Of(string name)
    {
        FuzzTarget target = FuzzTargets.Find(name) ?? throw new AssertFailedException("there is no target " + name);
        var run = new FuzzWatch(target, Seed);
        FuzzFinding? finding = run.Run(Inputs, () => { }, CancellationToken.None);
        Console.WriteLine($"{name}: {run.Done} inputs, {run.Outcomes} outcomes");
        Assert.IsNull(finding, finding?.ToString());
        Assert.IsGreaterThan(5, run.Outcomes, "it gets no further than the door");
    }

    // The same inputs in every run, so that a test that passed passes again; ./run fuzz NAME --seed tries others.
    private const int Seed = 1;
}
