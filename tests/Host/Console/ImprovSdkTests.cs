using System.Diagnostics;
using System.Text.Json;
using Telenode.Core;
using Telenode.SerialConsole;
using Telenode.SimBoard.Serial;
using Telenode.Tests.Host.Peers;
using Telenode.Tests.SerialConsole;

namespace Telenode.Tests.Host.SerialConsole;

/// <summary>The client that browser flashers use, npm improv-wifi-serial-sdk, against the console on a real terminal device.</summary>
[TestClass]
public class ImprovSdkTests
{
    private const int Patience = 60_000;

    [TestMethod]
    public void A_board_is_found_named_and_set_up()
    {
        using var board = new Board();
        using var client = new ImprovSdk(board.Terminal.Name);

        // Half a line of a person, and a board that talks: the client must find its packets between them.
        board.Types("get dev");
        JsonElement info = client.Asks("initialize", 20_000);
        Assert.AreEqual("Telenode", info.GetProperty("firmware").GetString());
        Assert.AreEqual("0.2.0", info.GetProperty("version").GetString());
        Assert.AreEqual("ESP32", info.GetProperty("chipFamily").GetString());
        Assert.AreEqual("telenode", info.GetProperty("name").GetString());
        Assert.AreEqual(2, client.State);

        JsonElement networks = client.Asks("scan", Patience);
        Assert.AreEqual(1, networks.GetArrayLength());
        Assert.AreEqual("attic", networks[0].GetProperty("name").GetString());
        Assert.AreEqual(-61, networks[0].GetProperty("rssi").GetInt32());
        Assert.IsTrue(networks[0].GetProperty("secured").GetBoolean());

        client.Asks("provision", "attic", "a wrong password", Patience);
        Assert.AreEqual("UNABLE_TO_CONNECT", client.Error);
        Assert.IsNull(board.Setting("wifi.ssid"));

        client.Asks("provision", "attic", "the right p\u00E4ssword", Patience);
        Assert.IsNull(client.Error);
        Assert.AreEqual(4, client.State);
        Assert.AreEqual("http://dashboard/", client.NextUrl);
        Assert.AreEqual("attic", board.Setting("wifi.ssid"));
        Assert.AreEqual("the right p\u00E4ssword", board.Setting("wifi.password"));

        client.Asks("requestCurrentState", Patience);
        Assert.AreEqual(4, client.State);
        Assert.AreEqual("http://dashboard/", client.NextUrl);
        Assert.AreEqual("attic-2", client.Asks("setHostname", "attic-2", Patience).GetString());
        Assert.AreEqual("attic-2", client.Asks("getDeviceName", Patience).GetString());
        client.Asks("setHostname", "no host name", Patience);
        Assert.AreEqual("BAD_HOSTNAME", client.Error);
        client.Asks("requestNetworkState", Patience);
        Assert.AreEqual("UNKNOWN_RPC_COMMAND", client.Error);
        Assert.AreEqual("cellar", client.Asks("setDeviceName", "cellar", Patience).GetString());
        Assert.AreEqual("cellar", board.Setting("device.id"));

        // The line that was being typed is still there.
        board.Types("ice.id\r");
        Assert.IsTrue(board.WaitsFor("> get device.id\r\ncellar\r\nok\r\n"), board.Output);
    }

    /// <summary>The console on a pseudo-terminal, with a Wi-Fi that knows one network, on a thread of its own.</summary>
    private sealed class Board : IDisposable
    {
        private readonly ScriptedHost _host = new();
        private readonly ScriptedWifi _wifi;
        private readonly Settings _settings = new(new CuttingStore());
        private readonly ConsoleSession _session;
        private readonly RecordedLine _line;
        private readonly Thread _thread;
        private volatile bool _stop;

        public Board()
        {
            _wifi = (ScriptedWifi)_host.Wifi;
            _settings.TrySet("improv.url", "http://dashboard/", out _);
            _session = new ConsoleSession(_settings, _host, ConsoleCommands.Create());
            _session.Start();
            _line = new RecordedLine(Terminal);
            _thread = new Thread(Run);
            _thread.Start();
        }

        public PseudoTerminal Terminal { get; } = new();

        public string Output
        {
            get
            {
                lock (_session)
                {
                    return _line.Text;
                }
            }
        }

        public string? Setting(string key)
        {
            lock (_session)
            {
                return _settings.IsSet(key) ? _settings.Get(key) : null;
            }
        }

        public void Types(string text)
        {
            lock (_session)
            {
                byte[] bytes = System.Text.Encoding.UTF8.GetBytes(text);
                _session.HandleInput(bytes, 0, bytes.Length, _host.NowMs);
            }
        }

        public bool WaitsFor(string text) => SpinWait.SpinUntil(() => Output.Contains(text, StringComparison.Ordinal), Patience);

        public void Dispose()
        {
            _stop = true;
            _thread.Join();
            Terminal.Dispose();
        }

        private void Run()
        {
            var watch = Stopwatch.StartNew();
            var pump = new SerialPump(_line, _session);
            long told = 0;
            while (!_stop)
            {
                lock (_session)
                {
                    _host.NowMs = watch.ElapsedMilliseconds;
                    Radio();
                    if (_host.NowMs / 100 != told)
                    {
                        told = _host.NowMs / 100;
                        _session.Tell("sensor bme280: no answer at its address");
                    }

                    pump.Step(_host.NowMs);
                }

                Thread.Sleep(2);
            }
        }

        private void Radio()
        {
            _wifi.Scanning = false;
            if (_wifi.State == WifiState.Joining)
            {
                bool right = _wifi.Asked.EndsWith("try attic/the right p\u00E4ssword;", StringComparison.Ordinal);
                _wifi.State = right ? WifiState.Ready : WifiState.Failed;
            }
        }
    }

    /// <summary>A line that remembers what the console wrote.</summary>
    private sealed class RecordedLine(ISerialLine line) : ISerialLine
    {
        private readonly System.Text.StringBuilder _text = new();

        public string Text => _text.ToString();

        public int Read(byte[] buffer, int offset, int capacity) => line.Read(buffer, offset, capacity);

        public int Write(byte[] buffer, int offset, int count)
        {
            int taken = line.Write(buffer, offset, count);
            _text.Append(System.Text.Encoding.Latin1.GetString(buffer, offset, taken));
            return taken;
        }
    }
}
