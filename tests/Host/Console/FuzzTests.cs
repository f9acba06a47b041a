using Telenode.Core;
using Telenode.SerialConsole;
using Telenode.Tests.SerialConsole;

namespace Telenode.Tests.Host.SerialConsole;

/// <summary>Input that is nearly right, a million pieces of each sort: nothing throws, hangs or grows, no secret comes out, and all works afterwards.</summary>
[TestClass]
public class FuzzTests
{
    private const int Rounds = 1_000_000;

    // Of several words each, and whole lists are printed: a million of them took 40 s.
    private const int Lines = 200_000;
    private const string Secret = "geheim123";

    private static readonly string[] _words =
    [
        "help", "status", "list", "all", "get", "set", "unset", "wifi", "scan", "join", "show", "uplink", "test", "sensors", "read", "publish",
        "outbox", "time", "sync", "2026-11-21T12:30:00Z", "cert", "add", "remove", "ca", "log", "debug", "echo", "on", "off", "export", "import",
        ".", "sleep", "10s", "reboot", "safe-mode", "factory-reset", "no", "wifi.ssid", "wifi.password", "device.id", "uplink.url", "uplink.qos",
        "mqtt://a:b@c", "sensor.1", "sensor.99.filter.co2", "sample.interval", "30s", "hex:00ff", "base64:Cv8=", "\"", "'", "\\", ";", " ", "=",
        "\t", "\r", "\n", "\x03", "\x15", "\x17", "\x7F", "\b", "\x1B[A", "\x1B[B", "\x1B[C", "\x1B[D", "\x1B[3~", "\x1BO", "\x01", "\x05", "\x0B", "\x0C",
        "\u00E9", "\u20AC", "\U0001F600", "IMPROV", "IMPROV\x01\x03", "-----BEGIN X-----", "-----END X-----", "# ", "| ", "0", "-1", "99999999999",
    ];

    private static readonly byte[][] _pieces = [.. _words.Select(System.Text.Encoding.UTF8.GetBytes)];

    private readonly byte[] _out = new byte[256];

    [TestMethod]
    public void Console_lines()
    {
        (int seed, Random random) = Seed();
        var store = new CuttingStore();
        var settings = new Settings(store);
        var host = new ScriptedHost();

        // Without export, which gives secrets to whoever types "export secrets" or completes it with Tab.
        ConsoleCommand[] commands = [.. ConsoleCommands.Create().Where(command => command.Name != "export")];
        var session = new ConsoleSession(settings, host, commands);
        session.Start();
        var input = new byte[600];
        var tail = new List<byte>();
        for (int round = 0; round < Lines; round++)
        {
            if (!settings.IsSet("wifi.password"))
            {
                settings.TrySet("wifi.password", Secret, out _);
            }

            int count = Compose(random, input);
            host.NowMs += random.Next(4) == 0 ? random.Next(70_000) : 1;
            ((ScriptedWifi)host.Wifi).Scanning = false;
            host.Asked = "";
            ((ScriptedWifi)host.Wifi).Asked = "";
            session.HandleInput(input, 0, count, host.NowMs);
            Work(session, host, tail, $"seed {seed} round {round}");
        }

        byte[] end = "\x03\x03\r\necho off\r"u8.ToArray();
        session.HandleInput(end, 0, end.Length, host.NowMs += 100_000);
        Work(session, host, tail, "end");
        tail.Clear();
        byte[] last = "get uplink.keepalive; get wifi.password\r"u8.ToArray();
        session.HandleInput(last, 0, last.Length, host.NowMs += 100_000);
        Work(session, host, tail, "end");
        StringAssert.EndsWith(System.Text.Encoding.UTF8.GetString([.. tail]), "60s\r\n(set)\r\nok\r\n");
    }

    [TestMethod]
    public void Requests_over_the_network()
    {
        (int seed, Random random) = Seed();
        var settings = new Settings(new CuttingStore());
        var host = new ScriptedHost();
        var remote = new RemoteConsole(settings, host, ConsoleCommands.Create());
        var input = new byte[600];
        var answer = new byte[700];
        for (int round = 0; round < Lines; round++)
        {
            settings.TrySet("wifi.password", Secret, out _);
            int count = Compose(random, input);
            int room = random.Next(answer.Length);
            host.Asked = "";
            int length = remote.Handle(input, 0, count, random.Next(2) == 0, answer, 0, room);
            Assert.IsTrue(length >= 0 && length <= room, $"seed {seed} round {round}");
            Assert.IsFalse(answer.AsSpan(0, length).IndexOf("geheim"u8) >= 0, $"seed {seed} round {round}: a secret came out");
        }
    }

    [TestMethod]
    public void Lines_of_an_import()
    {
        (int seed, Random random) = Seed();
        var settings = new Settings(new CuttingStore());
        var import = new SettingsImport(settings);
        var input = new byte[600];
        for (int round = 0; round < Rounds; round++)
        {
            int count = Compose(random, input);
            string line = System.Text.Encoding.UTF8.GetString(input, 0, count);
            string problem = import.Take(line);
            Assert.IsTrue(problem == null || problem.Length > 10, $"seed {seed} round {round}");
            if (random.Next(1000) == 0)
            {
                import.End();
                Assert.IsTrue(settings.FreeBytes >= 0 && settings.Save(), $"seed {seed} round {round}");
                settings.Clear();
            }
        }
    }

