using Telenode.Core;

namespace Telenode.SerialConsole;

/// <summary>Improv Wi-Fi over serial (improv-wifi.com/serial): a browser flasher sets the network and learns what board this is.</summary>
internal sealed class ImprovService
{
    // Packet types.
    private const int CurrentState = 1;
    private const int ErrorState = 2;
    private const int RpcCommand = 3;
    private const int RpcResult = 4;

    // States.
    private const int Stopped = 0;
    private const int Ready = 2;
    private const int Provisioning = 3;
    private const int Provisioned = 4;

    // Errors.
    private const int NoError = 0;
    private const int InvalidPacket = 1;
    private const int UnknownCommand = 2;
    private const int UnableToConnect = 3;
    private const int BadHostname = 5;

    // Commands.
    private const int SendWifi = 1;
    private const int RequestState = 2;
    private const int RequestInfo = 3;
    private const int RequestNetworks = 4;
    private const int Hostname = 5;
    private const int DeviceName = 6;

    private const int ScanMs = 15000;
    private const int PollMs = 100;
    private const int NoScan = -1;

    private readonly CommandContext _context;
    private readonly ImprovWriter _writer;
    private WifiJoin _join;
    private int _network = NoScan;
    private long _scanEndMs;

    public ImprovService(CommandContext context)
    {
        _context = context;
        _writer = new ImprovWriter(context.Out);
    }

    /// <summary>Monotonic ms at which <see cref="Step"/> has something to do.</summary>
    public long NextMs { get; private set; } = Time.Never;

    /// <summary>Answers a frame.</summary>
    public void Handle(byte[] bytes, int type, int length, long nowMs)
    {
        const int At = ImprovDeframer.DataAt;
        if (type != RpcCommand)
        {
            // The other types go from the board to the client: this is an echo, or another board.
            return;
        }

        if (length < 2 || bytes[At + 1] != length - 2)
        {
            Error(InvalidPacket);
            return;
        }

        Error(NoError);
        Carry(bytes[At], bytes, At + 2, length - 2, nowMs);
    }

    /// <summary>Answers a frame whose checksum is wrong.</summary>
    public void RefuseFrame() => Error(InvalidPacket);

    /// <summary>Goes on with a scan or a try to join.</summary>
    public void Step(long nowMs)
    {
        if (nowMs < NextMs)
        {
            return;
        }

        NextMs = Time.Never;
        if (_join != null)
        {
            StepJoin(nowMs);
        }

        if (_network != NoScan)
        {
            StepScan(nowMs);
        }
    }

    private void Carry(int command, byte[] bytes, int at, int count, long nowMs)
    {
        IWifiControl wifi = _context.Host.Wifi;
        bool isWifi = command == SendWifi || command == RequestNetworks;
        if (isWifi && wifi == null)
        {
            Error(UnableToConnect);
            return;
        }

        switch (command)
        {
            case SendWifi:
                Join(bytes, at, count, nowMs);
                break;
            case RequestState:
                State();
                if (StateNow() == Provisioned)
                {
                    Url(command);
                }

                break;
            case RequestInfo:
                _writer.Begin(RpcResult, command);
                _writer.Text(_context.Host.Firmware);
                _writer.Text(_context.Host.Version);
                _writer.Text(_context.Host.Hardware);
                _writer.Text(_context.Settings.Get("device.id"));
                _writer.End();
                break;
            case RequestNetworks:
                wifi.Station.Scan();
                _network = 0;
                _scanEndMs = nowMs + ScanMs;
                NextMs = nowMs;
                break;
            case Hostname:
            case DeviceName:
                Name(command, bytes, at, count);
                break;
            default:
                Error(UnknownCommand);
                break;
        }
    }

