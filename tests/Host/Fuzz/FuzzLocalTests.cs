using Telenode.SimBoard.Fuzz;

namespace Telenode.Tests.Host.Fuzz;

/// <summary>What comes out of protected channels, from flash or from a person, up to a million inputs each.</summary>
[TestClass]
public sealed class FuzzLocalTests
{
    private const long Inputs = 1_000_000;

    // A handshake, a key schedule or a sensor's options for each.
    private const long CostlyInputs = 500_000;

    // A journal is opened, filled and emptied for each.
    private const long JournalInputs = 250_000;

    // Lines and commands make strings, and a misspelt key is compared with every other one.
    private const long LineInputs = 100_000;

    [TestMethod]
    [DataRow("dtls-client", CostlyInputs)]
    [DataRow("dtls-server", CostlyInputs)]
    [DataRow("oscore-request", CostlyInputs)]
    [DataRow("oscore-response", CostlyInputs)]
    [DataRow("settings", LineInputs)]
    [DataRow("settings-slot", Inputs)]
    [DataRow("console", LineInputs)]
    [DataRow("improv", LineInputs)]
    [DataRow("downlink", LineInputs)]
    [DataRow("journal", JournalInputs)]
    [DataRow("filter", Inputs)]
    [DataRow("sensor", CostlyInputs)]
    public void Nothing_on_flash_or_in_a_setting_breaks_a_decoder(string name, long inputs) => FuzzTestRun.Of(name, inputs);

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
