using Telenode.SimBoard;

namespace Telenode.Cli.Sim;

/// <summary>How a run of the simulated board ended.</summary>
/// <param name="Board">Its last state.</param>
/// <param name="BrokerAddress">Where it published to.</param>
/// <param name="RealSeconds">How long it took.</param>
internal sealed record SimSummary(BoardSnapshot Board, string BrokerAddress, double RealSeconds)
{
    /// <summary>Readings were taken, and every one was acknowledged.</summary>
    public bool AllAcknowledged => Board.Taken > 0 && Board.Acknowledged == Board.Taken;

    /// <summary>What was not acknowledged and why, or null when all was.</summary>
    public string? Shortfall
    {
        get
        {
            if (AllAcknowledged)
            {
                return null;
            }

            if (Board.Taken == 0)
            {
                return "no reading was taken: the events above say what the sensors lack; where they say nothing the sensors still measure, as an ENS160 does for its first three minutes";
            }

            string waiting = Board.Waiting > 0 ? $"{Board.Waiting} of {Board.Taken} readings were not acknowledged" : "";
            string lost = Board.Lost > 0 ? $"{Board.Lost} of {Board.Taken} readings were dropped because the outbox was full" : "";
            string both = waiting.Length > 0 && lost.Length > 0 ? $"{lost}, {waiting}" : lost + waiting;
            return $"{both}: {Board.Failure ?? "the broker had not answered when the run ended"}";
        }
    }
}
