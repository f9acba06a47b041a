using Telenode.Core;

namespace Telenode.SimBoard.Fuzz;

/// <summary>A connection whose peer's bytes are an input, and which swallows what is sent.</summary>
internal sealed class FuzzStream : IByteStream
{
    private readonly byte[] _prefix;
    private byte[] _buffer = [];
    private int _at;
    private int _end;
    private int _prefixAt;

    /// <summary>A stream on which some bytes come before the input.</summary>
    public FuzzStream(byte[] prefix)
    {
        _prefix = prefix;
    }

    public StreamState State { get; private set; }

    public string? Failure => State == StreamState.Failed ? "the peer closed the connection" : null;

    public string? Warning => null;

    public LinkStage Stage => LinkStage.None;

    /// <summary>Most bytes a read gives.</summary>
    public int Chunk { get; set; } = int.MaxValue;

    /// <summary>Lays an input on.</summary>
    public void Feed(byte[] buffer, int offset, int count)
    {
        _buffer = buffer;
        _at = offset;
        _end = offset + count;
    }

    public void Open(string host, int port) => State = StreamState.Open;

    public int Read(byte[] buffer, int offset, int count)
    {
        bool first = _prefixAt < _prefix.Length;
        int there = first ? _prefix.Length - _prefixAt : _end - _at;
        int taken = Math.Min(Math.Min(count, there), Chunk);
        Array.Copy(first ? _prefix : _buffer, first ? _prefixAt : _at, buffer, offset, taken);
        _prefixAt += first ? taken : 0;
        _at += first ? 0 : taken;
        if (there == 0 && State == StreamState.Open)
        {
            State = StreamState.Failed;
        }

        return taken;
    }

    public int Write(byte[] buffer, int offset, int count) => State == StreamState.Open ? count : 0;

    public void Close() => State = StreamState.Closed;
}
