namespace Telenode.SimBoard.Fuzz;

/// <summary>Runs a target on a thread of its own and looks whether it gets on: a decoder that hangs cannot be stopped, only named.</summary>
public sealed class FuzzWatch
{
    // Inputs take microseconds; a machine that is busy with other things may stop a thread for seconds.
    private const int HangMs = 60_000;

    private readonly FuzzTarget _target;
    private readonly FuzzRun _run;

    /// <summary>Prepares a run.</summary>
    public FuzzWatch(FuzzTarget target, int seed)
    {
        _target = target;
        _run = new FuzzRun(target, seed);
    }

    /// <summary>Inputs decoded so far.</summary>
    public long Done => _run.Done;

    /// <summary>Different outcomes.</summary>
    public int Outcomes => _run.Outcomes;

    /// <summary>Runs so many inputs.</summary>
    /// <param name="inputs">How many.</param>
    /// <param name="progress">Called a few times a second, on the caller's thread.</param>
    /// <param name="abort">Ends it early.</param>
    /// <returns>The first finding, or null.</returns>
    public FuzzFinding? Run(long inputs, Action progress, CancellationToken abort)
    {
        const int Batch = 1000;
        FuzzFinding? finding = null;
        var thread = new Thread(() =>
        {
            for (long left = inputs; left > 0 && finding is null && !abort.IsCancellationRequested; left -= Batch)
            {
                finding = _run.Run(Math.Min(Batch, left));
            }
        }) { IsBackground = true, Name = "fuzz" };
        thread.Start();
        long seen = -1;
        long since = Environment.TickCount64;
        while (!thread.Join(200))
        {
            progress();
            if (_run.Done != seen)
            {
                seen = _run.Done;
                since = Environment.TickCount64;
            }
            else if (Environment.TickCount64 - since > HangMs)
            {
                return new FuzzFinding(_target.Name, _run.Current, $"it has not come to an end in {HangMs / 1000} s");
            }
        }

        return finding;
    }
}
