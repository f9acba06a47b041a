using System.Globalization;
using System.Text;
using Telenode.SimBoard;
using Telenode.Telemetry;

namespace Telenode.Cli.Sim;

/// <summary>Plain lines, for a file or a pipe: one a second, one for each event, and the summary.</summary>
internal sealed class PlainView(TextWriter output) : ISimView
{
    private const int MostChannels = 12;

    private long _lastLineMs;

    public void Event(BoardEvent happened) => output.WriteLine($"{Clock(happened.UnixMs)}  {happened.Text}");

    public void Show(BoardSnapshot board)
    {
        long now = Environment.TickCount64;
        if (now - _lastLineMs < 1000 || board.Taken == 0)
        {
            return;
        }

        _lastLineMs = now;
        var line = new StringBuilder(Clock(board.UnixMs)).Append("  ");
        foreach (ChannelSnapshot channel in board.Channels.Take(MostChannels))
        {
            line.Append(channel.Name).Append(' ').Append(channel.Value ?? "-").Append(' ').Append(Units.Shown(channel.Unit)).Append("  ");
        }

        if (board.Channels.Count > MostChannels)
        {
            line.Append(CultureInfo.InvariantCulture, $"and {board.Channels.Count - MostChannels} more  ");
        }

        output.WriteLine(line.Append("| ").Append(Delivery(board)));
        output.Flush();
    }

    public void End(SimSummary summary)
    {
        BoardSnapshot board = summary.Board;
        output.WriteLine();
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{board.DeviceId}: {TimeSpan.FromMilliseconds(board.MonotonicMs):d\\.hh\\:mm\\:ss} of device time in {summary.RealSeconds:0.0} s, to {summary.BrokerAddress}"));
        output.WriteLine("  " + Delivery(board));
        if (board.BytesPerReading is { } bytes)
        {
            string heap = board.HeapBytesPerReading is { } h ? string.Create(CultureInfo.InvariantCulture, $"{h:0.#}") : "not measured (too short)";
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {bytes:0.0} bytes on the wire per reading, heap bytes per reading: {heap}"));
        }

        if (board.Warning is { } warning)
        {
            output.WriteLine("  warning: " + warning);
        }

        output.WriteLine(summary.Shortfall is { } shortfall ? "  incomplete: " + shortfall : "  complete: every reading taken was acknowledged");
        output.Flush();
    }

    private static string Delivery(BoardSnapshot board) =>
        $"taken {board.Taken}  published {board.Published}  acknowledged {board.Acknowledged}  waiting {board.Waiting}  lost {board.Lost}"
        + (board.State is UplinkState.Ready or UplinkState.Closed ? "" : $"  [{board.State.ToString().ToLowerInvariant()}{(board.Failure is null ? "" : ": " + board.Failure)}]");

    private static string Clock(long unixMs) =>
        DateTimeOffset.FromUnixTimeMilliseconds(unixMs).ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
