using Telenode.Cli.Watch;

namespace Telenode.Tests.Host.Watch;

[TestClass]
public sealed class MessageReaderTests
{
    private const long Now = 1_760_000_000_000;

    [TestMethod]
    public void StatusAndSchemaAreTakenForSuchOnlyWhenTheyAre()
    {
        var reader = new MessageReader();
        Assert.AreEqual(new StatusReport("telenode/n/status", "n", "offline"), reader.Read("telenode/n/status", "offline"u8.ToArray(), true, Now).Single());
        Assert.IsInstanceOfType<UndecodableReport>(reader.Read("plant/status", "42 %"u8.ToArray(), true, Now).Single());
        Assert.IsInstanceOfType<UndecodableReport>(reader.Read("plant/schema", "{}"u8.ToArray(), true, Now).Single());
        Assert.AreEqual(2, reader.Summarize(TimeSpan.Zero).Undecodable);
    }

    [TestMethod]
    public void DevicesDoNotShareTheirSequences()
    {
        var reader = new MessageReader();
        byte[] pack = SenmlPack();
        foreach (string topic in new[] { "telenode/1/telemetry", "telenode/2/telemetry", "alone" })
        {
            reader.Read(topic, pack, false, Now);
        }

        Assert.AreEqual(0, reader.Summarize(TimeSpan.Zero).Duplicates);
    }

    [TestMethod]
    public void RetainedTelemetryThatComesAgainIsNoDuplicate()
    {
        var reader = new MessageReader();
        byte[] pack = SenmlPack();
        reader.Read("telenode/1/telemetry", pack, true, Now);
        reader.Read("telenode/1/telemetry", pack, true, Now);
        Assert.AreEqual(0, reader.Summarize(TimeSpan.Zero).Duplicates);
        reader.Read("telenode/1/telemetry", pack, false, Now);
        reader.Read("telenode/1/telemetry", pack, false, Now);
        Assert.AreEqual(1, reader.Summarize(TimeSpan.Zero).Duplicates);
    }

    [TestMethod]
    public void EveryPayloadGivesAReportThatCanBeShown()
    {
        var random = new Random(1);
        var reader = new MessageReader();
        var views = new IWatchView[] { new LineView(TextWriter.Null, TextWriter.Null), new JsonView(TextWriter.Null, TextWriter.Null) };
        byte[][] seeds =
        [
            SenmlPack(),
            """[{"bn":"x/","bt":1e9,"n":"a","vs":"é\ud83d\ude00"},{"n":"b","vd":"AAEC","t":-1e300},{"n":"c","s":1e-400,"v":1e999}]"""u8.ToArray(),
            [0x83, 0x11, 0x00, 0x1A, 0x68, 0xE7, 0x7B, 0x00],
        ];
        for (int i = 0; i < 30_000; i++)
        {
            byte[] payload = [.. seeds[random.Next(seeds.Length)]];
            for (int changes = random.Next(4); changes > 0; changes--)
            {
                payload[random.Next(payload.Length)] = (byte)random.Next(256);
            }

            IReadOnlyList<Report> reports = reader.Read("telenode/1/telemetry", payload[..random.Next(payload.Length + 1)], false, Now);
            Assert.IsNotEmpty(reports, $"payload {i}: {Convert.ToHexString(payload)}");
            foreach (Report report in reports)
            {
                Array.ForEach(views, view => view.Show(report));
            }
        }
    }

    private static byte[] SenmlPack()
    {
        var schema = new Telenode.Encoding.PackSchema("n/", 3, ["a"], ["Cel"], [-1], includeUnits: true, includeSequence: true);
        var pack = new Telenode.Encoding.SenmlCborPack(schema);
        byte[] buffer = new byte[200];
        pack.Begin(buffer, 0, buffer.Length);
        Assert.IsTrue(pack.TryAdd(0, 215, Now, 7));
        return buffer[..pack.End()];
    }
}
