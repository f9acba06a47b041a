using Telenode.Coap;
using Telenode.Core;

namespace Telenode.Uplinks;

/// <summary>Carries CoAP over a byte stream (RFC 8323) between a connection and an endpoint, and events to the endpoint's owner.</summary>
public sealed class CoapByteStream
{
    /// <summary>The peer at the other end.</summary>
    public const int Peer = 1;

    private readonly CoapEndpoint _endpoint;
    private readonly IByteStream _stream;
    private readonly ICoapOwner _owner;
    private readonly byte[] _input = new byte[256];
    private readonly byte[] _output;
    private int _inputStart;
    private int _inputEnd;
    private int _outputStart;
    private int _outputEnd;
    private bool _isOpen;

    /// <summary>Joins them.</summary>
    /// <param name="endpoint">Speaks CoAP; has room for a stream.</param>
    /// <param name="maxMessageSize">Its <see cref="CoapOptions.MaxMessageSize"/>.</param>
    /// <param name="stream">The connection; opened and closed by the caller.</param>
    /// <param name="owner">Gets the events.</param>
    public CoapByteStream(CoapEndpoint endpoint, int maxMessageSize, IByteStream stream, ICoapOwner owner)
    {
        _endpoint = endpoint;
        _stream = stream;
        _owner = owner;
        _output = new byte[maxMessageSize + 8];
    }

    /// <summary>Bytes handed to the connection.</summary>
    public long BytesSent { get; private set; }

    /// <summary>Bytes taken from the connection.</summary>
    public long BytesReceived { get; private set; }

    /// <summary>Takes what has arrived, does what is due, and sends what there is to send.</summary>
    public void Step(long nowMs)
    {
        if (_stream.State == StreamState.Open && !_isOpen)
        {
            _isOpen = true;
            _inputStart = 0;
            _inputEnd = 0;
            _outputStart = 0;
            _outputEnd = 0;
            _endpoint.OpenStream(Peer, nowMs);
        }

        _endpoint.HandleTimeout(nowMs);
        Drain(nowMs);
        while (_isOpen && Fill())
        {
            int used = _endpoint.HandleStreamInput(_input, _inputStart, _inputEnd - _inputStart, Peer, Arrival.Plain, nowMs);
            _inputStart += used;
            Drain(nowMs);
            if (used == 0)
            {
                return; // an answer waits for the connection to take it
            }
        }
    }

    /// <summary>Says that the connection is over: what was under way on it ends.</summary>
    public void Closed(long nowMs)
    {
        if (_isOpen)
        {
            _isOpen = false;
            _endpoint.CloseStream(Peer, nowMs);
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

            goesOn = Transmit(); // an event can follow from it: a stream that is over once its last message is out
        }
    }

    private bool Transmit()
    {
        bool any = false;
        while (_isOpen && _stream.State == StreamState.Open)
        {
            if (_outputStart == _outputEnd)
            {
                _outputStart = 0;
                _outputEnd = _endpoint.PollTransmit(_output, 0, _output.Length);
            }

            int taken = _outputEnd == 0 ? 0 : _stream.Write(_output, _outputStart, _outputEnd - _outputStart);
            if (taken == 0)
            {
                return any;
            }

            any = true;
            _outputStart += taken;
            BytesSent += taken;
        }

        return false;
    }

    private bool Fill()
    {
        if (_inputStart == _inputEnd)
        {
            _inputStart = 0;
            _inputEnd = _stream.Read(_input, 0, _input.Length);
            BytesReceived += _inputEnd;
        }

        return _inputEnd > 0;
    }
}
