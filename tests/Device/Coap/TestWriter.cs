using Telenode.Coap;

namespace Telenode.Tests.Coap;

/// <summary>Writes a GET with given options by the way that a caller has: an endpoint.</summary>
internal static class TestWriter
{
    public static int Write(byte[] buffer, OptionList options)
    {
        var random = new DictatedRandom();
        var endpoint = new CoapEndpoint(new CoapOptions { Random = random, TokenLength = 0 });
        var request = new CoapRequest(8, 600);
        request.Options.AddAll(options);
        endpoint.TrySend(request, 1, 0);
        return endpoint.PollTransmit(buffer, 0, buffer.Length);
    }
}
