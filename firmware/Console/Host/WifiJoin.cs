using Telenode.Core;

namespace Telenode.SerialConsole;

/// <summary>Tries a network and keeps it in the settings if it can be joined.</summary>
internal sealed class WifiJoin
{
    /// <summary>How long a try may take: with a weak signal and a slow DHCP server 20 s have been seen; clients of Improv wait 30 s.</summary>
    public const int TryMs = 28000;

    private readonly Settings _settings;
    private readonly IWifiControl _wifi;
    private readonly string _ssid;
    private readonly string _password;
    private readonly long _deadlineMs;

    private WifiJoin(Settings settings, IWifiControl wifi, string ssid, string password, long nowMs)
    {
        _settings = settings;
        _wifi = wifi;
        _ssid = ssid;
        _password = password;
        _deadlineMs = nowMs + TryMs;
    }

    /// <summary>Why it ended, without the password; null after success.</summary>
    public string Failure { get; private set; }

    /// <summary>Begins a try.</summary>
    /// <param name="settings">What the network goes into.</param>
    /// <param name="wifi">Wi-Fi.</param>
    /// <param name="ssid">The network's name.</param>
    /// <param name="password">Its password; empty for an open network.</param>
    /// <param name="nowMs">Monotonic ms.</param>
    /// <param name="error">Why no network can have this name or password.</param>
    /// <returns>The try; null after an error.</returns>
    public static WifiJoin Begin(Settings settings, IWifiControl wifi, string ssid, string password, long nowMs, out string error)
    {
        string problem = SettingsSchema.Find("wifi.ssid").Problem(ssid);
        error = problem == null ? null : "the network's name " + problem;
        if (error == null && password.Length > 0)
        {
            problem = SettingsSchema.Find("wifi.password").Problem(password);
            error = problem == null ? null : "the password " + problem;
        }

        if (error != null)
        {
            return null;
        }

        wifi.TryNetwork(ssid, password, nowMs);
        return new WifiJoin(settings, wifi, ssid, password, nowMs);
    }

    /// <summary>Looks how it goes.</summary>
    /// <returns>Whether it has ended.</returns>
    public bool Step(long nowMs)
    {
        WifiState state = _wifi.Station.State;
        if (state == WifiState.Ready)
        {
            Keep();
        }
        else if (state == WifiState.Failed)
        {
            Failure = _wifi.Station.Failure ?? "it could not be joined";
        }
        else if (nowMs >= _deadlineMs)
        {
            Failure = state == WifiState.Joined
                ? "the network gives no address: does its DHCP server work?"
                : "no network of that name answers: is the name right, and is it a 2.4 GHz network?";
        }
        else
        {
            return false;
        }

        _wifi.EndTry(nowMs);
        return true;
    }

    /// <summary>Gives up.</summary>
    public void Cancel(long nowMs) => _wifi.EndTry(nowMs);

    private void Keep()
    {
        bool kept = _settings.TrySet("wifi.ssid", _ssid, out string error) && _settings.TrySet("wifi.password", _password, out error);
        Failure = !kept ? error : _settings.Save() ? null : "it was joined, but the flash memory refused to keep it";
    }
}
