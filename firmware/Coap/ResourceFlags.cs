namespace Telenode.Coap;

/// <summary>What a resource can do, as flags.</summary>
public static class ResourceFlags
{
    /// <summary>Nothing beyond answering.</summary>
    public const int None = 0;

    /// <summary>Clients may observe it (RFC 7641): <see cref="CoapEndpoint.Notify"/> tells them of changes.</summary>
    public const int Observable = 1;

    /// <summary>It takes bodies block by block (RFC 7959), looking at <see cref="CoapIncoming.BodyOffset"/>; others get 4.13.</summary>
    public const int TakesBlocks = 2;
}
