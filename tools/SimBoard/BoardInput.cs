using Telenode.SimBoard.Net;

namespace Telenode.SimBoard;

/// <summary>Everything that a board listens to, to be waited for together.</summary>
internal sealed class BoardInput(IInput[] inputs) : IInput
{
    private const int TurnMs = 5;

    /// <summary>Waits; with several inputs in turns, so that none waits long for the others.</summary>
    public void Wait(int milliseconds)
    {
        int turn = inputs.Length == 1 ? milliseconds : Math.Min(milliseconds, TurnMs);
        foreach (IInput input in inputs)
        {
            input.Wait(turn);
        }
    }
}
