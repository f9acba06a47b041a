using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using Telenode.SimBoard.Fuzz;

namespace Telenode.Cli.Fuzz;

/// <summary><c>telenode fuzz</c>: a decoder against inputs that are nearly right.</summary>
internal static class FuzzCommand
{
    public static Command Create()
    {
        var name = new Argument<string?>("NAME") { Description = "The decoder, or all; without it they are listed", Arity = ArgumentArity.ZeroOrOne };
        var inputs = new Option<long>("--inputs") { HelpName = "N", Description = "How many inputs", DefaultValueFactory = _ => 1_000_000 };
        var seed = new Option<int>("--seed") { HelpName = "S", Description = "Seed of the inputs", DefaultValueFactory = _ => 1 };
        var input = new Option<string?>("--input") { HelpName = "HEX", Description = "One input in hexadecimal digits, as a finding names it; empty for none" };
        inputs.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<long>() < 1)
            {
                result.AddError("--inputs: at least 1");
            }
        });
        var command = new Command("fuzz", "Try a decoder with a great many inputs that are nearly right") { name, inputs, seed, input };
        command.SetAction(parsed => Run(parsed.GetValue(name), parsed.GetValue(inputs), parsed.GetValue(seed), parsed.GetValue(input)));
        return command;
    }

    private static int Run(string? name, long inputs, int seed, string? input)
    {
        IReadOnlyList<FuzzTarget> all = FuzzTargets.All();
        if (name is null)
        {
            foreach (FuzzTarget target in all)
            {
                Console.WriteLine($"{target.Name,-18} {target.Decodes}");
            }

            return ExitCode.Ok;
        }

        FuzzTarget[] chosen = [.. all.Where(target => name == "all" || target.Name == name)];
        if (chosen.Length == 0)
        {
            Console.Error.WriteLine($"telenode: there is no decoder \"{name}\"; ./run fuzz lists them");
            return ExitCode.BadInput;
        }

        if (input is not null)
        {
            return One(chosen[0], input);
        }

        using var abort = new CancellationTokenSource();
        Console.CancelKeyPress += (_, e) =>
        {
            e.Cancel = true;
            abort.Cancel();
        };
        return chosen.All(target => Many(target, inputs, seed, abort.Token)) ? ExitCode.Ok : ExitCode.Failed;
    }

    private static int One(FuzzTarget target, string hex)
    {
        byte[] bytes;
        try
        {
            bytes = hex == "empty" ? [] : Convert.FromHexString(hex);
        }
        catch (FormatException)
        {
            Console.Error.WriteLine("telenode: --input takes hexadecimal digits, two a byte");
            return ExitCode.BadInput;
        }

        FuzzFinding? finding = new FuzzRun(target, 0).Try(bytes);
        Console.WriteLine(finding?.ToString() ?? $"{target.Name}: nothing is wrong with it");
        return finding is null ? ExitCode.Ok : ExitCode.Failed;
    }

    private static bool Many(FuzzTarget target, long inputs, int seed, CancellationToken abort)
    {
        var watch = Stopwatch.StartNew();
        var run = new FuzzWatch(target, seed);
        FuzzFinding? finding = run.Run(inputs, () => Progress("\r"), abort);
        Progress(Console.IsOutputRedirected ? "" : "\r");
        Console.WriteLine();
        if (finding is not null)
        {
            Console.WriteLine(finding);
        }

        return finding is null;

        void Progress(string begin)
        {
            if (begin.Length == 0 || !Console.IsOutputRedirected)
            {
                double seconds = Math.Max(0.001, watch.Elapsed.TotalSeconds);
                Console.Write(string.Create(
                    CultureInfo.InvariantCulture,
                    $"{begin}{target.Name,-18} {run.Done,12:N0} of {inputs:N0} inputs  {run.Done / seconds,10:N0} a second  {run.Outcomes,5} outcomes  seed {seed} "));
            }
        }
    }
}
