using Telenode.Coap;
using Telenode.Uplinks;

namespace Telenode.Tests.Coap;

/// <summary>RFC 7252 §6.4: a URL becomes options.</summary>
[TestClass]
public class TargetTests
{
    [TestMethod]
    [DataRow("coap://example.com/a", "3b6578616d706c652e636f6d" + "8161")] // a name goes along as Uri-Host
    [DataRow("coap://Example.COM", "3b6578616d706c652e636f6d")] // in lower case (step 5)
    [DataRow("coap://127.0.0.1:61616//", "b000")] // two empty segments
    [DataRow("coap://[2001:db8::2:1]/", "")] // an address does not go along, nor does a path without segments
    [DataRow("coap://198.51.100.1:61616//%2F//?%2F%2F&?%26", "b0" + "012f" + "00" + "00" + "422f2f" + "023f26")] // the last example of Appendix B
    [DataRow("coap://h/%E3%81%93", "3168" + "83e38193")] // UTF-8
    [DataRow("coap://h/a/", "3168" + "8161" + "00")] // "a" and then an empty segment
    [DataRow("coap://h/a?", "3168" + "8161")]
    public void Urls(string text, string options)
    {
        var desk = new Desk(new CoapOptions { TokenLength = 0 }, 0);
        var request = new CoapRequest();
        CoapTarget.AddTo(request, EndpointUrl.Parse(text, out string error));
        Assert.IsNull(error);
        desk.Endpoint.TrySend(request, Desk.Peer, 0);
        Assert.AreEqual("40010000" + options, desk.Sent());
    }
}
