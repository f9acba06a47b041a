using Telenode.Coap;

namespace Telenode.Uplinks;

/// <summary>Who an endpoint works for: told of each event while the message that it is about is still there.</summary>
public interface ICoapOwner
{
    /// <summary>Something has happened; <see cref="CoapEndpoint.EventHandle"/> and <see cref="CoapEndpoint.Message"/> say to what.</summary>
    /// <param name="what">Never <see cref="CoapEvent.None"/>.</param>
    /// <param name="nowMs">Monotonic ms.</param>
    void OnCoapEvent(CoapEvent what, long nowMs);
}
