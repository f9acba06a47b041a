using Telenode.SerialConsole;

namespace Telenode.Tests.SerialConsole;

/// <summary>Typing, as a person sees it on a terminal that knows nothing but CR, LF, BS and BEL.</summary>
[TestClass]
public class LineEditorTests
{
    [TestMethod]
    public void A_console_greets_and_shows_its_prompt()
    {
        var terminal = new Terminal();
        Assert.AreEqual("\nTelenode 0.2.0 on ESP32; help lists the commands\n", terminal.Screen);
        Assert.AreEqual(">", terminal.Row);
        Assert.AreEqual(2, terminal.Column);
    }

    [TestMethod]
    [DataRow("get", "get", 3)]
    [DataRow("gxt" + Terminal.Left + Terminal.Backspace + "e", "get", 2)]
    [DataRow("et" + Terminal.Home + "g", "get", 1)]
    [DataRow("et\x01" + "g\x05" + "!", "get!", 4)] // Ctrl-A, Ctrl-E
    [DataRow("gxet" + Terminal.Home + Terminal.Right + Terminal.DeleteKey, "get", 1)]
    [DataRow("gxet\x02\x02\x02\x04", "get", 1)] // Ctrl-B, Ctrl-D
    [DataRow("get the wrong\x17\x17", "get", 4)] // Ctrl-W takes the word, then the blank with the next
    [DataRow("wrong\x15get", "get", 3)] // Ctrl-U
    [DataRow("get wrong\x02\x02\x02\x02\x02\x0B", "get", 4)] // Ctrl-K
    [DataRow("g\u00E9\u20ACt" + Terminal.Left + Terminal.Backspace, "g\u00E9t", 2)] // a whole character, not a byte of it
    [DataRow("\U0001F600x" + Terminal.Left + Terminal.Left + "a", "a\u25A1x", 1)]
    [DataRow(Terminal.Backspace + Terminal.Left + Terminal.DeleteKey + "get" + Terminal.Right + Terminal.DeleteKey, "get", 3)] // at the ends
    [DataRow("g\x1B[1;5Cet", "get", 3)] // a key with a modifier
    [DataRow("g\x1B[20~et", "get", 3)] // a key that has no meaning here
    [DataRow("g\x1BOHset" + Terminal.Left, "setg", 2)] // Home of an application keypad
    [DataRow("g\x1Bxet", "get", 3)] // Alt with a letter
    [DataRow("g\x07\x0E\x12\x16\x1F" + "et", "get", 3)] // control characters without a meaning
    public void Keys_edit_the_line(string typed, string line, int column)
    {
        var terminal = new Terminal();
        terminal.Types(typed);
        Assert.AreEqual("> " + line, terminal.Row);
        Assert.AreEqual(column + 2, terminal.Column);
    }

    [TestMethod]
    public void NUL_and_bytes_that_are_no_utf8_are_dropped()
    {
        var terminal = new Terminal();
        byte[] bytes =
        {
            0, (byte)'a', 0x80, // a continuation without a beginning
            (byte)'b', 0xC0, 0x80, // an overlong NUL
            (byte)'c', 0xED, 0xA0, 0x80, // a surrogate
            (byte)'d', 0xF5, 0x80, 0x80, 0x80, // above U+10FFFF
            (byte)'e', 0xE2, 0x82, (byte)'f', // a character that is cut off
            0xFF, 0xFE, 0xC3, 0xA9,
        };
        terminal.Sends(bytes, bytes.Length);
        Assert.AreEqual("> abcdef\u00E9", terminal.Row);
    }

    [TestMethod]
    [DataRow("\r")]
    [DataRow("\n")]
    [DataRow("\r\n")]
    public void Cr_lf_and_crlf_enter_a_line_once(string enter)
    {
        var terminal = new Terminal().Clears();
        terminal.Types("get device.id" + enter + "get uplink.qos" + enter);
        Assert.AreEqual("> get device.id\ntelenode\nok\n> get uplink.qos\n1\nok\n", terminal.Screen);
        Assert.AreEqual(">", terminal.Row);
    }

    [TestMethod]
    public void Empty_lines_and_comments_have_no_answer()
    {
        var terminal = new Terminal().Clears();
        terminal.Types("\r  \r# set wifi.ssid x\r;;\r");
        Assert.AreEqual(">\n>\n> # set wifi.ssid x\n> ;;\n", terminal.Screen);
        Assert.AreEqual(0, terminal.Settings.Count);
    }

