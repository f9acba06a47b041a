using Telenode.SimBoard.Serial;
using Telenode.Tests.Host.Cli;

namespace Telenode.Tests.Host.Serial;

/// <summary><c>monitor</c> on a real terminal of the system.</summary>
[TestClass]
public class MonitorCommandTests
{
    [TestMethod]
    public void It_shows_whole_lines_without_what_would_move_the_cursor()
    {
        using var board = new PseudoTerminal();
        using TelenodeProcess monitor = TelenodeProcess.Start("monitor", "--no-time", "--port", board.Name);
        Say(board, "boot 7\r\n21.5 \u00b0C\u001b[2J\r\nhalf", monitor, "21.5 \u00b0C\\u001b[2J\n");
        monitor.Interrupt();
        TelenodeProcess.Result result = monitor.WaitForEnd();

        Assert.AreEqual(0, result.ExitCode, result.Errors);
        Assert.AreEqual("boot 7\n21.5 \u00b0C\\u001b[2J\nhalf\n", result.Output);
        StringAssert.Contains(result.Errors, "Ctrl-C ends");
    }

    [TestMethod]
    public void A_port_that_is_not_there_is_told_at_once()
    {
        TelenodeProcess.Result result = TelenodeProcess.Run("monitor", "--port", "/dev/tty-none");
        Assert.AreEqual(1, result.ExitCode);
        StringAssert.Contains(result.Errors, "there is no serial port /dev/tty-none");
    }

    private static void Say(PseudoTerminal board, string words, TelenodeProcess monitor, string awaited)
    {
        byte[] bytes = System.Text.Encoding.UTF8.GetBytes(words);
        foreach (byte value in bytes)
        {
            Assert.AreEqual(1, board.Write([value], 0, 1));
        }

        monitor.WaitForOutput(awaited);
    }
}
