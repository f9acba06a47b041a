using System;
using System.Threading;
using nanoFramework.Runtime.Native;
using Telenode.Core;
using Telenode.Drivers;
using Telenode.Telemetry;
using Telenode.Uplinks;

namespace Telenode.Board;

/// <summary>The firmware on a board: settings, Wi-Fi, sensors and the uplink joined to a node that runs for ever.</summary>
internal static class Program
{
    // 24 bytes each.
    private const int OutboxCapacity = 512;

    // The loop wakes for input at once, and this often for what gives no sign: room to send, a connection made or lost.
    private const int MaxWaitMs = 100;

    private const int ReportMs = 60000;
    private const int RestartMs = 10000;

    private static void Main()
    {
        SettingsText settings = BoardFiles.ReadSettings();
        var streams = new BoardStreams();
        Node node = settings == null ? null : CreateNode(settings, streams);
        while (node == null)
        {
            Console.WriteLine(settings == null
                ? "There is no " + BoardFiles.SettingsPath + ": write the settings there and restart (docs/device-build.md)."
                : "The settings above must be mended in " + BoardFiles.SettingsPath + " before the board can run.");
            Thread.Sleep(ReportMs / 2);
        }

        new WifiLink(settings.Get("wifi.ssid", null), settings.Get("wifi.password", "")).Start();
        try
        {
            Run(node, streams);
        }
        catch (Exception e)
        {
            // An exception that no one catches would end this thread and leave a board that does nothing.
            Console.WriteLine("stopped by a fault, restarting: " + e.Message + " " + e.StackTrace);
            Thread.Sleep(RestartMs);
            Power.RebootDevice();
        }
    }

    private static Node CreateNode(SettingsText settings, BoardStreams streams)
    {
        Node node = null;
        EndpointUrl url = EndpointUrl.Parse(settings.Get("uplink.url", ""), out string error);
        if (error != null)
        {
            settings.Refuse("uplink.url", "is not usable: " + error);
        }

        if (settings.Get("wifi.ssid", null) == null)
        {
            settings.Refuse("wifi.ssid", "is missing: the name of the Wi-Fi network");
        }

        settings.Get("wifi.password", null);
        UplinkOptions options = ReadOptions(settings);
        SensorFactory sensors = new SensorSettings(settings).Create();
        if (sensors.Count == 0)
        {
            settings.Refuse("sensor.1", "is missing: name a sensor, such as bme280@i2c1:0x76");
        }
        else if (url != null && settings.Get("wifi.ssid", null) != null)
        {
            try
            {
                node = Join(sensors, url, options, streams);
            }
            catch (ArgumentException e)
            {
                settings.Refuse("the settings", "do not fit together: " + e.Message);
            }
        }

        string[] problems = settings.Problems();
        for (int i = 0; i < problems.Length; i++)
        {
            Console.WriteLine(BoardFiles.SettingsPath + ": " + problems[i]);
        }

        return node;
    }

    private static UplinkOptions ReadOptions(SettingsText settings)
    {
        var options = new UplinkOptions();
        options.DeviceId = settings.Get("device.id", "telenode");
        options.User = settings.Get("uplink.user", null);
        options.Password = settings.Get("uplink.password", null);
        string auth = settings.Get("uplink.auth", "password");
        options.ScramSha256 = auth == "scram-sha-256";
        if (!options.ScramSha256 && auth != "password")
        {
            settings.Refuse("uplink.auth", "must be password or scram-sha-256");
        }

        options.PlatformClient = settings.Get("uplink.client", "telenode") == "m2mqtt";
        options.Qos = settings.GetInt("uplink.qos", options.Qos, 0, 2);
        if (!PackFormats.TryParse(settings.Get("uplink.format", PackFormats.NameOf(options.Format)), out PackFormat format))
        {
            settings.Refuse("uplink.format", "must be senml+cbor, senml+json or compact");
            format = options.Format;
        }

        options.Format = format;
        options.PackUnits = settings.GetInt("uplink.units", 1, 0, 1) == 1;
        options.HomeAssistant = settings.GetInt("uplink.homeassistant", 0, 0, 1) == 1;
        byte[] ca = ReadFile(settings, "uplink.ca");
        options.Tls.CaCertificates = ca == null ? null : new byte[][] { ca };
        options.Tls.ClientCertificate = ReadFile(settings, "uplink.cert");
        options.Tls.ClientKey = ReadFile(settings, "uplink.key");
        options.Tls.Insecure = settings.GetInt("uplink.insecure", 0, 0, 1) == 1;
        return options;
    }

