using Telenode.SimBoard.Decoding;

namespace Telenode.Tests.Host.Simulation;

/// <summary>What came of each reading, (boot, sequence), beside what the broker was sent and what it took.</summary>
internal sealed class DeliveryRecord
{
    private readonly TelemetryDecoder _decoder = new();
    private readonly Dictionary<(long Boot, long Sequence), int> _came;
    private readonly Dictionary<(long Boot, long Sequence), int> _sent;
    private readonly Dictionary<(long Boot, long Sequence), int> _taken;
    private readonly int _forgotten;

    public DeliveryRecord(IEnumerable<byte[]> packs, AckRecorder record)
    {
        _came = Count(packs);
        _sent = Count(record.Published);
        _taken = Count(record.Taken);
        _forgotten = record.ForgottenSessions;
    }

    private IEnumerable<(long Boot, long Sequence)> Missing => Boots.SelectMany(boot => Enumerable.Range(1, (int)boot.Value).Select(sequence => (boot.Key, (long)sequence))).Where(reading => !_came.ContainsKey(reading));

    private IEnumerable<KeyValuePair<(long Boot, long Sequence), int>> Twice => _came.Where(reading => reading.Value > 1);

    // The last reading of each boot that is known to have been taken: what a kill may cost is younger.
    private Dictionary<long, long> Boots => _came.Keys.Concat(_sent.Keys).GroupBy(reading => reading.Boot).ToDictionary(boot => boot.Key, boot => boot.Max(reading => reading.Sequence));

    public void Check(int qos)
    {
        Assert.IsTrue(_came.Count > 20 && Boots.Count > 1, "hardly anything came: " + this);
        string lost = string.Join(", ", Missing.Where(reading => !_taken.ContainsKey(reading)).Take(10).Select(reading => $"{reading.Item1}/{reading.Item2}"));
        Assert.AreEqual("", lost, "did not come, and the broker had not taken them");
        string twice = string.Join(", ", Twice.Where(reading => qos == 2 || _sent.GetValueOrDefault(reading.Key) < reading.Value).Take(10).Select(reading => $"{reading.Key.Boot}/{reading.Key.Sequence}"));
        Assert.AreEqual("", twice, qos == 2 ? "came twice at QoS 2" : "came more often than they were sent");
    }

    public override string ToString() =>
        $"{_came.Count} readings of {Boots.Count} boots came, {Twice.Count()} of them twice; {Missing.Count()} did not, each of which the broker had acknowledged; it had forgotten the session {_forgotten} times";

    private Dictionary<(long Boot, long Sequence), int> Count(IEnumerable<byte[]> packs) => packs
        .SelectMany(pack => _decoder.Decode(pack, 0).Readings)
        .Where(reading => reading.Boot is not null && reading.Sequence is not null)
        .GroupBy(reading => (reading.Boot!.Value, reading.Sequence!.Value))
        .ToDictionary(reading => reading.Key, reading => reading.Count());
}
