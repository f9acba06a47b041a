using System.Text;
using Telenode.SerialConsole;

namespace Telenode.Tests.Host.SerialConsole;

/// <summary>docs/settings.md has a row for every setting of the schema, and no other.</summary>
[TestClass]
public class SettingsDocumentTests
{
    [TestMethod]
    public void The_table_is_the_schema()
    {
        string document = Repository.Read("docs/settings.md");
        const string Head = "| --- | --- | --- | --- | --- |\n";
        int begin = document.IndexOf(Head, StringComparison.Ordinal) + Head.Length;
        Assert.AreEqual(Table(), document[begin..document.IndexOf("\n\n", begin, StringComparison.Ordinal)] + "\n");
    }

    [TestMethod]
    public void Every_line_of_the_schema_can_be_read()
    {
        for (int cursor = 0; SettingsSchema.SpecAt(cursor) is SettingSpec spec; cursor = SettingsSchema.After(cursor))
        {
            string key = spec.Key.Replace("N", "7", StringComparison.Ordinal).Replace("Q", "co2", StringComparison.Ordinal);
            Assert.AreEqual(key, SettingsSchema.Canonical(key));
            Assert.AreEqual(spec.Key, SettingsSchema.Find(key).Key);
            Assert.IsTrue(spec.Min <= spec.Max, spec.Key);
            Assert.IsTrue(spec.Default == null || spec.Problem(spec.Default) == null, spec.Key + "'s default is no value for it");
            Assert.IsTrue(spec.Help.Length is > 10 and < 120 && !spec.Help.EndsWith('.'), spec.Key);
        }
    }

    private static string Table()
    {
        var table = new StringBuilder();
        for (int cursor = 0; SettingsSchema.SpecAt(cursor) is SettingSpec spec; cursor = SettingsSchema.After(cursor))
        {
            string expected = spec.Type == SettingType.Choice ? spec.Expected : spec.Expected.Split(',')[0];
            string counts = spec.Effect == SettingEffect.Restart ? "after a reboot" : "at once";
            table.Append($"| `{spec.Key}` | {expected}{(spec.IsSecret ? ", secret" : "")} | {(spec.Default == null ? "" : $"`{spec.Default}`")} | {counts} | {spec.Help} |\n");
        }

        return table.ToString();
    }
}
