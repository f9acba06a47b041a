namespace Telenode.Tests.Host.Fuzz;

/// <summary>What comes over a network, a million inputs each: an answer and no exception, within the input, in time, without heap that grows.</summary>
[TestClass]
public sealed class FuzzNetworkTests
{
    [TestMethod]
    [DataRow("mqtt5")]
    [DataRow("mqtt311")]
    [DataRow("websocket-answer")]
    [DataRow("websocket-frames")]
    [DataRow("cbor")]
    [DataRow("senml")]
    [DataRow("json")]
    [DataRow("coap")]
    [DataRow("coap-tcp")]
    [DataRow("dtls-client")]
    [DataRow("dtls-server")]
    [DataRow("oscore-request")]
    [DataRow("oscore-response")]
    [DataRow("downlink")]
    [DataRow("sntp")]
    public void Nothing_that_comes_over_a_network_breaks_a_decoder(string name) => FuzzTestRun.Of(name);
}
