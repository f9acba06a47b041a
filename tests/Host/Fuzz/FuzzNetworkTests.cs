namespace Telenode.Tests.Host.Fuzz;

/// <summary>What comes over a network, and two short texts of settings to balance the load, a million inputs each: an answer and no exception, within the input, in time, without heap.</summary>
[TestClass]
public sealed class FuzzNetworkTests
{
    private const long Inputs = 1_000_000;

    // The framework's parser says no by an exception, which takes a hundred times as long.
    private const long JsonInputs = 100_000;

    [TestMethod]
    [DataRow("mqtt5", Inputs)]
    [DataRow("mqtt311", Inputs)]
    [DataRow("websocket-answer", Inputs)]
    [DataRow("websocket-frames", Inputs)]
    [DataRow("cbor", Inputs)]
    [DataRow("senml", Inputs)]
    [DataRow("json", JsonInputs)]
    [DataRow("coap", Inputs)]
    [DataRow("coap-tcp", Inputs)]
    [DataRow("sntp", Inputs)]
    [DataRow("url", Inputs)]
    [DataRow("derived", Inputs)]
    public void Nothing_that_comes_over_a_network_breaks_a_decoder(string name, long inputs) => FuzzTestRun.Of(name, inputs);
}