    [TestMethod]
    public void Slots()
    {
        (int seed, Random random) = Seed();
        var store = new CuttingStore();
        var settings = new Settings(store, 512);
        settings.TrySet("wifi.password", Secret, out _);
        settings.TrySet("sensor.1", "bme280@i2c1:0x76 name=attic", out _);
        settings.TrySet("uplink.url", "mqtt://host", out _);
        settings.Save();
        settings.Save();
        byte[] image = store["settings-a"];
        int whole = 0;
        for (int round = 0; round < Rounds; round++)
        {
            byte[] bent = random.Next(8) == 0 ? image[..random.Next(image.Length)] : (byte[])image.Clone();
            for (int flips = random.Next(4); flips > 0 && bent.Length > 0; flips--)
            {
                bent[random.Next(bent.Length)] = (byte)random.Next(256);
            }

            if (random.Next(2) == 0 && bent.Length >= 16)
            {
                Seal(bent);
            }

            store["settings-a"] = bent;
            store["settings-b"] = random.Next(2) == 0 ? null! : image;
            whole += settings.Load() ? 1 : 0;
            for (int i = 0; settings.KeyAt(i) != null; i++)
            {
                _ = settings.ValueAt(i);
            }

            Assert.IsTrue(settings.FreeBytes is >= 0 and <= 512, $"seed {seed} round {round}");
            Assert.IsTrue(random.Next(64) != 0 || (settings.TrySet("device.id", "works", out _) && settings.Get("device.id") == "works"), $"seed {seed} round {round}");
        }

        Assert.IsTrue(whole > Rounds / 2, $"{whole} of the slots could be read");
    }

    [TestMethod]
    public void Frames_of_improv()
    {
        (int seed, Random random) = Seed();
        var host = new ScriptedHost();
        var wifi = (ScriptedWifi)host.Wifi;
        var session = new ConsoleSession(new Settings(new CuttingStore()), host, ConsoleCommands.Create());
        session.Start();
        var frame = new byte[300];
        var tail = new List<byte>();
        for (int round = 0; round < Rounds; round++)
        {
            int count = Frame(random, frame);
            host.NowMs += random.Next(8) == 0 ? random.Next(40_000) : 1;
            wifi.Asked = "";
            wifi.Scanning = false;
            wifi.State = (WifiState)random.Next(5);
            session.HandleInput(frame, 0, count, host.NowMs);
            Work(session, host, tail, $"seed {seed} round {round}");
        }

        wifi.State = WifiState.Idle;
        host.NowMs += 100_000;
        Work(session, host, tail, "end");
        tail.Clear();
        byte[] request = Convert.FromHexString("494D50524F560103020200E5");
        session.HandleInput(request, 0, request.Length, host.NowMs);
        Work(session, host, tail, "end");
        StringAssert.EndsWith(Convert.ToHexString([.. tail]), "494D50524F5601020100E10A494D50524F5601010102E20A");
    }

    // Lets the console work until nothing more is due now, and looks at what it sends.
    private void Work(ConsoleSession session, ScriptedHost host, List<byte> tail, string round)
    {
        int turns = 0;
        for (bool more = true; more;)
        {
            more = session.Step(host.NowMs) <= host.NowMs;
            int count;
            while ((count = session.PollTransmit(_out, 0, _out.Length)) > 0)
            {
                more = true;
                if (tail.Count > 2000)
                {
                    tail.RemoveRange(0, 1000);
                }

                tail.AddRange(_out.AsSpan(0, count));
                Assert.IsFalse(_out.AsSpan(0, count).IndexOf("geheim"u8) >= 0, round + ": a secret came out");
            }

            Assert.IsTrue(turns++ < 10_000, round + ": it does not end");
        }
    }

    private static int Compose(Random random, byte[] input)
    {
        int count = 0;
        for (int n = random.Next(1, 10); n > 0; n--)
        {
            byte[] piece = _pieces[random.Next(_pieces.Length)];
            piece.CopyTo(input, count);
            count += piece.Length;
            if (random.Next(12) == 0)
            {
                input[count - 1] = (byte)random.Next(256);
            }

            if (random.Next(3) != 0)
            {
                input[count++] = (byte)' ';
            }
        }

        if (random.Next(3) != 0)
        {
            input[count++] = (byte)'\r';
        }

        return count;
    }

    private static int Frame(Random random, byte[] frame)
    {
        "IMPROV\x01\x03"u8.CopyTo(frame);
        int data = random.Next(4) == 0 ? random.Next(256) : 2 + random.Next(12);
        random.NextBytes(frame.AsSpan(9, data));
        frame[8] = (byte)data;
        frame[9] = (byte)random.Next(9);
        frame[10] = (byte)(data - 2);
        if (frame[9] == 1 && data > 5)
        {
            frame[11] = (byte)random.Next(1, data - 4);
            frame[12 + frame[11]] = (byte)(data - 4 - frame[11]);
        }

        int count = 9 + data;
        int sum = 0;
        for (int i = 0; i < count; i++)
        {
            sum += frame[i];
        }

        frame[count++] = (byte)sum;
        if (random.Next(3) == 0)
        {
            frame[random.Next(count)] = (byte)random.Next(256);
        }

        return random.Next(10) == 0 ? random.Next(count) : count;
    }

    private static void Seal(byte[] slot)
    {
        var writer = new ByteWriter();
        writer.Reset(slot, 0, 4);
        writer.WriteUInt32(Crc32.Compute(slot, 4, slot.Length - 4));
    }

    private static (int Seed, Random Random) Seed()
    {
        int seed = Environment.TickCount;
        Console.WriteLine($"seed {seed}");
        return (seed, new Random(seed));
    }
}
