using System;
using Telenode.Core;

namespace Telenode.Uplinks;

/// <summary>A connection that a client has opened to our server (RFC 8323), with what came of it and is not used yet, and what the
/// network has not taken yet.</summary>
internal sealed class CoapConnection
{
    private readonly byte[] _input = new byte[128];
    private readonly byte[] _output;
    private IByteStream _stream;
    private int _outputStart;
    private int _outputEnd;

    public CoapConnection(int outputSize)
    {
        _output = new byte[outputSize];
    }

    /// <summary>0 while the row is free.</summary>
    public int Peer { get; private set; }

    /// <summary>When bytes last came, in monotonic ms.</summary>
    public long HeardMs { get; set; }

    /// <summary>Whether a ping has gone out since.</summary>
    public bool IsPinged { get; set; }

    /// <summary>Whether the network has taken everything, so that a further message can be sent.</summary>
    public bool IsClear => _outputStart == _outputEnd;

    public bool IsBroken => _stream.State != StreamState.Open;

    public byte[] Input => _input;

    public int InputStart { get; private set; }

    public int InputCount { get; private set; }

    public void Open(IByteStream stream, int peer, long nowMs)
    {
        _stream = stream;
        Peer = peer;
        HeardMs = nowMs;
        IsPinged = false;
        InputStart = 0;
        InputCount = 0;
        _outputStart = 0;
        _outputEnd = 0;
    }

    public void Close()
    {
        _stream.Close();
        _stream = null;
        Peer = 0;
    }

    /// <summary>Makes sure that there is input to use.</summary>
    /// <returns>False when none has come.</returns>
    public bool Fill()
    {
        if (InputCount == 0)
        {
            InputStart = 0;
            InputCount = _stream.Read(_input, 0, _input.Length);
        }

        return InputCount > 0;
    }

    public void Use(int count)
    {
        InputStart += count;
        InputCount -= count;
    }

    /// <summary>Sends a message, or keeps what the network does not take of it. Only while <see cref="IsClear"/>.</summary>
    public void Send(byte[] message, int count)
    {
        Array.Copy(message, 0, _output, 0, count);
        _outputStart = 0;
        _outputEnd = count;
        Flush();
    }

    /// <summary>Hands to the network what it did not take before.</summary>
    public void Flush()
    {
        int taken = 1;
        while (taken > 0 && !IsClear)
        {
            taken = _stream.Write(_output, _outputStart, _outputEnd - _outputStart);
            _outputStart += taken;
        }
    }
}