    // The bytes of the file that a setting names, or null without the setting.
    private static byte[] ReadFile(SettingsText settings, string key)
    {
        string path = settings.Get(key, null);
        byte[] bytes = path == null ? null : BoardFiles.ReadBytes(path);
        if (path != null && (bytes == null || bytes.Length == 0))
        {
            settings.Refuse(key, "must be the path of a file on the board, such as I:\\ca.pem");
        }

        return bytes;
    }

    private static Node Join(SensorFactory factory, EndpointUrl url, UplinkOptions options, BoardStreams streams)
    {
        SensorSlot[] slots = factory.Slots();
        var sensors = new ISensor[slots.Length];
        for (int i = 0; i < slots.Length; i++)
        {
            sensors[i] = slots[i].Sensor;
        }

        var clock = new BoardClock();
        var channels = new Channels(sensors, factory.StatusNames());
        var outbox = new Outbox(OutboxCapacity, BoardFiles.CountBoot());
        var parts = new UplinkParts(streams, outbox, channels, clock, new HardwareRandom())
        {
            Datagrams = new UdpDatagrams(),
            Crypto = options.ScramSha256 ? new BoardCrypto() : null,
            Publisher = options.PlatformClient ? new M2MqttPublisher() : null,
        };
        return new Node(new Sampler(slots, channels, outbox, clock), outbox, UplinkFactory.Create(url, options, parts));
    }

    private static void Run(Node node, BoardStreams streams)
    {
        long now = Environment.TickCount64;
        long reportAtMs = now;
        node.Start(now);
        while (true)
        {
            reportAtMs = Turn(node, streams, reportAtMs);
        }
    }

    // A method of its own: the interpreter runs small instance methods within their caller's frame, and what those catch takes up
    // one of a thread's six handler places until that frame is left. A loop that never leaves its frame would use them up.
    private static long Turn(Node node, BoardStreams streams, long reportAtMs)
    {
        long now = Environment.TickCount64;
        long wait = node.Step(now) - now;
        if (now >= reportAtMs)
        {
            reportAtMs = now + ReportMs;
            Report(node);
        }

        if (wait > 0)
        {
            streams.Wait(wait < MaxWaitMs ? (int)wait : MaxWaitMs);
        }

        return reportAtMs;
    }

    private static void Report(Node node)
    {
        Outbox outbox = node.Outbox;
        Console.WriteLine("readings: " + outbox.Taken.ToString() + " taken, " + outbox.Acknowledged.ToString() + " acknowledged, "
            + outbox.Waiting.ToString() + " waiting, " + outbox.Lost.ToString() + " lost"
            + (node.Uplink.Failure == null ? "" : "; uplink: " + node.Uplink.Failure)
            + (node.Uplink.Warning == null ? "" : "; warning: " + node.Uplink.Warning));
        SensorSlot[] slots = node.Sampler.Slots;
        for (int i = 0; i < slots.Length; i++)
        {
            if (slots[i].LastStatus != Status.Ok && slots[i].LastStatus != Status.Pending)
            {
                Console.WriteLine("sensor " + slots[i].Sensor.Kind + ": " + StatusText.Of(slots[i].LastStatus));
            }
        }
    }
}
