using System.Diagnostics;
using Telenode.Cli.Serial;
using Telenode.SimBoard.Serial;

namespace Telenode.Tests.Host.Serial;

/// <summary>The simulated board's serial line against the port a person's command opens: a real terminal of the system between them.</summary>
[TestClass]
public class PseudoTerminalTests
{
    [TestMethod]
    public void Every_byte_passes_as_it_is_in_both_directions()
    {
        using var board = new PseudoTerminal();
        using var port = SerialPort.Open(board.Name);
        byte[] all = [.. Enumerable.Range(0, 256).Select(value => (byte)value)];

        port.Write(all);
        CollectionAssert.AreEqual(all, ReadBoard(board, all.Length));
        Assert.AreEqual(all.Length, board.Write(all, 0, all.Length));
        CollectionAssert.AreEqual(all, ReadPort(port, all.Length));
    }

    [TestMethod]
    public void Neither_side_waits_for_what_is_not_there()
    {
        using var board = new PseudoTerminal();
        using var port = SerialPort.Open(board.Name);

        Assert.AreEqual(0, board.Read(new byte[16], 0, 16));
        Assert.AreEqual(0, port.Read(new byte[16], 0));
    }

    [TestMethod]
    public void A_board_whose_words_nobody_reads_does_not_stop()
    {
        using var board = new PseudoTerminal();
        var words = new byte[1000];
        int taken = 1;
        for (int i = 0; i < 1000 && taken > 0; i++)
        {
            taken = board.Write(words, 0, words.Length);
        }

        Assert.AreEqual(0, taken, "the line's buffer has an end, and a full one takes nothing");
    }

    [TestMethod]
    public void A_listener_may_leave_and_come_back()
    {
        using var board = new PseudoTerminal();
        SerialPort.Open(board.Name).Dispose();
        Assert.AreEqual(0, board.Read(new byte[16], 0, 16));
        using var again = SerialPort.Open(board.Name);
        again.Write("x"u8);
        CollectionAssert.AreEqual("x"u8.ToArray(), ReadBoard(board, 1));
    }

    [TestMethod]
    public void A_board_that_is_gone_is_told_to_who_listens()
    {
        var board = new PseudoTerminal();
        using var port = SerialPort.Open(board.Name);
        board.Dispose();

        SerialException error = Assert.ThrowsExactly<SerialException>(() => port.Read(new byte[16], 1000));
        StringAssert.Contains(error.Message, "is gone");
    }

    [TestMethod]
    public void What_cannot_be_opened_says_why()
    {
        StringAssert.Contains(Assert.ThrowsExactly<SerialException>(() => SerialPort.Open("/dev/tty-none")).Message, "there is no serial port /dev/tty-none");
        StringAssert.Contains(Assert.ThrowsExactly<SerialException>(() => SerialPort.Open("/dev/null")).Message, "is no serial port");
        using var board = new PseudoTerminal();
        StringAssert.Contains(Assert.ThrowsExactly<SerialException>(() => SerialPort.Open(board.Name, 12345)).Message, "12345 baud");
    }

    private static byte[] ReadBoard(PseudoTerminal board, int count) => Collect(count, buffer => board.Read(buffer, 0, buffer.Length));

    private static byte[] ReadPort(SerialPort port, int count) => Collect(count, buffer => port.Read(buffer, 100));

    private static byte[] Collect(int count, Func<byte[], int> read)
    {
        var got = new List<byte>();
        var buffer = new byte[64];
        var watch = Stopwatch.StartNew();
        while (got.Count < count && watch.Elapsed.TotalSeconds < 30)
        {
            got.AddRange(buffer.Take(read(buffer)));
        }

        return [.. got];
    }
}
