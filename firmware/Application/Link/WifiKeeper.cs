using Telenode.Core;

namespace Telenode.Application;

/// <summary>Keeps the board in one of its networks: looks which are there, joins the strongest, and begins again for ever.</summary>
/// <remarks>
/// A round scans, tries the known networks that were seen by their signal, then those that were not, since a network may hide its
/// name. After a round in vain there is a pause, which grows with full jitter: a building's boards must not all return at once.
/// </remarks>
public sealed class WifiKeeper
{
    private const int ScanMs = 15000;
    private const int JoinMs = 30000;
    private const int FirstPauseMs = 2000;
    private const int LastPauseMs = 120000;

    // A state that gives no sign is looked at this often.
    private const int WatchMs = 100;
    private const int ReadyWatchMs = 1000;

    private const int Unseen = -1000;

    private readonly IWifi _wifi;
    private readonly KnownNetworks _networks;
    private readonly Backoff _backoff;
    private readonly bool[] _passed = new bool[KnownNetworks.Max];
    private Phase _phase;
    private bool _held;
    private string _tried;
    private int _network;
    private bool _wasSeen;
    private bool _anySeen;
    private long _untilMs;

    /// <summary>Creates a keeper that begins at its first step.</summary>
    public WifiKeeper(IWifi wifi, KnownNetworks networks, IRandom random)
    {
        _wifi = wifi;
        _networks = networks;
        _backoff = new Backoff(FirstPauseMs, LastPauseMs, random);
        Rssi = 0;
    }

    private enum Phase
    {
        Pausing = 0,
        Scanning,
        Joining,
        Ready,
    }

    /// <summary>Whether the board is in a network and has an address.</summary>
    public bool IsReady => _phase == Phase.Ready;

    /// <summary>Whether it is in a network that owes it an address.</summary>
    public bool AwaitsAddress => _phase == Phase.Joining && _wifi.State == WifiState.Joined;

    /// <summary>Whether the last failure was that of an address, not of Wi-Fi.</summary>
    public bool AddressFailed { get; private set; }

    /// <summary>Why it is in no network, in one line for a person; null before the first failure and after a success.</summary>
    public string Failure { get; private set; }

    /// <summary>The network it is in, or on its way into; null when there is none.</summary>
    public string Network => _held ? _tried : _phase == Phase.Joining || _phase == Phase.Ready ? _networks.NameAt(_network) : null;

    /// <summary>Signal of the network in dBm; 0 when it is not known.</summary>
    public int Rssi { get; private set; }

    /// <summary>How often a network was left since the start, wanted or not.</summary>
    public int Losses { get; private set; }

    /// <summary>Monotonic ms of the next try; meaningless unless it pauses.</summary>
    public long NextMs => _untilMs;

    /// <summary>Whether it knows a network that it could join.</summary>
    public bool KnowsNetworks => _networks.Count > 0;

    /// <summary>Whether it waits before the next round.</summary>
    public bool Pauses => _phase == Phase.Pausing;

    /// <summary>Does what is due.</summary>
    /// <returns>Monotonic ms at which to call again.</returns>
    public long Step(long nowMs)
    {
        if (_networks.Count == 0 || _held)
        {
            return Time.Never;
        }

        switch (_phase)
        {
            case Phase.Pausing:
                if (nowMs >= _untilMs)
                {
                    Scan(nowMs);
                }

                break;
            case Phase.Scanning:
                if (!_wifi.Scanning || nowMs >= _untilMs)
                {
                    JoinNext(nowMs);
                }

                break;
            case Phase.Joining:
                Watch(nowMs);
                break;
            default:
                WatchReady(nowMs);
                break;
        }

        return _phase == Phase.Pausing ? _untilMs : nowMs + (_phase == Phase.Ready ? ReadyWatchMs : WatchMs);
    }

    /// <summary>Leaves the network and joins one beside the settings', as a person asked. From then on another keeper takes over.</summary>
    public void Hold(string ssid, string password)
    {
        Losses += _phase == Phase.Ready ? 1 : 0;
        _held = true;
        _tried = ssid;
        _phase = Phase.Pausing;
        _wifi.Join(ssid, password, _networks.Address);
    }

