using Telenode.Core;
using Telenode.SerialConsole;
using Telenode.Telemetry;

namespace Telenode.SimBoard.Fuzz;

/// <summary>A console on a board that has nothing but settings.</summary>
internal abstract class ConsoleTargetBase : FuzzTarget, IConsoleHost, IWallClock
{
    public override bool IsStream => true;

    // Longer than a line can be.
    public override int MaxInput => 300;

    public override IReadOnlyList<byte[]> Tokens { get; } =
    [
        .. Words("help|set |get |unset |show|export|import|status|sensors |wifi |time|uplink|readings|restart|sleep |cert |factory-reset|echo |--secrets|wifi.ssid|sensor.1|uplink.url|\"|\\|\r|\n|\r\n| |\t|é"),
        [3], [4], [8], [21], [23], [127], [27, (byte)'[', (byte)'A'], [27, (byte)'[', (byte)'D'], [27, (byte)'[', (byte)'3', (byte)'~'], [27, (byte)'O', (byte)'H'], [0xC3], [0],
    ];

    // Commands are a person's, and make words and lines; a misspelt key is compared with every key of the schema.
    public override long HeapFor(int count) => 200_000 + (30_000L * count);

    public string Firmware => "Telenode";

    public string Version => "0";

    public string Hardware => "fuzz";

    public long StartedMs => 0;

    public Node? Node => null;

    public Channels? Channels => null;

    public string Trouble => "there is no node";

    public bool SafeMode => false;

    public IWifiControl? Wifi => null;

    public IWallClock Clock => this;

    public string Way => "no receiver is set";

    public string? TimeSource => null;

    public ICertificates? Certificates => null;

    public long MonotonicMs => 1000;

    public long UnixMs => Time.Unknown;

    protected Settings Settings { get; private set; } = null!;

    protected ConsoleCommand[] Commands { get; private set; } = null!;

    public override void Prepare()
    {
        Settings = new Settings(new SlotStore(), 512);
        Commands = ConsoleCommands.Create();
        Settings.TrySet("wifi.password", "a very secret word", out _);
    }

    public string? StatusAt(int index) => null;

    public ILineSource? ScanSensors() => null;

    public void SetUnixMs(long unixMs)
    {
    }

    public void SyncTime(long nowMs)
    {
    }

    public void Reconnect(long nowMs)
    {
    }

    public void Restart(bool safeMode)
    {
    }

    public void Sleep(long ms)
    {
    }

    public void EraseData()
    {
    }
}

/// <summary>What comes over the serial line.</summary>
internal class ConsoleTarget : ConsoleTargetBase
{
    private readonly byte[] _out = new byte[256];
    private ConsoleSession _session = null!;

    public override string Name => "console";

    public override string Decodes => "the serial console: typing, editing, lines and commands";

    public override void Prepare()
    {
        base.Prepare();
        _session = new ConsoleSession(Settings, this, Commands);
        _session.Start();
    }

    public override ulong Decode(byte[] buffer, int offset, int count, FuzzRandom random)
    {
        ulong outcome = 0;
        long now = 0;
        int piece = random.OneIn(8) ? 1 : 100;
        for (int at = 0; at < count;)
        {
            Step();
            int taken = Math.Min(count - at, 1 + random.Next(piece));
            _session.HandleInput(buffer, offset + at, taken, now);
            at += taken;
            now += random.Next(50);
            outcome = Turn(outcome, now);
        }

        // Whatever was typed, Ctrl-C brings the prompt back.
        for (int i = 0; i < 3; i++)
        {
            now += 120_000;
            outcome = Turn(outcome, now);
            _session.HandleInput([3], 0, 1, now);
        }

        outcome = Turn(outcome, now);
        Require(_session.Idle, "it does not come back to its prompt");
        return outcome;
    }

    private ulong Turn(ulong outcome, long now)
    {
        for (long next = _session.Step(now); next <= now; next = _session.Step(now))
        {
            Step();
            outcome = Send(outcome);
        }

        return Send(outcome);
    }

    private ulong Send(ulong outcome)
    {
        for (int sent = _session.PollTransmit(_out, 0, _out.Length); sent > 0; sent = _session.PollTransmit(_out, 0, _out.Length))
        {
            Step();
            outcome = Mix(outcome, sent);
        }

        return outcome;
    }
}

/// <summary>Improv's frames in the same stream.</summary>
internal sealed class ImprovTarget : ConsoleTarget
{
    public override string Name => "improv";

    public override string Decodes => "Improv over serial: frames amid a console's text";

    public override IReadOnlyList<byte[]> Tokens { get; } = [.. Words("IMPROV|IMPRO|IMPROVIMPROV|\n"), [1, 3], [1, 3, 2, 2, 0], [1, 3, 2, 3, 0], [1, 3, 2, 4, 0], [0xFF], [1]];

    // Makes length and sum right.
    public override void Repair(FuzzInput part, FuzzRandom random)
    {
        if (part.Count is >= 10 and < 250)
        {
            "IMPROV\x01"u8.CopyTo(part.Bytes);
            part.Bytes[8] = (byte)(part.Count - 10);
            int sum = 0;
            foreach (byte next in part.Span[..^1])
            {
                sum += next;
            }

            part.Bytes[part.Count - 1] = (byte)sum;
        }
    }
}

/// <summary>What comes over the network.</summary>
internal sealed class DownlinkTarget : ConsoleTargetBase
{
    private readonly byte[] _answer = new byte[300];

    public override string Name => "downlink";

    public override string Decodes => "requests of commands over the network";

    public override ulong Decode(byte[] buffer, int offset, int count, FuzzRandom random)
    {
        var console = new RemoteConsole(Settings, this, Commands);
        Array.Fill(_answer, (byte)0xEE);
        int room = random.Next(280);
        int written = console.Handle(buffer, offset, count, random.OneIn(2), _answer, 10, room);
        Require(written >= 0 && written <= room && _answer[9] == 0xEE && _answer[10 + room] == 0xEE, "it writes out of the room it has");
        Require(_answer.AsSpan(10, written).IndexOf("a very secret word"u8) < 0, "it tells a secret");
        ulong outcome = 0;
        foreach (byte next in _answer.AsSpan(10, Math.Min(written, 20)))
        {
            outcome = Mix(outcome, next);
        }

        return outcome;
    }
}
