using Telenode.Coap;

namespace Telenode.Uplinks;

/// <summary>Finds the resource directory of a URL, and finds it anew when it stays silent, since its address may have changed.</summary>
internal sealed class DirectoryClient
{
    private const int RetryMs = 30000;
    private const string DefaultPath = "rd"; // the usual one (RFC 9176 §4.1)

    private readonly EndpointUrl _url;
    private readonly PlainChannel _network;
    private readonly DirectoryRegistration _registration;
    private bool _isFound;
    private long _retryAtMs;

    public DirectoryClient(CoapEndpoint endpoint, PlainChannel network, EndpointUrl url, string name, int lifetimeSeconds)
    {
        _url = url;
        _network = network;
        _registration = new DirectoryRegistration(endpoint, name, lifetimeSeconds, url.Path.Length == 0 ? DefaultPath : url.Path);
    }

    public bool IsRegistered => _registration.IsRegistered;

    public long NextMs => _isFound ? _registration.NextMs : _retryAtMs;

    public void Step(long nowMs)
    {
        if (_isFound)
        {
            _registration.Step(nowMs);
            return;
        }

        if (nowMs < _retryAtMs)
        {
            return;
        }

        int peer = _network.Resolve(_url.Host, _url.Port);
        if (peer > 0)
        {
            _isFound = true;
            _registration.Start(peer, nowMs);
        }

        // Resolving takes a moment, and a name that cannot be resolved now may be later.
        _retryAtMs = nowMs + (peer < 0 ? RetryMs : 20);
    }

    public void TakeEvent(CoapEvent what, long nowMs)
    {
        if (_registration.TakeEvent(what, nowMs) && what == CoapEvent.TimedOut)
        {
            _isFound = false;
            _retryAtMs = _registration.NextMs;
        }
    }

    public void Remove(long nowMs) => _registration.Remove(nowMs);
}
