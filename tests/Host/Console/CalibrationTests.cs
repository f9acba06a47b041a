using Telenode.Core;
using Telenode.Drivers;
using Telenode.SimBoard;
using Telenode.Telemetry;
using Telenode.Tests.SerialConsole;

namespace Telenode.Tests.Host.SerialConsole;

/// <summary>The calibration that docs/sensors.md shows, typed in before a driver with its chip's model; on virtual time.</summary>
[TestClass]
public sealed class CalibrationTests
{
    [TestMethod]
    public void The_documented_calibration_is_what_the_console_answers()
    {
        string[] shown = Repository.Read("docs/sensors.md").Split("## Calibrating")[1].Split("```")[1].Trim().Split('\n');
        Terminal terminal = WithScd4x(out Scd4xModel chip);
        LetRun(terminal, 250);
        terminal.Clears();
        foreach (string line in shown.Where(line => line.StartsWith("> ", StringComparison.Ordinal)))
        {
            terminal.Types(line[2..] + "\r").Waits(10_000);
        }

        Assert.AreEqual(string.Join('\n', shown) + "\n", terminal.Screen);
        Assert.AreEqual(-80, chip.OffsetPpm);
        LetRun(terminal, 10);
        Assert.AreEqual(420, terminal.Host.Channels.LastMantissa(0), "the measurement that carried it out is right already");
    }

    [TestMethod]
    public void A_chip_that_is_gone_and_one_that_has_just_started_say_why_nothing_was_done()
    {
        Terminal terminal = WithScd4x(out Scd4xModel chip);
        LetRun(terminal, 10);
        terminal.Clears().Types("sensors calibrate scd4x co2 420\r").Waits(10_000);
        StringAssert.EndsWith(terminal.Screen, "error: refused by the chip: it must have measured in that air for three minutes\n");
        chip.Present = false;
        terminal.Clears().Types("sensors calibrate scd4x co2 420\r").Waits(10_000);
        StringAssert.EndsWith(terminal.Screen, "error: failed: no answer at its address\n");
        chip.Present = true;
        LetRun(terminal, 300);
        Assert.AreEqual(0, chip.OffsetPpm, "what failed is not done later");
    }

    // A second at a time: with nothing to show the terminal passes over the rest.
    private static void LetRun(Terminal terminal, int seconds)
    {
        for (int i = 0; i < seconds; i++)
        {
            terminal.Waits(1000);
        }
    }

    private static Terminal WithScd4x(out Scd4xModel chip)
    {
        var host = new ScriptedHost();
        var bus = new SimI2cBus();
        chip = new Scd4xModel(host) { PartsPerMillion = 500 };
        bus.Seat(0x62, chip);
        var slot = new SensorSlot(new Scd4x(bus, new Scd4xOptions { CarbonDioxide = "hall.co2" }), 60_000, 0);
        host.Channels = new Channels([slot.Sensor]);
        var outbox = new Outbox(256, 1);
        host.Node = new Telenode.Telemetry.Node(new Sampler([slot], host.Channels, outbox, host), outbox, new StageUplink(outbox));
        host.Node.Sampler.Start(host.NowMs);
        return new Terminal(host, new CuttingStore());
    }
}
