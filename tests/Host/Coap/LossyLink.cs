using Telenode.Coap;
using Telenode.Core;

namespace Telenode.Tests.Host.Coap;

/// <summary>Random bytes from a seed.</summary>
internal sealed class SeededRandom(int seed) : IRandom
{
    private readonly Random _random = new(seed);

    public void Fill(byte[] buffer, int offset, int count) => _random.NextBytes(buffer.AsSpan(offset, count));
}

/// <summary>Two endpoints and a link between them that loses, doubles, delays and reorders, in virtual time, all from one seed.</summary>
internal sealed class LossyLink
{
    private readonly Random _random;
    private readonly PriorityQueue<(int To, byte[] Bytes), long> _way = new();
    private readonly byte[] _out = new byte[2048];
    private readonly CoapEndpoint[] _ends;

    public LossyLink(int seed, CoapEndpoint client, CoapEndpoint server)
    {
        _random = new Random(seed);
        _ends = [client, server];
    }

    public int LossPercent { get; init; }

    public int DoublePercent { get; init; }

    public int MaxDelayMs { get; init; } = 1;

    public long NowMs { get; private set; }

    public int Datagrams { get; private set; }

    public Action<CoapEvent>? OnClientEvent { get; init; }

    /// <summary>Every datagram that is sent, before the link decides what becomes of it: by client (0) or server (1).</summary>
    public Action<int, byte[]>? OnSent { get; init; }

    /// <summary>Lets time run until nothing is under way and no deadline is left, or the time is up.</summary>
    public void Run(long untilMs)
    {
        Drain();
        while (NowMs < untilMs)
        {
            long next = Math.Min(_ends[0].NextDeadlineMs, _ends[1].NextDeadlineMs);
            if (_way.TryPeek(out _, out long arrival))
            {
                next = Math.Min(next, arrival);
            }

            if (next > untilMs)
            {
                NowMs = untilMs;
                return;
            }

            NowMs = Math.Max(NowMs, next);
            while (_way.TryPeek(out _, out arrival) && arrival <= NowMs)
            {
                (int to, byte[] bytes) = _way.Dequeue();
                _ends[to].HandleInput(bytes, 0, bytes.Length, 1 - to, Arrival.Plain, NowMs);
                Drain();
            }

            _ends[0].HandleTimeout(NowMs);
            _ends[1].HandleTimeout(NowMs);
            Drain();
        }
    }

    public void Drain()
    {
        for (int end = 0; end < 2; end++)
        {
            for (CoapEvent e = _ends[end].PollEvent(); e != CoapEvent.None; e = _ends[end].PollEvent())
            {
                if (end == 0)
                {
                    OnClientEvent?.Invoke(e);
                }
            }
        }

        for (int end = 0; end < 2; end++)
        {
            for (int n = _ends[end].PollTransmit(_out, 0, _out.Length); n > 0; n = _ends[end].PollTransmit(_out, 0, _out.Length))
            {
                Datagrams++;
                byte[] bytes = _out.AsSpan(0, n).ToArray();
                OnSent?.Invoke(end, bytes);
                int copies = _random.Next(100) < LossPercent ? 0 : _random.Next(100) < DoublePercent ? 2 : 1;
                for (int i = 0; i < copies; i++)
                {
                    _way.Enqueue((1 - end, bytes), NowMs + 1 + _random.Next(MaxDelayMs));
                }
            }
        }
    }
}
