using Telenode.SimBoard;

namespace Telenode.Cli.Sim;

/// <summary>One way to show a running simulated board to a person or a program.</summary>
internal interface ISimView
{
    /// <summary>Something worth a line: a connection made or lost, a sensor failing, a cell of a record that is no number.</summary>
    void Event(BoardEvent happened);

    /// <summary>The board as it is now; called a few times a second.</summary>
    void Show(BoardSnapshot board);

    /// <summary>The board has ended.</summary>
    void End(SimSummary summary);
}