    [TestMethod]
    public void The_history_gives_earlier_lines_back()
    {
        var terminal = new Terminal();
        terminal.Types("get device.id\rget uplink.qos\rget uplink.qos\r");
        terminal.Types(Terminal.Up);
        Assert.AreEqual("> get uplink.qos", terminal.Row);
        terminal.Types(Terminal.Up);
        Assert.AreEqual("> get device.id", terminal.Row);
        terminal.Types(Terminal.Up);
        Assert.AreEqual("> get device.id", terminal.Row);
        Assert.AreEqual(1, terminal.Bells);
        terminal.Types(Terminal.Down);
        Assert.AreEqual("> get uplink.qos", terminal.Row);
        terminal.Types(Terminal.Down + Terminal.Down);
        Assert.AreEqual(">", terminal.Row);
        terminal.Types("\x10\x10\x0E"); // Ctrl-P, Ctrl-N
        Assert.AreEqual("> get uplink.qos", terminal.Row);
        terminal.Clears().Types("\r");
        Assert.AreEqual("> get uplink.qos\n1\nok\n", terminal.Screen);
    }

    [TestMethod]
    public void The_history_keeps_the_newest_lines_that_fit()
    {
        var terminal = new Terminal();
        for (int i = 0; i < 100; i++)
        {
            terminal.Types("# line " + i.ToString() + "\r");
        }

        int steps = 0;
        string row = "";
        while (row != terminal.Row)
        {
            row = terminal.Row;
            terminal.Types(Terminal.Up);
            steps++;
        }

        // 256 bytes, 11 for such a line.
        Assert.AreEqual("> # line 77", row);
        Assert.AreEqual(24, steps);
    }

    [TestMethod]
    [DataRow("set wifi.password geheim123", "> set wifi.password *********")]
    [DataRow("SET WIFI.PASSWORD", "> SET WIFI.PASSWORD")]
    [DataRow("set WiFi.Password \"ge heim;\"", "> set WiFi.Password **********")]
    [DataRow("set device.id a; set uplink.psk.key hex:00", "> set device.id a; set uplink.psk.key ******")]
    [DataRow("wifi join net geheim123", "> wifi join net *********")]
    [DataRow("wifi join \"my net\" ge", "> wifi join \"my net\" **")]
    [DataRow("set wifi.password \u00E9\u20AC" + Terminal.Left + "x", "> set wifi.password ***")]
    [DataRow("set wifi.password ab" + Terminal.Backspace + Terminal.Backspace + Terminal.Backspace + "X y", "> set wifi.passwordX y")]
    public void A_secret_is_not_echoed(string typed, string row)
    {
        var terminal = new Terminal();
        terminal.Types(typed);
        Assert.AreEqual(row, terminal.Row);
    }

    [TestMethod]
    [DataRow("set wifi.password geheim123")]
    [DataRow("wifi join net geheim123")]
    [DataRow("set uplink.url mqtt://me:geheim@host")]
    public void A_line_with_a_secret_is_not_kept(string line)
    {
        var terminal = new Terminal();
        terminal.Types("get device.id\r" + line + "\r" + Terminal.CtrlC + Terminal.Up);
        Assert.AreEqual("> get device.id", terminal.Row);
    }

    [TestMethod]
    public void Tab_completes_commands_keys_words_and_choices()
    {
        Completes("st", "> status");
        Completes("sta\twifi.s", "> status wifi.s");
        Completes("set wifi.s", "> set wifi.ssid");
        Completes("get uplink.h", "> get uplink.homeassistant");
        Completes("set uplink.format c", "> set uplink.format compact");
        Completes("set uplink.format s", "> set uplink.format senml+");
        Completes("set sens", "> set sensor.");
        Completes("wifi s", "> wifi s");
        Completes("wifi j", "> wifi join");
        Completes("help fac", "> help factory-reset");
        Completes("set device.id x; reb", "> set device.id x; reboot");
    }

    [TestMethod]
    public void A_second_look_shows_what_there_is()
    {
        var terminal = new Terminal().Clears();
        terminal.Types("wifi s\t");
        Assert.AreEqual("> wifi s\nshow  scan\n", terminal.Screen);
        Assert.AreEqual("> wifi s", terminal.Row);
        terminal.Types("xx\t");
        Assert.AreEqual(1, terminal.Bells);
    }

