using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Telenode.SimBoard;

namespace Telenode.Cli.Sim;

/// <summary>One JSON object a line, for programs: kind is "status", "event" or, last, "summary".</summary>
internal sealed class JsonView(TextWriter output) : ISimView
{
    private long _lastStatusMs;

    public void Event(BoardEvent happened) =>
        Write(new JsonObject { ["kind"] = "event", ["time"] = Iso(happened.UnixMs), ["text"] = happened.Text });

    public void Show(BoardSnapshot board)
    {
        long now = Environment.TickCount64;
        if (now - _lastStatusMs >= 1000)
        {
            _lastStatusMs = now;
            Write(Describe("status", board));
        }
    }

    public void End(SimSummary summary)
    {
        JsonObject line = Describe("summary", summary.Board);
        line["broker"] = summary.BrokerAddress;
        line["realSeconds"] = Math.Round(summary.RealSeconds, 3);
        line["complete"] = summary.AllAcknowledged;
        line["shortfall"] = summary.Shortfall;
        Write(line);
    }

    private static JsonObject Describe(string kind, BoardSnapshot board)
    {
        var sensors = new JsonArray();
        foreach (ChannelSnapshot channel in board.Channels)
        {
            sensors.Add(new JsonObject
            {
                ["name"] = channel.Name,
                ["value"] = channel.Value is null ? null : JsonNode.Parse(channel.Value),
                ["unit"] = channel.Unit,
                ["ageMs"] = channel.Value is null ? null : channel.AgeMs,
                ["status"] = Core.StatusText.Of(channel.Status),
                ["failures"] = channel.Failures,
            });
        }

        return new JsonObject
        {
            ["kind"] = kind,
            ["device"] = board.DeviceId,
            ["boot"] = board.Boot,
            ["time"] = Iso(board.UnixMs),
            ["deviceSeconds"] = board.MonotonicMs / 1000.0,
            ["taken"] = board.Taken,
            ["published"] = board.Published,
            ["acknowledged"] = board.Acknowledged,
            ["waiting"] = board.Waiting,
            ["lost"] = board.Lost,
            ["bytesSent"] = board.BytesSent,
            ["bytesReceived"] = board.BytesReceived,
            ["bytesPerReading"] = Rounded(board.BytesPerReading),
            ["heapBytesPerReading"] = Rounded(board.HeapBytesPerReading),
            ["uplink"] = board.State.ToString().ToLowerInvariant(),
            ["failure"] = board.Failure,
            ["warning"] = board.Warning,
            ["sensors"] = sensors,
        };
    }

    private static double? Rounded(double? value) => value is null ? null : Math.Round(value.Value, 3);

    private static string Iso(long unixMs) =>
        DateTimeOffset.FromUnixTimeMilliseconds(unixMs).ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    private void Write(JsonObject line)
    {
        output.WriteLine(line.ToJsonString(JsonSerializerOptions.Default));
        output.Flush();
    }
}
