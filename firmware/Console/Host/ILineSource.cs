namespace Telenode.SerialConsole;

/// <summary>An answer that comes a line at a time, over several turns of the loop.</summary>
public interface ILineSource
{
    /// <summary>The next line.</summary>
    /// <param name="nowMs">Monotonic ms.</param>
    /// <returns>A line without its end; empty when there is none yet, ask again at the next turn; null after the last.</returns>
    string NextLine(long nowMs);
}
