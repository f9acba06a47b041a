namespace Telenode.Coap;

/// <summary>A resource that a server offers.</summary>
public interface ICoapResource
{
    /// <summary>Answers a request, or one block of it. Must not throw for what a client sends.</summary>
    /// <param name="request">What came; valid during the call.</param>
    /// <param name="reply">To be filled in; 4.05 Method Not Allowed unless a code is set.</param>
    void Handle(CoapIncoming request, CoapReply reply);
}
