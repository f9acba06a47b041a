namespace Telenode.Coap;

/// <summary>/.well-known/core: the list of our resources, filtered by a query (RFC 6690 §4).</summary>
internal sealed class WellKnownCore : ICoapResource
{
    private readonly LinkList _links;

    public WellKnownCore(ResourceTable resources)
    {
        _links = new LinkList(resources);
    }

    public void Handle(CoapIncoming request, CoapReply reply)
    {
        if (request.Message.Code != CoapCode.Get)
        {
            return;
        }

        if (request.Message.Accept >= 0 && request.Message.Accept != ContentFormat.LinkFormat)
        {
            reply.Code = CoapCode.NotAcceptable;
            return;
        }

        _links.Select(request.Message);
        reply.Code = CoapCode.Content;
        reply.ContentFormat = ContentFormat.LinkFormat;
        reply.Body = _links;
        reply.IsEmptyHanded = _links.Size == 0;
    }
}
