using Telenode.Core;
using Telenode.Mqtt;

namespace Telenode.Uplinks;

/// <summary>Bytes on their way from a session to a stream that may take fewer than are offered.</summary>
internal sealed class MqttOutput
{
    private readonly byte[] _buffer = new byte[256];
    private int _start;
    private int _end;

    /// <summary>Bytes that streams have taken since the start.</summary>
    public long Bytes { get; private set; }

    /// <summary>Whether bytes wait for the stream.</summary>
    public bool IsPending => _end > _start;

    /// <summary>Drops what waits: it belonged to a connection that is over.</summary>
    public void Clear()
    {
        _start = 0;
        _end = 0;
    }

    /// <summary>Hands over as much as the stream takes.</summary>
    public void Transmit(MqttSession session, IByteStream stream)
    {
        while (stream.State == StreamState.Open)
        {
            if (_start == _end)
            {
                _start = 0;
                _end = session.PollTransmit(_buffer, 0, _buffer.Length);
            }

            int taken = _end == 0 ? 0 : stream.Write(_buffer, _start, _end - _start);
            if (taken == 0)
            {
                return;
            }

            _start += taken;
            Bytes += taken;
        }
    }
}
