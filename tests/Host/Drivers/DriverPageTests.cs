using System.Text.RegularExpressions;
using Telenode.Board;
using Telenode.Core;
using Telenode.Drivers;
using Telenode.SimBoard;

namespace Telenode.Tests.Host.Drivers;

/// <summary>The drivers' pages against the drivers: their lines work as they stand, and they name the options that there are.</summary>
[TestClass]
public sealed partial class DriverPageTests
{
    private static readonly string _folder = Path.Combine(Repository.Root, "drivers");

    public static IEnumerable<object[]> Pages =>
        Directory.GetFiles(_folder, "README.md", SearchOption.AllDirectories).Select(file => new object[] { Path.GetFileName(Path.GetDirectoryName(file))! });

    [TestMethod]
    [DynamicData(nameof(Pages))]
    public void Lines_of_a_page_measure_and_its_options_are_the_driver_s(string page)
    {
        string text = File.ReadAllText(Path.Combine(_folder, page, "README.md"));
        foreach (string part in new[] { "```", "| one ", "## Setting", "## Errors", "draws" })
        {
            // A contact has no steps: its values are two.
            Assert.IsTrue(text.Contains(part, StringComparison.OrdinalIgnoreCase) || (page == "Contact" && part == "| one "), $"{page} has no {part}");
        }

        string setting = text.Split("## Setting")[1].Split("\n## ")[0];
        string[] lines = [.. SensorSetting().Matches(setting).Select(match => match.Groups[1].Value)];
        Assert.IsGreaterThan(0, lines.Length, page);
        int quantities = lines.Max(AssertMeasures);

        // "name" and "interval" are every sensor's, and stand on the page that the section points to; "give" too, where there is nothing to choose.
        string[] common = quantities == 1 ? ["name", "interval", "give"] : ["name", "interval"];
        string[] known = [.. lines.SelectMany(line => Known(line.Split(' ')[0])).Distinct()];
        foreach (string option in known.Except(common))
        {
            StringAssert.Contains(setting, option + "=", $"{page} says nothing of {option}=");
        }

        string[] named = [.. OptionName().Matches(setting).Select(match => match.Groups[1].Value).Distinct()];
        Assert.IsEmpty(named.Except(known).ToArray(), page);
    }

    [TestMethod]
    public void The_table_in_the_docs_links_every_page()
    {
        string docs = Repository.Read("docs/sensors.md");
        foreach (object[] page in Pages)
        {
            StringAssert.Contains(docs, $"(../drivers/{page[0]}/README.md)");
        }
    }

    private static int AssertMeasures(string line)
    {
        if (SensorKinds.IsOfPackage(SensorKinds.Find(new SensorLine(line).Kind)))
        {
            Assert.IsNull(SensorFactory.Check(line, 60_000));
            return new DhtSensor(new SensorLine(line)).QuantityCount;
        }

        var clock = new ManualClock { MonotonicMs = 1_000_000 };
        var ports = new SimPorts(clock);
        var factory = new SensorFactory(ports, 60_000);
        Assert.IsTrue(factory.Add(line), $"{line}: {factory.Problem}");
        ports.Seat(factory.LineAt(0));
        var sensor = factory.Slots()[0].Sensor;
        var values = new long[8];
        Status status = sensor.Begin(clock.MonotonicMs);
        while (status == Status.Pending)
        {
            clock.MonotonicMs = Math.Max(clock.MonotonicMs, sensor.ReadyAtMs);
            status = sensor.Fetch(clock.MonotonicMs, values, 0);
        }

        Assert.AreEqual(Status.Ok, status, line);
        return sensor.QuantityCount;
    }

    private static string[] Known(string kindAndPlace)
    {
        if (SensorKinds.IsOfPackage(SensorKinds.Find(new SensorLine(kindAndPlace).Kind)))
        {
            return ["name", "interval", "trigger", "give"];
        }

        var factory = new SensorFactory(new SimPorts(new ManualClock()), 60_000);
        Assert.IsFalse(factory.Add(kindAndPlace + " nonsense=1"));
        return factory.Problem.Split("it knows ")[1].Split(", ");
    }

    [GeneratedRegex("`sensor\\.\\d+ = ([^`]+)`")]
    private static partial Regex SensorSetting();

    [GeneratedRegex("(?<=[` ])([a-z]+)=")]
    private static partial Regex OptionName();
}
