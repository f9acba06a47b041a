using System;
using System.Device.Gpio;
using System.Threading;
using nanoFramework.Runtime.Native;
using Telenode.Application;
using Telenode.Core;
using Telenode.SerialConsole;

namespace Telenode.Board;

/// <summary>The firmware on a board: makes the ports and runs the device, for ever.</summary>
internal static class Program
{
    private const int ConsoleBaud = 115200;

    // The loop wakes for input at once, and this often for what gives no sign: room to send, a key pressed, a connection made.
    private const int MaxWaitMs = 50;

    private const int WatchMs = 1000;
    private const int RestartMs = 5000;

    private static Device _device;

    private static void Main()
    {
        try
        {
            BoardTable board = BoardTable.Of(SystemInfo.TargetName);
            var streams = new BoardStreams();
            _device = new Device(Ports(board, streams), new DeviceOptions { Hardware = board.Title });
            new Thread(Watch).Start();
            _device.Start(_device.Clock.MonotonicMs);
            while (true)
            {
                Turn(streams);
            }
        }
        catch (Exception e)
        {
            // An exception that no one catches would end this thread and leave a board that does nothing.
            Console.WriteLine("stopped by a fault, restarting: " + e.Message + " " + e.StackTrace);
            Thread.Sleep(RestartMs);
            Restart(RestartReason.Fault);
        }
    }

    private static DevicePorts Ports(BoardTable board, BoardStreams streams)
    {
        var clock = new BoardClock();
        var store = new BoardStore();
        var settings = new Settings(store);
        if (!settings.Load())
        {
            SettingsFile.Import(settings);
        }

        var pins = new GpioController();
        int led = settings.IsSet("led.pin") ? settings.GetInt("led.pin") : board.Led;
        return new DevicePorts
        {
            Clock = clock,
            Random = new HardwareRandom(),
            Crypto = Crypto(),
            Store = store,
            Readings = new BoardAppendStore("I:\\journal"),
            Sensors = new BoardSensorPorts(SensorPins.Of(settings, board), pins, store),
            Console = new BoardSerial(2, ConsoleBaud, board.ConsoleTransmit, board.ConsoleReceive),
            Wifi = new BoardWifi(settings.Get("sleep.mode") == "none"),
            Power = new BoardPower(clock),
            Led = led < 0 ? null : new BoardLed(pins, led, board.LedOnWhenHigh),
            Streams = streams,
            Publisher = new M2MqttPublisher(),
            UplinkSocket = new UdpDatagrams(),
            ServerSocket = new UdpDatagrams(),
            SecureServerSocket = new UdpDatagrams(),
            ServerListener = new TcpPort(),
            TimeSocket = new UdpDatagrams(),
            Log = new BoardLog(),
        };
    }

    // Firmware that computes AES wrongly has none: all but coaps and coap+oscore works without.
    private static BoardCrypto Crypto()
    {
        try
        {
            return new BoardCrypto();
        }
        catch (NotSupportedException e)
        {
            Console.WriteLine(e.Message);
            return null;
        }
    }

    // A method of its own: the interpreter runs small instance methods within their caller's frame, and what those catch takes up
    // one of a thread's six handler places until that frame is left. A loop that never leaves its frame would use them up.
    private static void Turn(BoardStreams streams)
    {
        long now = _device.Clock.MonotonicMs;
        long wait = _device.Step(now) - now;
        if (wait > 0)
        {
            streams.Wait(wait < MaxWaitMs ? (int)wait : MaxWaitMs);
        }
    }

    // A thread of its own. While native code blocks, such as a TLS handshake, this one does not run either.
    private static void Watch()
    {
        string step = null;
        while (step == null)
        {
            Thread.Sleep(WatchMs);
            step = _device.Watchdog.Overdue(_device.Clock.MonotonicMs);
        }

        Console.WriteLine("the loop has stood still in \"" + step + "\" for too long, restarting");
        Restart(RestartReason.Watchdog);
    }

    private static void Restart(RestartReason reason)
    {
        if (_device != null)
        {
            _device.NoteRestart(reason);
        }

        Power.RebootDevice();
    }
}
