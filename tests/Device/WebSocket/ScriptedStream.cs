#nullable disable // tests/Host compiles this file, too, and has them on.
using System;
using Telenode.Core;

namespace Telenode.Tests.WebSocket;

/// <summary>A stream whose peer is a script: what arrives is fed, what is sent is kept.</summary>
internal sealed class ScriptedStream : IByteStream
{
    private readonly byte[] _incoming = new byte[140000];
    private int _start;
    private int _end;

    /// <summary>Most bytes that one Read gives.</summary>
    public int Chunk { get; set; } = int.MaxValue;

    /// <summary>Bytes that Write still takes.</summary>
    public int Room { get; set; } = int.MaxValue;

    /// <summary>What was sent; <see cref="SentCount"/> bytes count.</summary>
    public byte[] Sent { get; } = new byte[70000];

    public int SentCount { get; private set; }

    public StreamState State { get; private set; }

    public string Failure { get; private set; }

    public string Warning => null;

    public LinkStage Stage => LinkStage.None;

    public void Feed(byte[] bytes)
    {
        Array.Copy(bytes, 0, _incoming, _end, bytes.Length);
        _end += bytes.Length;
    }

    /// <summary>Forgets what was sent and what was read.</summary>
    public void Forget()
    {
        SentCount = 0;
        _end -= _start;
        Array.Copy(_incoming, _start, _incoming, 0, _end);
        _start = 0;
    }

    /// <summary>The peer goes away once all that was fed has been read.</summary>
    public void End() => Failure = "the peer closed the connection";

    public void Open(string host, int port)
    {
        State = StreamState.Open;
    }

    public int Read(byte[] buffer, int offset, int count)
    {
        int there = _end - _start;
        int taken = count < there ? count : there;
        taken = taken < Chunk ? taken : Chunk;
        Array.Copy(_incoming, _start, buffer, offset, taken);
        _start += taken;
        if (there == 0 && Failure != null)
        {
            State = StreamState.Failed;
        }

        return taken;
    }

    public int Write(byte[] buffer, int offset, int count)
    {
        int taken = State != StreamState.Open ? 0 : count < Room ? count : Room;
        Array.Copy(buffer, offset, Sent, SentCount, taken);
        SentCount += taken;
        Room -= taken;
        return taken;
    }

    public void Close()
    {
        State = StreamState.Closed;
    }
}
