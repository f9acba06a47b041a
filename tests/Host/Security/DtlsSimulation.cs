using Telenode.Core;
using Telenode.Security;
using Telenode.SimBoard.Crypto;

namespace Telenode.Tests.Host.Security;

/// <summary>One of our clients and one of our servers over a link, on virtual time.</summary>
internal sealed class DtlsSimulation : IPskStore
{
    public static readonly byte[] Key = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16];

    private readonly byte[] _address = [127, 0, 0, 1];
    private readonly byte[] _buffer = new byte[2048];
    private readonly HostileLink _link;

    public DtlsSimulation(HostileLink link, int seed, DtlsOptions clientOptions, DtlsOptions serverOptions)
    {
        _link = link;
        clientOptions.Identity = "node"u8.ToArray();
        clientOptions.Key ??= Key;
        Client = new DtlsConnection(clientOptions, new PcCrypto(), new SeededRandom(seed));
        Server = new DtlsServer(serverOptions, this, 3, 3, new PcCrypto(), new SeededRandom(~seed));
    }

    public DtlsConnection Client { get; set; }

    public DtlsServer Server { get; }

    public long NowMs { get; set; }

    /// <summary>Sees each datagram before the link does and may put another in its place; null drops it.</summary>
    public Func<bool, byte[], byte[]?> Middle { get; set; } = (_, datagram) => datagram;

    /// <summary>Whether each record travels in a datagram of its own.</summary>
    public bool SplitsRecords { get; set; }

    public List<byte[]> AtServer { get; } = [];

    public List<byte[]> AtClient { get; } = [];

    /// <summary>The server's connection that is established, or null.</summary>
    public DtlsConnection? Peer
        => Enumerable.Range(0, Server.Count).Select(Server.Connection).FirstOrDefault(c => c.State == DtlsState.Connected);

    public int Find(byte[] identity, int offset, int count, byte[] key, out int keyCount)
    {
        Key.CopyTo(key, 0);
        keyCount = Key.Length;
        return 0;
    }

    /// <summary>Runs a handshake until both sides wait for nothing and nothing is under way.</summary>
    public void Connect()
    {
        Client.Connect(NowMs);
        Run();
    }

    public void Run()
    {
        Transmit();
        while (true)
        {
            long next = Math.Min(_link.NextMs, Math.Min(Client.NextDeadlineMs, Server.NextDeadlineMs));
            if (next == long.MaxValue)
            {
                return;
            }

            NowMs = Math.Max(NowMs, next);
            if (_link.NextMs <= NowMs)
            {
                Deliver();
            }

            Client.HandleTimeout(NowMs);
            Server.HandleTimeout(NowMs);
            Settle([]);
            Transmit();
        }
    }

    public void SendFromClient(byte[] data)
    {
        int count = Client.Protect(data, 0, data.Length, _buffer, 0, _buffer.Length);
        Pass(true, _buffer[..count]);
    }

    public void SendFromServer(DtlsConnection peer, byte[] data)
    {
        int count = peer.Protect(data, 0, data.Length, _buffer, 0, _buffer.Length);
        Pass(false, _buffer[..count]);
    }

    /// <summary>Gives a datagram to a side without the link.</summary>
    public void Inject(bool toServer, byte[] datagram)
    {
        byte[] copy = (byte[])datagram.Clone();
        if (toServer)
        {
            Server.HandleInput(_address, 0, 4, copy, 0, copy.Length, NowMs);
        }
        else
        {
            Client.HandleInput(copy, 0, copy.Length, NowMs);
        }

        Settle(copy);
    }

    private void Deliver()
    {
        (bool toServer, byte[] datagram) = _link.Take();
        Inject(toServer, datagram);
    }

    private void Settle(byte[] datagram)
    {
        for (DtlsEvent e = Client.PollEvent(); e != DtlsEvent.None; e = Client.PollEvent())
        {
            if (e == DtlsEvent.Data)
            {
                AtClient.Add(datagram[Client.DataOffset..(Client.DataOffset + Client.DataCount)]);
            }
        }

        for (DtlsEvent e = Server.PollEvent(); e != DtlsEvent.None; e = Server.PollEvent())
        {
            if (e == DtlsEvent.Data)
            {
                DtlsConnection peer = Server.Connection(Server.EventConnection);
                AtServer.Add(datagram[peer.DataOffset..(peer.DataOffset + peer.DataCount)]);
            }
        }
    }

    private void Transmit()
    {
        for (int count = Client.PollTransmit(_buffer, 0, 2048); count > 0; count = Client.PollTransmit(_buffer, 0, 2048))
        {
            Pass(true, _buffer[..count]);
        }

        for (int count = Server.PollTransmit(_buffer, 0, 2048); count > 0; count = Server.PollTransmit(_buffer, 0, 2048))
        {
            Pass(false, _buffer[..count]);
        }
    }

    private void Pass(bool toServer, byte[] datagram)
    {
        int end = datagram.Length;
        for (int at = 0; at < datagram.Length; at = end)
        {
            end = SplitsRecords ? at + 13 + (datagram[at + 11] << 8) + datagram[at + 12] : end;
            PassOne(toServer, datagram[at..end]);
        }
    }

    private void PassOne(bool toServer, byte[] datagram)
    {
        byte[]? passed = datagram.Length > 0 ? Middle(toServer, datagram) : null;
        if (passed != null)
        {
            _link.Send(toServer, passed, NowMs);
        }
    }
}
