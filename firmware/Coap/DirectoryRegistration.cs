using System;
using Telenode.Core;

namespace Telenode.Coap;

/// <summary>Keeps an endpoint's resources registered with a resource directory (RFC 9176 §5): registers, refreshes before the lifetime
/// is over, registers anew when the directory has forgotten it, never gives up, and takes its leave.</summary>
public sealed class DirectoryRegistration
{
    private const int RetryMs = 30000;

    private readonly CoapEndpoint _endpoint;
    private readonly CoapRequest _register = new CoapRequest();
    private readonly CoapRequest _refresh = new CoapRequest();
    private readonly int _lifetimeSeconds;
    private int _peer;
    private int _handle;

    /// <summary>Creates a registration; nothing is sent yet.</summary>
    /// <param name="endpoint">Whose resources are registered; its own requests go through it too.</param>
    /// <param name="name">The endpoint's name in the directory, at most 63 bytes of UTF-8.</param>
    /// <param name="lifetimeSeconds">60 to 31536000 (RFC 9176 §5).</param>
    /// <param name="path">The directory's registration resource, usually "rd".</param>
    /// <exception cref="ArgumentException">An argument is missing or out of its range.</exception>
    public DirectoryRegistration(CoapEndpoint endpoint, string name, int lifetimeSeconds, string path)
    {
        if (endpoint == null || name == null || name.Length == 0 || name.Length > 63 || lifetimeSeconds < 60 || lifetimeSeconds > 31536000)
        {
            throw new ArgumentException("directory registration");
        }

        _endpoint = endpoint;
        _lifetimeSeconds = lifetimeSeconds;
        _register.Method = CoapCode.Post;
        _register.Body = endpoint.Links;
        _register.AddPath(path);
        _register.Options.AddInteger(OptionNumber.ContentFormat, ContentFormat.LinkFormat);
        _register.Options.AddText(OptionNumber.UriQuery, "ep=" + name);
        _register.Options.AddText(OptionNumber.UriQuery, "lt=" + lifetimeSeconds.ToString());
        _refresh.Method = CoapCode.Post;
    }

    /// <summary>Whether the directory has the resources, as far as is known.</summary>
    public bool IsRegistered { get; private set; }

    /// <summary>The last code of the directory, or 0.</summary>
    public int LastCode { get; private set; }

    /// <summary>Monotonic ms at which <see cref="Step"/> has something to do.</summary>
    public long NextMs { get; private set; } = Time.Never;

    /// <summary>Begins, or goes on with the directory at another address.</summary>
    /// <param name="peer">The directory.</param>
    /// <param name="nowMs">Monotonic ms.</param>
    public void Start(int peer, long nowMs)
    {
        _endpoint.Cancel(_handle);
        _handle = 0;
        _peer = peer;
        NextMs = nowMs;
        Step(nowMs);
    }

    /// <summary>Sends what is due.</summary>
    public void Step(long nowMs)
    {
        if (nowMs < NextMs || _handle != 0)
        {
            return;
        }

        _handle = _endpoint.TrySend(IsRegistered ? _refresh : _register, _peer, nowMs);
        NextMs = _handle == 0 ? nowMs + 1000 : Time.Never;
    }

    /// <summary>Ends the registration (RFC 9176 §5.3.2) and does not wait for the answer: what gets lost ends with its lifetime.</summary>
    public void Remove(long nowMs)
    {
        _endpoint.Cancel(_handle);
        _handle = 0;
        NextMs = Time.Never;
        if (IsRegistered)
        {
            IsRegistered = false;
            _refresh.Method = CoapCode.Delete;
            _endpoint.TrySend(_refresh, _peer, nowMs);
            _refresh.Method = CoapCode.Post;
        }
    }

    /// <summary>Takes an event of the endpoint.</summary>
    /// <returns>Whether it was about this registration.</returns>
    public bool TakeEvent(CoapEvent what, long nowMs)
    {
        if (_handle == 0 || _endpoint.EventHandle != _handle)
        {
            return false;
        }

        if (what == CoapEvent.Response && _endpoint.EventMore)
        {
            return true;
        }

        _handle = 0;
        LastCode = what == CoapEvent.Response ? _endpoint.Message.Code : 0;
        if (CoapCode.ClassOf(LastCode) != 2)
        {
            // A refresh that is refused means that the directory has forgotten: at once anew. Anything else waits.
            bool forgotten = IsRegistered && LastCode != 0;
            IsRegistered = IsRegistered && LastCode == 0;
            NextMs = forgotten ? nowMs : nowMs + RetryMs;
            return true;
        }

        if (!IsRegistered)
        {
            KeepLocation();
            IsRegistered = true;
        }

        NextMs = nowMs + (_lifetimeSeconds * 750L);
        return true;
    }

    // The registration resource that is refreshed from now on (RFC 9176 §5, Location-Path of 2.01).
    private void KeepLocation()
    {
        CoapMessage message = _endpoint.Message;
        _refresh.Options.Clear();
        message.RewindOptions();
        while (message.NextOption())
        {
            if (message.OptionNumber == OptionNumber.LocationPath && _refresh.Options.Count < 8 && message.OptionLength <= 32)
            {
                _refresh.Options.Add(OptionNumber.UriPath, message.Buffer, message.OptionOffset, message.OptionLength);
            }
        }
    }
}
