using Telenode.SimBoard.Fuzz;

namespace Telenode.Tests.Host.Fuzz;

/// <summary>What stands on flash, in a setting or on a serial line, a million inputs each.</summary>
[TestClass]
public sealed class FuzzLocalTests
{
    [TestMethod]
    [DataRow("settings")]
    [DataRow("settings-slot")]
    [DataRow("console")]
    [DataRow("improv")]
    [DataRow("journal")]
    [DataRow("filter")]
    [DataRow("derived")]
    [DataRow("sensor")]
    [DataRow("url")]
    public void Nothing_on_flash_or_in_a_setting_breaks_a_decoder(string name) => FuzzTestRun.Of(name);

    [TestMethod]
    public void Every_target_is_tried()
    {
        IEnumerable<string> rows = new[] { typeof(FuzzNetworkTests), typeof(FuzzLocalTests) }
            .SelectMany(type => type.GetMethods())
            .SelectMany(method => method.GetCustomAttributes(typeof(DataRowAttribute), false))
            .Select(row => (string)((DataRowAttribute)row).Data[0]!);
        CollectionAssert.AreEquivalent(FuzzTargets.All().Select(target => target.Name).ToArray(), rows.ToArray());
    }
}
