using Telenode.Coap;
using Telenode.Core;

namespace Telenode.Uplinks;

/// <summary>Carries datagrams between a channel and a CoAP endpoint, and events to the endpoint's owner.</summary>
public sealed class CoapDatagrams
{
    // A block of 1024 bytes with its header and options: the largest datagram that RFC 7252 §4.6 lets a peer count on.
    private const int InputSize = 1280;

    private readonly CoapEndpoint _endpoint;
    private readonly ICoapChannel _channel;
    private readonly ICoapOwner _owner;
    private readonly byte[] _input = new byte[InputSize];
    private readonly byte[] _output;

    /// <summary>Joins them.</summary>
    /// <param name="endpoint">Speaks CoAP.</param>
    /// <param name="maxMessageSize">Its <see cref="CoapOptions.MaxMessageSize"/>.</param>
    /// <param name="channel">The way out; opened and closed by the caller.</param>
    /// <param name="owner">Gets the events.</param>
    public CoapDatagrams(CoapEndpoint endpoint, int maxMessageSize, ICoapChannel channel, ICoapOwner owner)
    {
        _endpoint = endpoint;
        _channel = channel;
        _owner = owner;
        _output = new byte[maxMessageSize + 8];
    }

    /// <summary>Connections of the same endpoint, whose messages go there; null for none.</summary>
    public CoapConnections Connections { get; set; }

    /// <summary>Takes everything that has arrived, does what is due, and sends what there is to send.</summary>
    public void Step(long nowMs)
    {
        _channel.Step(nowMs);
        _endpoint.HandleTimeout(nowMs);
        Drain(nowMs);
        while (_channel.State == StreamState.Open)
        {
            int count = _channel.Receive(_input, 0, InputSize, out int peer, nowMs);
            if (count < 0)
            {
                return;
            }

            _endpoint.HandleInput(_input, 0, count, peer, _channel.Arrival, nowMs);
            Drain(nowMs);
        }
    }

    /// <summary>Hands out events and sends what there is to send.</summary>
    public void Drain(long nowMs)
    {
        bool goesOn = true;
        while (goesOn)
        {
            for (CoapEvent e = _endpoint.PollEvent(); e != CoapEvent.None; e = _endpoint.PollEvent())
            {
                _owner.OnCoapEvent(e, nowMs);
            }

            goesOn = Transmit(nowMs); // an event can follow from it: a stream that is over once its last message is out
        }
    }

    private bool Transmit(long nowMs)
    {
        bool any = false;
        while (_channel.State == StreamState.Open)
        {
            int count = _endpoint.PollTransmit(_output, 0, _output.Length);
            if (count == 0)
            {
                return any;
            }

            any = true;
            int peer = _endpoint.TransmitPeer;
            if (Connections == null || !Connections.Send(_output, count, peer))
            {
                _channel.Send(_output, 0, count, peer, nowMs);
            }
        }

        return false;
    }
}
