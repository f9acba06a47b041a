using Telenode.Core;
using Telenode.Uplinks;

namespace Telenode.Benchmarks;

/// <summary>The other end of the wire at its cheapest: accepts CONNECT and acknowledges each QoS 1 PUBLISH, without allocating.</summary>
internal sealed class AckingStream : IByteStream, IStreamFactory
{
    private readonly byte[] _packets = new byte[16 * 1024];
    private readonly byte[] _answers = new byte[256];
    private int _kept;
    private int _start;
    private int _end;

    public StreamState State { get; private set; }

    public string? Failure => null;

    public string? Warning => null;

    public LinkStage Stage => LinkStage.None;

    /// <summary>Bytes that came.</summary>
    public long Bytes { get; private set; }

    public IByteStream Plain() => this;

    public IByteStream Tls(TlsOptions options) => this;

    public void Open(string host, int port) => State = StreamState.Open;

    public void Close() => State = StreamState.Closed;

    public int Read(byte[] buffer, int offset, int count)
    {
        int taken = Math.Min(count, _end - _start);
        Array.Copy(_answers, _start, buffer, offset, taken);
        _start += taken;
        if (_start == _end)
        {
            _start = 0;
            _end = 0;
        }

        return taken;
    }

    public int Write(byte[] buffer, int offset, int count)
    {
        Bytes += count;
        Array.Copy(buffer, offset, _packets, _kept, count);
        _kept += count;
        int at = 0;
        while (TryMeasure(at, out int body, out int end))
        {
            Answer(at, body);
            at = end;
        }

        _kept -= at;
        Array.Copy(_packets, at, _packets, 0, _kept);
        return count;
    }

    // Remaining lengths of one or two bytes: packets of less than 16 KB.
    private bool TryMeasure(int at, out int body, out int end)
    {
        bool isLong = at + 2 < _kept && _packets[at + 1] >= 0x80;
        body = at + (isLong ? 3 : 2);
        end = body + (isLong ? (_packets[at + 1] & 0x7F) | (_packets[at + 2] << 7) : _packets[at + 1]);
        return at + 2 < _kept && end <= _kept;
    }

    private void Answer(int at, int body)
    {
        if (_packets[at] >> 4 == 1)
        {
            Answer([0x20, 0x06, 0x00, 0x00, 0x03, 0x22, 0x00, 0x0A]); // accepted, topic alias maximum 10
        }
        else if ((_packets[at] & 0xF6) == 0x32)
        {
            int identifier = body + 2 + ((_packets[body] << 8) | _packets[body + 1]);
            Answer([0x40, 0x02, _packets[identifier], _packets[identifier + 1]]);
        }
    }

    private void Answer(ReadOnlySpan<byte> packet)
    {
        packet.CopyTo(_answers.AsSpan(_end));
        _end += packet.Length;
    }
}
