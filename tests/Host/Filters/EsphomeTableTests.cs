using System.Globalization;
using Telenode.Telemetry;

namespace Telenode.Tests.Host.Filters;

/// <summary>The cases in docs/filters.md that stand beside ESPHome's results: each chain gives what its row says.</summary>
[TestClass]
public sealed class EsphomeTableTests
{
    [TestMethod]
    public void Every_row_of_the_table_is_what_the_chain_gives()
    {
        string[][] rows = [.. File.ReadAllText(Path.Combine(Repository.Root, "docs/filters.md"))
            .Split("### The same readings through both")[1].Split("\n## ")[0].Split('\n')
            .Where(line => line.StartsWith('|')).Skip(2).Select(line => line.Trim('|').Split('|', StringSplitOptions.TrimEntries))];
        Assert.IsGreaterThan(20, rows.Length);
        foreach (string[] row in rows)
        {
            Assert.HasCount(5, row);
            string[] readings = row[0].Split(' ');
            Assert.HasCount(readings.Length, row[2].Split(' '), "a result there for each reading of " + row[0]);
            Assert.AreEqual(row[4], Feed(row[3].Trim('`'), readings), row[3] + " of " + row[0]);
        }
    }

    private static string Feed(string text, string[] readings)
    {
        FilterChain chain = FilterChain.Parse(text, new Quantity("t", "Cel", -2), out string error)!;
        Assert.IsNotNull(chain, text + ": " + error);
        var results = new List<string>();
        for (int i = 0; i < readings.Length; i++)
        {
            // The sampler does not run the chain of a failed measurement.
            bool failed = readings[i] == "×";
            long value = failed ? 0 : (long)(decimal.Parse(readings[i], CultureInfo.InvariantCulture) * 100);
            bool sent = !failed && chain.Run(ref value, i * 1000) <= FilterVerdict.PassAtOnce;
            decimal shown = value * (decimal)Math.Pow(10, chain.Output.Exponent);
            results.Add(sent ? shown.ToString("0.####", CultureInfo.InvariantCulture) : "·");
        }

        return string.Join(' ', results);
    }
}
