using System;
using Telenode.Coap;
using Telenode.Core;
using Telenode.Tests.Security;

namespace Telenode.Tests.Coap;

/// <summary>Random bytes as a test dictates them; zeros when it has no more to say.</summary>
internal sealed class DictatedRandom : IRandom
{
    private byte[] _bytes = new byte[0];
    private int _at;

    public void Dictate(string hex)
    {
        _bytes = Hex.Bytes(hex);
        _at = 0;
    }

    public void Fill(byte[] buffer, int offset, int count)
    {
        for (int i = 0; i < count; i++)
        {
            buffer[offset + i] = _at < _bytes.Length ? _bytes[_at++] : (byte)0;
        }
    }
}

/// <summary>A resource with one text as its state.</summary>
internal sealed class TextResource : ICoapResource
{
    public string Text = "22.3 C";
    public int Handled;
    public bool Defers;
    public int Handle1;
    public long MaxAge = -1;
    public int ErrorCode { get; set; }

    public void Handle(CoapIncoming request, CoapReply reply)
    {
        Handled++;
        if (Defers)
        {
            Handle1 = reply.Defer();
            return;
        }

        Fill(reply, request.Message.Code);
    }

    public void Fill(CoapReply reply, int method)
    {
        if (ErrorCode != 0)
        {
            reply.Code = ErrorCode;
            return;
        }

        if (method != CoapCode.Get && method != CoapCode.Fetch)
        {
            reply.Code = CoapCode.Changed;
            return;
        }

        byte[] bytes = System.Text.Encoding.UTF8.GetBytes(Text);
        Array.Copy(bytes, 0, reply.Payload, 0, bytes.Length);
        reply.PayloadLength = bytes.Length;
        reply.Code = CoapCode.Content;
        reply.MaxAge = MaxAge;
    }
}

/// <summary>An endpoint on a table, with its datagrams in hexadecimal.</summary>
internal sealed class Desk
{
    public const int Peer = 7;

    private readonly byte[] _out = new byte[2048];

    public Desk(CoapOptions options, int firstMessageId)
    {
        Random = new DictatedRandom();
        Random.Dictate(Hex.Text(new byte[] { (byte)(firstMessageId >> 8), (byte)firstMessageId, 0, 0 }, 0, 4));
        options.Random = Random;
        Endpoint = new CoapEndpoint(options);
    }

    public CoapEndpoint Endpoint { get; }

    public DictatedRandom Random { get; }

    public long NowMs { get; set; }

    public int SentTo { get; private set; }

    /// <summary>What <see cref="Sent"/> gave last.</summary>
    public string Last { get; private set; }

    /// <summary>The next datagram, or "" when there is none.</summary>
    public string Sent()
    {
        int count = Endpoint.PollTransmit(_out, 0, _out.Length);
        SentTo = Endpoint.TransmitPeer;
        Last = Hex.Text(_out, 0, count);
        return Last;
    }

    public CoapEvent Receive(string hex) => ReceiveFrom(Peer, hex, Arrival.Plain);

    public CoapEvent ReceiveFrom(int peer, string hex, int arrival)
    {
        byte[] bytes = Hex.Bytes(hex);
        Endpoint.HandleInput(bytes, 0, bytes.Length, peer, arrival, NowMs);
        return Endpoint.PollEvent();
    }

    /// <summary>Lets the time come that the endpoint waits for.</summary>
    public CoapEvent WaitForDeadline()
    {
        NowMs = Endpoint.NextDeadlineMs;
        Endpoint.HandleTimeout(NowMs);
        return Endpoint.PollEvent();
    }

    /// <summary>The payload of the message that the last event was about.</summary>
    public string Payload()
    {
        CoapMessage message = Endpoint.Message;
        return System.Text.Encoding.UTF8.GetString(message.Buffer, message.PayloadOffset, message.PayloadLength);
    }

    public int Get(string path, string tokenHex)
    {
        Random.Dictate(tokenHex);
        var request = new CoapRequest();
        request.AddPath(path);
        return Endpoint.TrySend(request, Peer, NowMs);
    }
}
