using System;
using Telenode.Core;

namespace Telenode.Tests.Application;

/// <summary>A Wi-Fi station among networks that the test puts up and takes down.</summary>
internal sealed class ScriptedWifi : IWifi
{
    // An empty place is "", not null: the device crashes when it compares a string with an element of a new array.
    private readonly string[] _names = { "", "", "", "", "", "", "", "" };
    private readonly string[] _passwords = new string[8];
    private readonly int[] _rssi = new int[8];
    private readonly bool[] _up = new bool[8];
    private readonly int[] _found = new int[8];
    private int _networks;
    private string _joining;

    /// <summary>Whether a joined network gives an address.</summary>
    public bool GivesAddress { get; set; } = true;

    /// <summary>Names joined, in order, with their passwords.</summary>
    public string Joins { get; private set; } = "";

    public int Scans { get; private set; }

    public StaticAddress LastAddress { get; private set; }

    public WifiState State { get; private set; }

    public string Failure { get; private set; }

    public string Address => State == WifiState.Ready ? "192.0.2.7" : null;

    public int Rssi => 0;

    public bool Scanning { get; set; }

    public int NetworkCount { get; private set; }

    /// <summary>Puts a network up, or changes it.</summary>
    public void Put(string name, string password, int rssi)
    {
        int at = Array.IndexOf(_names, name);
        at = at < 0 ? _networks++ : at;
        _names[at] = name;
        _passwords[at] = password;
        _rssi[at] = rssi;
        _up[at] = true;
    }

    /// <summary>Takes a network down; who is in it loses it.</summary>
    public void Remove(string name)
    {
        _up[Array.IndexOf(_names, name)] = false;
        if (_joining == name)
        {
            Disconnect();
        }
    }

    public string SsidAt(int index) => _names[_found[index]];

    public int RssiAt(int index) => _rssi[_found[index]];

    public void Scan()
    {
        Scans++;
        NetworkCount = 0;
        for (int i = 0; i < _networks; i++)
        {
            if (_up[i] && _rssi[i] != 0)
            {
                _found[NetworkCount++] = i;
            }
        }
    }

    public void Join(string ssid, string password, StaticAddress address)
    {
        Joins += ssid + ":" + password + " ";
        LastAddress = address;
        _joining = ssid;
        int at = Array.IndexOf(_names, ssid);
        bool lets = at >= 0 && _up[at] && _passwords[at] == password;
        Failure = lets || at < 0 || !_up[at] ? null : "the password is wrong";
        State = lets ? (GivesAddress ? WifiState.Ready : WifiState.Joined) : Failure == null ? WifiState.Joining : WifiState.Failed;
    }

    public void Disconnect()
    {
        _joining = null;
        State = WifiState.Idle;
    }
}