    // Data: length of the name, name, length of the password, password.
    private void Join(byte[] bytes, int at, int count, long nowMs)
    {
        int ssid = count > 0 ? bytes[at] : count;
        int password = ssid + 1 < count ? bytes[at + 1 + ssid] : -1;
        if (password < 0 || ssid + password + 2 != count
            || !Utf8Text.IsWellFormed(bytes, at + 1, ssid) || !Utf8Text.IsWellFormed(bytes, at + 2 + ssid, password))
        {
            Error(InvalidPacket);
            return;
        }

        if (_join != null)
        {
            _join.Cancel(nowMs);
        }

        _join = WifiJoin.Begin(_context.Settings, _context.Host.Wifi, Read(bytes, at + 1, ssid), Read(bytes, at + 2 + ssid, password), nowMs, out string error);
        if (error != null)
        {
            // No network can have such a name or password.
            Error(UnableToConnect);
            return;
        }

        NextMs = nowMs;
        State();
    }

    private void StepJoin(long nowMs)
    {
        if (!_join.Step(nowMs))
        {
            NextMs = nowMs + PollMs;
            return;
        }

        bool joined = _join.Failure == null;
        _join = null;
        if (!joined)
        {
            Error(UnableToConnect);
        }

        State();
        if (joined)
        {
            Url(SendWifi);
        }
    }

    // A result for each network, the last one empty. A name that several access points share is given once, a hidden one not at all.
    private void StepScan(long nowMs)
    {
        IWifi station = _context.Host.Wifi.Station;
        bool room = _context.Out.Free >= ConsoleWriter.LineRoom;
        if (!room || (station.Scanning && nowMs < _scanEndMs))
        {
            NextMs = nowMs + PollMs < NextMs ? nowMs + PollMs : NextMs;
            return;
        }

        NextMs = nowMs;
        _writer.Begin(RpcResult, RequestNetworks);
        if (station.Scanning || _network >= station.NetworkCount)
        {
            _network = NoScan;
            NextMs = _join == null ? Time.Never : nowMs;
            _writer.End();
            return;
        }

        string ssid = station.SsidAt(_network);
        if (ssid.Length > 0 && IsFirst(station, ssid))
        {
            _writer.Text(ssid);
            _writer.Text(station.RssiAt(_network).ToString());

            // The platform does not tell which networks are open; "NO" would keep a browser from asking for a password.
            _writer.Text("YES");
            _writer.End();
        }

        _network++;
    }

    private bool IsFirst(IWifi station, string ssid)
    {
        for (int i = 0; i < _network; i++)
        {
            if (station.SsidAt(i) == ssid)
            {
                return false;
            }
        }

        return true;
    }

    // The board has one name: host name and device name are both device.id.
    private void Name(int command, byte[] bytes, int at, int count)
    {
        bool set = count > 0;
        if (set)
        {
            string name = Utf8Text.IsWellFormed(bytes, at, count) ? Read(bytes, at, count) : "";
            bool good = name.Length > 0 && (command != Hostname || IsHostname(name));
            if (!good || !_context.Settings.TrySet("device.id", name, out string _) || !_context.Settings.Save())
            {
                Error(BadHostname);
                return;
            }
        }

        _writer.Begin(RpcResult, command);
        _writer.Text(_context.Settings.Get("device.id"));
        _writer.End();
    }

    // RFC 1123 §2.1: letters, digits and hyphens, none at the ends.
    private static bool IsHostname(string name)
    {
        for (int i = 0; i < name.Length; i++)
        {
            char c = name[i];
            bool alphanumeric = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
            if (!alphanumeric && (c != '-' || i == 0 || i == name.Length - 1))
            {
                return false;
            }
        }

        return true;
    }

    private static string Read(byte[] bytes, int at, int count) => count == 0 ? "" : System.Text.Encoding.UTF8.GetString(bytes, at, count);

    private int StateNow()
    {
        IWifiControl wifi = _context.Host.Wifi;
        return wifi == null ? Stopped : _join != null ? Provisioning : wifi.Station.State == WifiState.Ready ? Provisioned : Ready;
    }

    private void State() => _writer.Single(CurrentState, StateNow());

    private void Error(int error) => _writer.Single(ErrorState, error);

    private void Url(int command)
    {
        string url = _context.Settings.Get("improv.url");
        _writer.Begin(RpcResult, command);
        if (url != null)
        {
            _writer.Text(url);
        }

        _writer.End();
    }
}
