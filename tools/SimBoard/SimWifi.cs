using System.Globalization;
using Telenode.Core;

namespace Telenode.SimBoard;

/// <summary>A Wi-Fi station in virtual time, among networks that come and go.</summary>
/// <param name="clock">Scans and joins take their time.</param>
public sealed class SimWifi(IClock clock) : IWifi
{
    private const int ScanMs = 2000;
    private const int JoinMs = 1500;
    private const int AddressMs = 500;

    private readonly List<Network> _networks = [];
    private Network[] _found = [];
    private Network? _network;
    private long _scanUntilMs;
    private long _joinedAtMs;
    private long _readyAtMs;
    private string? _failure;

    /// <inheritdoc/>
    public WifiState State
    {
        get
        {
            if (_failure is not null)
            {
                return WifiState.Failed;
            }

            if (_network is { Up: false })
            {
                _network = null;
            }

            long now = clock.MonotonicMs;
            return _network is null ? WifiState.Idle
                : now < _joinedAtMs ? WifiState.Joining
                : now < _readyAtMs ? WifiState.Joined : WifiState.Ready;
        }
    }

    /// <inheritdoc/>
    public string? Failure => _failure;

    /// <inheritdoc/>
    public string? Address { get; private set; }

    /// <inheritdoc/>
    public int Rssi => State == WifiState.Ready ? _network!.Rssi : 0;

    /// <inheritdoc/>
    public bool Scanning => clock.MonotonicMs < _scanUntilMs;

    /// <inheritdoc/>
    public int NetworkCount => _found.Length;

    /// <summary>Puts a network up.</summary>
    /// <param name="ssid">Its name.</param>
    /// <param name="password">Its password; empty for an open one.</param>
    /// <param name="rssi">Its signal in dBm.</param>
    public Network Add(string ssid, string password, int rssi)
    {
        var network = new Network(ssid, password, rssi);
        _networks.Add(network);
        return network;
    }

    /// <inheritdoc/>
    public string SsidAt(int index) => _found[index].Ssid;

    /// <inheritdoc/>
    public int RssiAt(int index) => _found[index].Rssi;

    /// <inheritdoc/>
    public void Scan()
    {
        _scanUntilMs = clock.MonotonicMs + ScanMs;
        _found = [.. _networks.Where(network => network.Up).OrderByDescending(network => network.Rssi)];
    }

    /// <inheritdoc/>
    public void Join(string ssid, string password, StaticAddress? address)
    {
        _failure = null;
        _network = _networks.Find(network => network.Up && network.Ssid == ssid);
        if (_network is not null && _network.Password != password)
        {
            _network = null;
            _failure = "the network refuses the password";
        }

        _joinedAtMs = clock.MonotonicMs + JoinMs;
        _readyAtMs = _joinedAtMs + AddressMs;
        Address = address?.Address ?? string.Create(CultureInfo.InvariantCulture, $"192.0.2.{10 + _networks.Count}");
    }

    /// <inheritdoc/>
    public void Disconnect()
    {
        _network = null;
        _failure = null;
        Address = null;
    }

    /// <summary>A network.</summary>
    /// <param name="Ssid">Its name.</param>
    /// <param name="Password">Its password.</param>
    /// <param name="Rssi">Its signal in dBm.</param>
    public sealed record Network(string Ssid, string Password, int Rssi)
    {
        /// <summary>Whether it is there.</summary>
        public bool Up { get; set; } = true;
    }
}