    /// <summary>Stays in a network that the board is in already, if it is a known one.</summary>
    /// <returns>False when it is not.</returns>
    public bool TryAdopt(string network)
    {
        int at = network == null || _wifi.State != WifiState.Ready ? -1 : _networks.Find(network);
        if (at < 0)
        {
            return false;
        }

        _network = at;
        _phase = Phase.Ready;
        Failure = null;
        return true;
    }

    /// <summary>Leaves the network and begins a new round at the next step, such as with new settings.</summary>
    public void Restart()
    {
        Losses += _phase == Phase.Ready ? 1 : 0;
        Rest();
    }

    /// <summary>Leaves the network because nothing needs it now; the next step begins a new round.</summary>
    public void Rest()
    {
        _wifi.Disconnect();
        _phase = Phase.Pausing;
        _untilMs = 0;
        _backoff.Reset();
    }

    private void Scan(long nowMs)
    {
        for (int i = 0; i < _passed.Length; i++)
        {
            _passed[i] = false;
        }

        _anySeen = false;
        _wifi.Scan();
        _phase = Phase.Scanning;
        _untilMs = nowMs + ScanMs;
    }

    private void JoinNext(long nowMs)
    {
        int best = -1;
        int bestRssi = 0;
        for (int i = 0; i < _networks.Count; i++)
        {
            int rssi = _passed[i] ? 0 : SignalOf(_networks.NameAt(i));
            if (!_passed[i] && (best < 0 || rssi > bestRssi))
            {
                best = i;
                bestRssi = rssi;
            }
        }

        if (best < 0)
        {
            Pause(nowMs);
            return;
        }

        _passed[best] = true;
        _network = best;
        _wasSeen = bestRssi != Unseen;
        _anySeen = _anySeen || _wasSeen;
        Rssi = _wasSeen ? bestRssi : 0;
        _wifi.Join(_networks.NameAt(best), _networks.PasswordAt(best), _networks.Address);
        _phase = Phase.Joining;
        _untilMs = nowMs + JoinMs;
    }

    private int SignalOf(string name)
    {
        int best = Unseen;
        for (int i = 0; i < _wifi.NetworkCount; i++)
        {
            if (_wifi.SsidAt(i) == name && _wifi.RssiAt(i) > best)
            {
                best = _wifi.RssiAt(i);
            }
        }

        return best;
    }

    private void Watch(long nowMs)
    {
        WifiState state = _wifi.State;
        if (state == WifiState.Ready)
        {
            _phase = Phase.Ready;
            Failure = null;
            AddressFailed = false;
            _backoff.Reset();
        }
        else if (state == WifiState.Failed || nowMs >= _untilMs)
        {
            // What a seen network says counts more than that a hidden one did not answer.
            if (_wasSeen || !_anySeen)
            {
                AddressFailed = state == WifiState.Joined;
                Failure = _networks.NameAt(_network) + ": " + WhyNot(state);
            }

            _wifi.Disconnect();
            JoinNext(nowMs);
        }
    }

    private string WhyNot(WifiState state)
    {
        if (state == WifiState.Joined)
        {
            return _networks.Address == null ? "joined, but the network gives no address" : "joined, but the address that is set does not come up";
        }

        if (!_wasSeen)
        {
            return "not in reach";
        }

        return _wifi.Failure ?? "did not let the board in within " + (JoinMs / 1000).ToString() + " s: is the password right?";
    }

    private void WatchReady(long nowMs)
    {
        if (_wifi.State == WifiState.Ready)
        {
            Rssi = _wifi.Rssi != 0 ? _wifi.Rssi : Rssi;
            return;
        }

        Losses++;
        Failure = _networks.NameAt(_network) + ": the connection was lost";
        AddressFailed = false;
        Scan(nowMs);
    }

    private void Pause(long nowMs)
    {
        _phase = Phase.Pausing;
        _untilMs = nowMs + _backoff.NextMs();
    }
}
