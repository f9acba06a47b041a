using System;
using Telenode.Core;
using Telenode.SerialConsole;

namespace Telenode.Tests.SerialConsole;

/// <summary>Bytes between a line and the console: slow lines, floods, and any division of the same input.</summary>
[TestClass]
public class SerialPumpTests
{
    private const string Typed = "get device.id\r\nset wifi.ssid caf\u00E9 \u20AC; get wifi.ssid\rimport\rdevice.id = a\x1B[D\x1B[Dx\x7F\r.\r"
        + "help wifi\nnonsense\x17set uplink.qs 2\r\x1B[A\x1B[A\rwifi join net geheim123\x03\x03";

    [TestMethod]
    [DataRow(1)]
    [DataRow(2)]
    [DataRow(3)]
    [DataRow(7)]
    [DataRow(64)]
    public void Input_is_the_same_however_it_is_divided(int piece)
    {
        Assert.AreEqual(Run(64, 64), Run(piece, 64));
        Assert.AreEqual(Run(64, 64), Run(piece, piece), "and so is output");
    }

    [TestMethod]
    public void A_line_that_takes_nothing_loses_nothing_that_fits()
    {
        var line = new TestLine(new byte[0], 64) { Room = 0 };
        var session = new ConsoleSession(new Settings(new CuttingStore()), new ScriptedHost(), ConsoleCommands.Create());
        var pump = new SerialPump(line, session);
        session.Start();
        Assert.AreEqual(1005L, pump.Step(1000), "it is asked again soon");
        Assert.IsFalse(pump.Idle);
        line.Room = 10;
        for (int i = 0; i < 20; i++)
        {
            pump.Step(1000);
        }

        Assert.AreEqual("\r\nTelenode 0.2.0 on ESP32; help lists the commands\r\n> ", line.Sent);
        Assert.IsTrue(pump.Idle);
        Assert.AreEqual(Time.Never, pump.Step(1000));
    }

    [TestMethod]
    public void A_flood_does_not_hold_the_loop()
    {
        var line = new TestLine(new byte[100000], 64);
        var session = new ConsoleSession(new Settings(new CuttingStore()), new ScriptedHost(), ConsoleCommands.Create());
        var pump = new SerialPump(line, session);
        Assert.AreEqual(1000L, pump.Step(1000), "there is more to do now");
        Assert.AreEqual(512, line.Taken);
    }

    private static string Run(int readPiece, int writePiece)
    {
        byte[] bytes = System.Text.Encoding.UTF8.GetBytes(Typed);
        var line = new TestLine(bytes, readPiece) { Room = writePiece };
        var session = new ConsoleSession(new Settings(new CuttingStore()), new ScriptedHost(), ConsoleCommands.Create());
        var pump = new SerialPump(line, session);
        session.Start();
        for (int i = 0; i < 3000; i++)
        {
            pump.Step(1000);
        }

        Assert.AreEqual(bytes.Length, line.Taken);
        return line.Sent;
    }

    private sealed class TestLine : ISerialLine
    {
        private readonly byte[] _input;
        private readonly int _piece;

        public TestLine(byte[] input, int piece)
        {
            _input = input;
            _piece = piece;
        }

        public int Room { get; set; } = 64;

        public int Taken { get; private set; }

        public string Sent { get; private set; } = "";

        public int Read(byte[] buffer, int offset, int capacity)
        {
            int count = _input.Length - Taken;
            count = count < _piece ? count : _piece;
            count = count < capacity ? count : capacity;
            Array.Copy(_input, Taken, buffer, offset, count);
            Taken += count;
            return count;
        }

        public int Write(byte[] buffer, int offset, int count)
        {
            count = count < Room ? count : Room;
            for (int i = 0; i < count; i++)
            {
                Sent += ((char)buffer[offset + i]).ToString();
            }

            return count;
        }
    }
}