    [TestMethod]
    public void A_line_that_is_too_long_is_refused_whole()
    {
        var terminal = new Terminal();
        string line = "set device.id ";
        while (line.Length < 401)
        {
            line += "x";
        }

        Assert.AreEqual("error: the line is longer than 400 bytes, so nothing was done\n", terminal.Answer(line));
        Assert.AreEqual(1, terminal.Bells);
        Assert.AreEqual(0, terminal.Settings.Count);
        Assert.AreEqual("telenode\nok\n", terminal.Answer("get device.id"));
        terminal.Types(line + "\x15get uplink.qos");
        Assert.AreEqual("> get uplink.qos", terminal.Row);
        Assert.AreEqual("1\nok\n", terminal.Answer(""));
    }

    [TestMethod]
    public void Ctrl_c_gives_a_line_up()
    {
        var terminal = new Terminal().Clears();
        terminal.Types("factory-reset yes" + Terminal.CtrlC);
        Assert.AreEqual("> factory-reset yes^C\n", terminal.Screen);
        Assert.AreEqual(">", terminal.Row);
        Assert.AreEqual("", terminal.Host.Asked);
    }

    [TestMethod]
    public void What_the_board_tells_by_itself_does_not_disturb_what_is_typed()
    {
        var terminal = new Terminal().Clears();
        terminal.Types("get devcie" + Terminal.Left + Terminal.Left);
        terminal.Session.Tell("sensor bme280: no answer at its address");
        terminal.Waits(0);
        Assert.AreEqual("sensor bme280: no answer at its address\n", terminal.Screen);
        Assert.AreEqual("> get devcie", terminal.Row);
        Assert.AreEqual(10, terminal.Column);
        terminal.Types(Terminal.Backspace + Terminal.End + Terminal.Backspace + "\bice.id\r");
        Assert.AreEqual("sensor bme280: no answer at its address\n> get device.id\ntelenode\nok\n", terminal.Screen);
    }

    [TestMethod]
    [DataRow("error", "0\n")]
    [DataRow("warning", "0\n1\n")]
    [DataRow("info", "0\n1\n2\n")]
    [DataRow("debug", "0\n1\n2\n3\n")]
    public void What_is_told_is_chosen(string level, string told)
    {
        var terminal = new Terminal();
        terminal.Types("log " + level + "\r").Clears();
        for (int i = (int)LogLevel.Error; i <= (int)LogLevel.Debug; i++)
        {
            terminal.Session.Tell((LogLevel)i, i.ToString());
        }

        terminal.Waits(0);
        Assert.AreEqual(told, terminal.Screen);
    }

    [TestMethod]
    public void Lines_that_a_slow_terminal_cannot_take_are_counted()
    {
        var terminal = new Terminal().Clears();
        for (int i = 0; i < 100; i++)
        {
            terminal.Session.Tell("0123456789 0123456789 0123456789 0123456789");
        }

        terminal.Waits(0);
        terminal.Session.Tell("last");
        terminal.Waits(0);
        Assert.IsTrue(terminal.Screen.IndexOf("lines were left out)\nlast\n") > 0, terminal.Screen);
    }

    [TestMethod]
    public void Without_echo_there_are_answers_only()
    {
        var terminal = new Terminal();
        Assert.AreEqual("ok\n", terminal.Answer("echo off"));
        terminal.Clears().Types("get device.id; get uplink.qos\rset wifi.password geheim123\r\rnonsense\r");
        Assert.AreEqual("telenode\n1\nok\nok\nerror: unknown command; help lists them\n", terminal.Screen);
        Assert.AreEqual("", terminal.Row);
        terminal.Types("echo on\r");
        Assert.AreEqual(">", terminal.Row);
    }

    [TestMethod]
    public void Echo_can_be_off_from_the_start()
    {
        var store = new CuttingStore();
        new Terminal(new ScriptedHost(), store).Types("set console.echo off\r");
        var terminal = new Terminal(new ScriptedHost(), store).Clears();
        terminal.Types("get device.id\n");
        Assert.AreEqual("telenode\nok\n", terminal.Screen);
    }

    private static void Completes(string typed, string row)
    {
        var terminal = new Terminal();
        terminal.Types(typed + Terminal.Tab);
        Assert.AreEqual(row, terminal.Row, typed);
    }
}
