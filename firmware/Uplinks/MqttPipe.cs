using Telenode.Core;
using Telenode.Mqtt;

namespace Telenode.Uplinks;

/// <summary>Moves bytes between a session and a stream, either of which may take fewer than are offered.</summary>
internal sealed class MqttPipe
{
    private readonly byte[] _output = new byte[256];
    private readonly byte[] _input = new byte[256];
    private int _outputStart;
    private int _outputEnd;
    private int _inputStart;
    private int _inputEnd;

    /// <summary>Bytes that streams have taken since the start.</summary>
    public long BytesSent { get; private set; }

    /// <summary>Bytes that streams have given since the start.</summary>
    public long BytesReceived { get; private set; }

    /// <summary>Whether bytes wait for the stream.</summary>
    public bool IsPending => _outputEnd > _outputStart;

    /// <summary>Drops what waits: it belonged to a connection that is over.</summary>
    public void Clear()
    {
        _outputStart = 0;
        _outputEnd = 0;
        _inputStart = 0;
        _inputEnd = 0;
    }

    /// <summary>Hands over one buffer of what has arrived.</summary>
    /// <returns>Whether the session took any of it; then there may be more.</returns>
    public bool Receive(MqttSession session, IByteStream stream, long nowMs)
    {
        if (_inputStart == _inputEnd)
        {
            _inputStart = 0;
            _inputEnd = stream.Read(_input, 0, _input.Length);
            BytesReceived += _inputEnd;
        }

        int taken = _inputEnd == 0 ? 0 : session.HandleInput(_input, _inputStart, _inputEnd - _inputStart, nowMs);
        _inputStart += taken;
        return taken > 0;
    }

    /// <summary>Hands over as much as the stream takes.</summary>
    public void Transmit(MqttSession session, IByteStream stream)
    {
        while (stream.State == StreamState.Open)
        {
            if (_outputStart == _outputEnd)
            {
                _outputStart = 0;
                _outputEnd = session.PollTransmit(_output, 0, _output.Length);
            }

            int taken = _outputEnd == 0 ? 0 : stream.Write(_output, _outputStart, _outputEnd - _outputStart);
            if (taken == 0)
            {
                return;
            }

            _outputStart += taken;
            BytesSent += taken;
        }
    }
}
