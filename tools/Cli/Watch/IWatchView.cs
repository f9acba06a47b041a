namespace Telenode.Cli.Watch;

/// <summary>Where a watch shows what it sees.</summary>
internal interface IWatchView
{
    void Show(Report report);

    /// <summary>Shows a line about the connection.</summary>
    void Notice(string text);

    /// <summary>Shows why the watch ends before its time.</summary>
    void Fail(string text);

    /// <summary>Called several times a second.</summary>
    void Refresh(WatchSummary soFar);

    void Finish(WatchSummary summary);
}
