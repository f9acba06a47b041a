using Telenode.Coap;

namespace Telenode.Tests.Host.Coap;

/// <summary>Observing a representation of 64 KB in blocks of 64 bytes over a bad link, while it changes.</summary>
[TestClass]
public class LossyObserveTests
{
    private const int Size = 65536;

    private int _received;
    private int _version;
    private int _known;
    private int _whole;
    private int _givenUp;

    /// <summary>What arrives whole is one state and not a mixture (ETag, RFC 7959 §2.4), and in the end it is the last one (RFC 7641 §1.3).</summary>
    [TestMethod]
    public void WhatArrivesIsOneStateAndInTheEndTheLast()
    {
        for (int seed = 1; seed <= 6; seed++)
        {
            Run(seed);
        }

        Assert.IsTrue(_whole > 12 && _givenUp > 0, $"{_whole} whole, {_givenUp} given up: the case is not what it is meant to be");
    }

    private void Run(int seed)
    {
        CoapEndpoint client = New(seed);
        CoapEndpoint server = New(-seed);
        var state = new Versions();
        int resource = server.AddResource("state", state, "", ResourceFlags.Observable);
        var link = new LossyLink(seed, client, server)
        {
            LossPercent = 2,
            DoublePercent = 10,
            MaxDelayMs = 60,
            OnSent = new ExchangeRules().Check,
            OnClientEvent = e => Take(e, client, seed),
        };
        _known = -1;
        int handle = 0;
        for (int i = 0; i < 12; i++)
        {
            handle = Observe(client, handle, link.NowMs);
            state.Version++;
            server.Notify(resource, link.NowMs);
            link.Run(link.NowMs + (i % 3 == 2 ? 400_000 : 30_000)); // now and then long enough for all of it
        }

        for (int i = 0; i < 20 && _known != state.Version; i++)
        {
            handle = Observe(client, handle, link.NowMs);
            link.Run(link.NowMs + 400_000);
        }

        Assert.AreEqual(state.Version, _known, $"seed {seed}");
    }

    private void Take(CoapEvent what, CoapEndpoint client, int seed)
    {
        _givenUp += what == CoapEvent.Failed ? 1 : 0;
        if (what is not (CoapEvent.Response or CoapEvent.Notification))
        {
            return;
        }

        CoapMessage m = client.Message;
        if (client.EventBodyOffset == 0)
        {
            _received = 0;
            _version = m.Buffer[m.PayloadOffset];
        }

        Assert.AreEqual(_received, client.EventBodyOffset, $"seed {seed}");
        Assert.IsTrue(m.Buffer.AsSpan(m.PayloadOffset, m.PayloadLength).IndexOfAnyExcept((byte)_version) < 0, $"seed {seed}: a mixture");
        _received += m.PayloadLength;
        if (!client.EventMore)
        {
            Assert.AreEqual(Size, _received, $"seed {seed}");
            _known = _version;
            _whole++;
        }
    }

    private static int Observe(CoapEndpoint client, int handle, long nowMs)
    {
        if (client.IsUnderWay(handle))
        {
            return handle;
        }

        var request = new CoapRequest { Observe = true };
        request.AddPath("state");
        return client.TrySend(request, 1, nowMs);
    }

    private static CoapEndpoint New(int seed) =>
        new(new CoapOptions { Random = new SeededRandom(seed), BlockSize = 64, MaxMessageSize = 160, DuplicateRows = 64 });

    /// <summary>A large representation in which every byte is the number of its state.</summary>
    private sealed class Versions : ICoapResource, ICoapBody
    {
        public byte Version { get; set; }

        int ICoapBody.Size => Size;

        public void Read(int position, byte[] buffer, int offset, int count) => buffer.AsSpan(offset, count).Fill(Version);

        public void Handle(CoapIncoming request, CoapReply reply)
        {
            reply.Code = CoapCode.Content;
            reply.Body = this;
            reply.SetETag([Version], 0, 1);
        }
    }
}
