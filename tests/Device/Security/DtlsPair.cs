using System;
using Telenode.Core;
using Telenode.Security;

namespace Telenode.Tests.Security;

/// <summary>A client and a server, joined by hand: each datagram can be looked at, dropped or kept.</summary>
internal sealed class DtlsPair : IPskStore
{
    public const string Key = "000102030405060708090a0b0c0d0e0f";

    private readonly byte[] _address = { 10, 0, 0, 1, 0x16, 0x33 };

    public DtlsPair(DtlsOptions clientOptions, DtlsOptions serverOptions)
    {
        ServerKey = Hex.Bytes(Key);
        clientOptions.Identity = clientOptions.Identity ?? Hex.Bytes("6e6f6465"); // "node"
        clientOptions.Key = clientOptions.Key ?? Hex.Bytes(Key);
        Crypto = new ManagedCrypto();
        var random = new CountingRandom();
        Client = new DtlsConnection(clientOptions, Crypto, random);
        Server = new DtlsServer(serverOptions, this, 2, 2, new ManagedCrypto(), random);
    }

    public DtlsPair()
        : this(new DtlsOptions(), new DtlsOptions())
    {
    }

    public ManagedCrypto Crypto { get; }

    public DtlsConnection Client { get; set; }

    public DtlsServer Server { get; }

    public byte[] ServerKey { get; set; }

    public long NowMs { get; set; }

    /// <summary>Last byte of the client's address.</summary>
    public int Port
    {
        get => _address[5];
        set => _address[5] = (byte)value;
    }

    public byte[] Wire { get; } = new byte[2048];

    public int WireCount { get; set; }

    /// <summary>Datagrams that have gone to either side.</summary>
    public int Datagrams { get; private set; }

    /// <summary>Which datagram of all is not delivered; −1 for none.</summary>
    public int Lost { get; set; } = -1;

    public string ClientData { get; private set; } = "";

    public string ServerData { get; private set; } = "";

    public string ClientEvents { get; private set; } = "";

    public string ServerEvents { get; private set; } = "";

    public DtlsConnection Peer => Server.Connection(Server.EventConnection);

    public int Find(byte[] identity, int offset, int count, byte[] key, out int keyCount)
    {
        bool known = Hex.Text(identity, offset, count) == "6e6f6465";
        keyCount = known ? ServerKey.Length : 0;
        Array.Copy(ServerKey, key, keyCount);
        return known ? 7 : -1;
    }

    /// <summary>Carries datagrams to and fro until neither side has one.</summary>
    public void Pump()
    {
        bool moved = true;
        while (moved)
        {
            moved = false;
            while (FromClient() > 0)
            {
                moved = true;
                if (Datagrams++ != Lost)
                {
                    ToServer();
                }
            }

            while (FromServer() > 0)
            {
                moved = true;
                if (Datagrams++ != Lost)
                {
                    ToClient();
                }
            }
        }
    }

    /// <summary>Pumps and lets time pass until both sides wait for nothing.</summary>
    public void Run()
    {
        Pump();
        for (int i = 0; i < 100; i++)
        {
            long next = Client.NextDeadlineMs < Server.NextDeadlineMs ? Client.NextDeadlineMs : Server.NextDeadlineMs;
            if (next == Time.Never)
            {
                return;
            }

            NowMs = next > NowMs ? next : NowMs;
            Client.HandleTimeout(NowMs);
            Server.HandleTimeout(NowMs);
            Settle();
            Pump();
        }
    }

    public void Connect()
    {
        Client.Connect(NowMs);
        Run();
    }

    public int FromClient()
    {
        WireCount = Client.PollTransmit(Wire, 0, Wire.Length);
        return WireCount;
    }

    public int FromServer()
    {
        WireCount = Server.PollTransmit(Wire, 0, Wire.Length);
        return WireCount;
    }

    public void ToServer()
    {
        Server.HandleInput(_address, 0, _address.Length, Wire, 0, WireCount, NowMs);
        Settle();
    }

    public void ToClient()
    {
        Client.HandleInput(Wire, 0, WireCount, NowMs);
        Settle();
    }

    /// <summary>Protects text of the client into <see cref="Wire"/>.</summary>
    public int FromClient(string data)
    {
        byte[] bytes = Hex.Bytes(data);
        WireCount = Client.Protect(bytes, 0, bytes.Length, Wire, 0, Wire.Length);
        return WireCount;
    }

    /// <summary>Sends data both ways and looks whether it arrives.</summary>
    public bool Echoes()
    {
        ServerData = "";
        ClientData = "";
        if (FromClient("70696e67") == 0)
        {
            return false;
        }

        ToServer();
        byte[] bytes = Hex.Bytes("706f6e67");
        WireCount = Peer.Protect(bytes, 0, 4, Wire, 0, Wire.Length);
        if (WireCount == 0)
        {
            return false;
        }

        ToClient();
        return ServerData == "70696e67" && ClientData == "706f6e67";
    }

    private void Settle()
    {
        for (DtlsEvent e = Client.PollEvent(); e != DtlsEvent.None; e = Client.PollEvent())
        {
            ClientEvents += Letter(e);
            ClientData += e == DtlsEvent.Data ? Hex.Text(Wire, Client.DataOffset, Client.DataCount) : "";
        }

        for (DtlsEvent e = Server.PollEvent(); e != DtlsEvent.None; e = Server.PollEvent())
        {
            ServerEvents += Letter(e);
            ServerData += e == DtlsEvent.Data ? Hex.Text(Wire, Peer.DataOffset, Peer.DataCount) : "";
        }
    }

    private static string Letter(DtlsEvent e)
        => e == DtlsEvent.Connected ? "+" : e == DtlsEvent.Data ? "d" : e == DtlsEvent.Closed ? "-" : "!";
}
