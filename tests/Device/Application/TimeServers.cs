#nullable disable // tests/Host compiles this file, too, and has them on.
using System;
using Telenode.Core;

namespace Telenode.Tests.Application;

/// <summary>A network with time servers on it, whose answers the test makes wrong in one way after the other.</summary>
/// <remarks>The servers are "a" to "d"; their clocks show <see cref="UnixMs"/>.</remarks>
internal sealed class TimeServers : IDatagramSocket
{
    private const long UnixEpoch = 2208988800;

    private readonly byte[] _answer = new byte[64];
    private int _answerSize;
    private int _answerPeer;
    private bool _isOnItsWay;

    /// <summary>Milliseconds by which the server's clock has advanced when it sends its answer.</summary>
    public int ServiceMs { get; set; }

    public long UnixMs { get; set; } = 1781946000000;

    /// <summary>The server that answers, such as 'a'; '-' for none.</summary>
    public char Answering { get; set; } = 'a';

    /// <summary>Byte of the answer that is overwritten, or −1.</summary>
    public int SpoiltAt { get; set; } = -1;

    public int SpoiltWith { get; set; }

    /// <summary>Bytes that the answer has.</summary>
    public int AnswerSize { get; set; } = 48;

    /// <summary>Names that were resolved, in order.</summary>
    public string Asked { get; private set; } = "";

    /// <summary>The port of the last.</summary>
    public int Port { get; private set; }

    public bool Unreachable { get; set; }

    public bool FromAnotherPeer { get; set; }

    public int Opened { get; private set; }

    public StreamState State { get; private set; }

    public string Failure => Unreachable ? "the network is down" : "has no address";

    public bool WasForGroup => false;

    public void Open(int localPort)
    {
        Opened++;
        _answerSize = 0;
        State = Unreachable ? StreamState.Failed : StreamState.Open;
    }

    public int Resolve(string host, int port)
    {
        Asked += host;
        Port = port;
        return host == "x" ? -1 : host[0];
    }

    public bool JoinGroup(string address) => false;

    public int Receive(byte[] buffer, int offset, int capacity, out int peer)
    {
        peer = _answerPeer;
        if (_isOnItsWay || _answerSize == 0)
        {
            _isOnItsWay = false;
            return -1;
        }

        int count = _answerSize < capacity ? _answerSize : capacity;
        Array.Copy(_answer, 0, buffer, offset, count);
        _answerSize = 0;
        return count;
    }

    public void Send(byte[] buffer, int offset, int count, int peer)
    {
        if (peer != Answering || count != 48 || buffer[offset] != 0x23)
        {
            return;
        }

        Array.Clear(_answer, 0, _answer.Length);
        _answer[0] = 0x24;
        _answer[1] = 2;
        _answer[6] = 0x10; // root delay: 1/16 s
        _answer[10] = 0x10;
        Array.Copy(buffer, offset + 40, _answer, 24, 8);
        PutTime(32, UnixMs);
        PutTime(40, UnixMs + ServiceMs);
        if (SpoiltAt >= 0)
        {
            _answer[SpoiltAt] = (byte)SpoiltWith;
        }

        _isOnItsWay = true;
        _answerSize = AnswerSize;
        _answerPeer = FromAnotherPeer ? peer + 1 : peer;
    }

    public void Close() => State = StreamState.Closed;

    /// <summary>Makes the answer a kiss of death.</summary>
    public void Kiss(string code)
    {
        SpoiltAt = -1;
        _answer[1] = 0;
        for (int i = 0; i < 4; i++)
        {
            _answer[12 + i] = (byte)code[i];
        }
    }

    private void PutTime(int at, long unixMs)
    {
        long seconds = (unixMs / 1000) + UnixEpoch;
        long fraction = ((unixMs % 1000) << 32) / 1000;
        fraction += fraction == 0 ? 0 : 1; // rounds up: the way back rounds down
        for (int i = 0; i < 4; i++)
        {
            _answer[at + i] = (byte)(seconds >> (24 - (8 * i)));
            _answer[at + 4 + i] = (byte)(fraction >> (24 - (8 * i)));
        }
    }
}
