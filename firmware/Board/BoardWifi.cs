using System;
using System.Device.Wifi;
using System.Net.NetworkInformation;
using System.Threading;
using Telenode.Core;

namespace Telenode.Board;

/// <summary>The ESP32's Wi-Fi station. Joining blocks on nanoFramework, so it happens on a thread of its own.</summary>
/// <remarks>
/// Once joined, the firmware joins the same network again by itself when it was away, and at each start. For a board that sleeps it must
/// not: most of its wakings need no network.
/// </remarks>
internal sealed class BoardWifi : IWifi
{
    private const int MaxNetworks = 20;

    // Asking the driver for the address makes a string: not at every turn of the loop.
    private const int LookMs = 500;

    private const string NoAddress = "0.0.0.0";

    private readonly WifiAdapter _adapter;
    private readonly NetworkInterface _interface;
    private readonly WifiReconnectionKind _reconnection;
    private readonly string[] _names = new string[MaxNetworks];
    private readonly int[] _signals = new int[MaxNetworks];
    private readonly object _gate = new object();
    private string _ssid;
    private string _password;
    private int _try;
    private bool _joining;
    private bool _joined;
    private long _lookAtMs;

    /// <param name="rejoins">Whether the firmware looks after the network, too.</param>
    public BoardWifi(bool rejoins)
    {
        _reconnection = rejoins ? WifiReconnectionKind.Automatic : WifiReconnectionKind.Manual;
        _adapter = WifiAdapter.FindAllAdapters()[0];
        _adapter.AvailableNetworksChanged += TakeScan;
        _interface = NetworkInterface.GetAllNetworkInterfaces()[_adapter.NetworkInterface];
    }

    public WifiState State
    {
        get
        {
            if (_joining)
            {
                return WifiState.Joining;
            }

            if (Failure != null || !_joined)
            {
                return Failure != null ? WifiState.Failed : WifiState.Idle;
            }

            Look();
            return Address == null ? WifiState.Joined : WifiState.Ready;
        }
    }

    public string Failure { get; private set; }

    public string Address { get; private set; }

    // The driver tells signals with a scan only.
    public int Rssi => 0;

    public bool Scanning { get; private set; }

    public int NetworkCount { get; private set; }

    public string SsidAt(int index) => _names[index];

    public int RssiAt(int index) => _signals[index];

    public void Scan()
    {
        if (Scanning)
        {
            return;
        }

        try
        {
            Scanning = true;
            _adapter.ScanAsync();
        }
        catch (Exception)
        {
            Scanning = false; // a join is under way: what the last scan found counts
        }
    }

    public void Join(string ssid, string password, StaticAddress address)
    {
        Disconnect();
        lock (_gate)
        {
            _ssid = ssid;
            _password = password;
            _try++;
            _joining = true;
        }

        try
        {
            SetAddress(address);
            new Thread(RunJoin).Start();
        }
        catch (Exception e)
        {
            _joining = false;
            Failure = e.Message ?? "failed";
        }
    }

    public void Disconnect()
    {
        lock (_gate)
        {
            _try++; // a join under way is void
            _joining = false;
            _joined = false;
            Failure = null;
            Address = null;
        }

        try
        {
            _adapter.Disconnect();
        }
        catch (Exception)
        {
            // It was in no network.
        }
    }

    private static string Describe(WifiConnectionStatus status)
    {
        switch (status)
        {
            case WifiConnectionStatus.Success: return null;
            case WifiConnectionStatus.InvalidCredential: return "the network refuses the password";
            case WifiConnectionStatus.AccessRevoked: return "the network refuses the board";
            case WifiConnectionStatus.NetworkNotAvailable: return "no network of that name answers";
            case WifiConnectionStatus.Timeout: return "the network did not answer in time";
            case WifiConnectionStatus.UnsupportedAuthenticationProtocol: return "the network's kind of protection is not known to the board";
            default: return "could not be joined: is the password right?";
        }
    }

    // What is set already is not set again: the firmware writes it to flash.
    private void SetAddress(StaticAddress address)
    {
        if (address != null)
        {
            _interface.EnableStaticIPv4(address.Address, address.Mask, address.Gateway);
            _interface.EnableStaticIPv4Dns(new string[] { address.Dns });
        }
        else if (!_interface.IsDhcpEnabled)
        {
            _interface.EnableDhcp();
        }
    }

    private void RunJoin()
    {
        int number = _try;
        string failure;
        try
        {
            failure = Describe(_adapter.Connect(_ssid, _reconnection, _password).ConnectionStatus);
        }
        catch (Exception e)
        {
            failure = e.Message ?? "failed";
        }

        lock (_gate)
        {
            if (number == _try)
            {
                _joining = false;
                _joined = failure == null;
                Failure = failure;
                _lookAtMs = 0;
            }
        }
    }

    private void Look()
    {
        long now = Environment.TickCount64;
        if (now >= _lookAtMs)
        {
            _lookAtMs = now + LookMs;
            string address = _interface.IPv4Address;
            Address = address == null || address.Length == 0 || address == NoAddress ? null : address;
        }
    }

    private void TakeScan(WifiAdapter sender, object e)
    {
        try
        {
            WifiAvailableNetwork[] found = sender.NetworkReport.AvailableNetworks;
            int count = found.Length < MaxNetworks ? found.Length : MaxNetworks;
            for (int i = 0; i < count; i++)
            {
                _names[i] = found[i].Ssid;
                _signals[i] = (int)found[i].NetworkRssiInDecibelMilliwatts;
            }

            NetworkCount = count;
        }
        catch (Exception)
        {
            NetworkCount = 0;
        }

        Scanning = false;
    }
}
