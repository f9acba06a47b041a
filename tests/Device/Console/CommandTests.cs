using Telenode.Core;
using Telenode.SerialConsole;

namespace Telenode.Tests.SerialConsole;

/// <summary>Lines and their answers: settings, words and quotes, what asks for lines.</summary>
[TestClass]
public class CommandTests
{
    [TestMethod]
    [DataRow("get device.id", "telenode\nok\n")]
    [DataRow("get wifi.ssid", "(not set)\nok\n")]
    [DataRow("set wifi.ssid attic; get wifi.ssid", "attic\nok\n")]
    [DataRow("set wifi.ssid attic;get wifi.ssid;unset wifi.ssid;get wifi.ssid", "attic\n(not set)\nok\n")]
    [DataRow("set wifi.password geheim123; get wifi.password", "(set)\nok\n")]
    [DataRow("set device.id attic", "ok\n")]
    [DataRow("set uplink.url mqtt://me:geheim@host/p; get uplink.url", "mqtt://me:***@host/p\nok\n")]
    [DataRow("unset device.id", "ok\n")]
    [DataRow("unset device", "error: unknown key device; did you mean device.id?\n")]
    [DataRow("get", "error: usage: get KEY\n")]
    [DataRow("get a b", "error: usage: get KEY\n")]
    [DataRow("set device.id", "error: usage: set KEY VALUE\n")]
    [DataRow("set wifi.sid x", "error: unknown key wifi.sid; did you mean wifi.ssid?\n")]
    [DataRow("set uplink.qos 3; get device.id", "error: uplink.qos must be a whole number from 0 to 2\n")]
    [DataRow("get uplink.qos; nonsense; get uplink.qos", "1\nerror: what follows the ; is no command; a value that holds one goes in quotes\n")]
    [DataRow("stat", "error: unknown command; did you mean status?\n")]
    [DataRow("xyzzy", "error: unknown command; help lists them\n")]
    [DataRow("reboot now", "error: usage: reboot\n")]
    [DataRow("sleep", "error: usage: sleep DURATION\n")]
    [DataRow("sleep 10", "ok\n")]
    [DataRow("sleep 8d", "error: sleep wants a duration from 1s to 7d, such as 10min\n")]
    [DataRow("safe-mode", "off\nok\n")]
    [DataRow("safe-mode maybe", "error: usage: safe-mode [on|off]\n")]
    [DataRow("log", "info\nok\n")]
    [DataRow("log debug; log", "debug\nok\n")]
    [DataRow("log loud", "error: log.level must be one of error, warning, info or debug\n")]
    [DataRow("list", "ok\n")]
    [DataRow("list wifi.s", "wifi.ssid                (not set)            the Wi-Fi network to join\nok\n")]
    [DataRow("help get", "get KEY\n  shows a setting; of a secret only whether it is set\nok\n")]
    [DataRow("help uplink.qos", "uplink.qos: MQTT quality of service: 1 at least once, 2 exactly once, 0 at most once\n  a whole number from 0 to 2; without it 1\n  counts a moment later, without a reboot\nok\n")]
    [DataRow("help colour", "error: there is no command and no setting of that name; help lists the commands, list the settings\n")]
    public void A_line_has_its_answer(string line, string answer)
    {
        Assert.AreEqual(answer, new Terminal().Answer(line));
    }

    [TestMethod]
    [DataRow("set wifi.ssid two words", "two words")]
    [DataRow("set wifi.ssid   two   words  ", "two   words")] // as typed within, without the blanks around
    [DataRow("set wifi.ssid \" two ; words \"", " two ; words ")]
    [DataRow("set wifi.ssid 'it\"s'", "it\"s")]
    [DataRow("set wifi.ssid it's", "it's")] // a quote within a word is a character
    [DataRow("set wifi.ssid \"a\\\"b\\\\c\\d\"", "a\"b\\c\\d")]
    [DataRow("set wifi.ssid C:\\dir\\", "C:\\dir\\")]
    [DataRow("set wifi.ssid \"two\" \"words\"", "\"two\" \"words\"")] // several words are taken as they stand
    [DataRow("set wifi.ssid \u00FCber \u20AC\U0001F600", "\u00FCber \u20AC\U0001F600")]
    [DataRow("set wifi.ssid a b c d e f g h i j k l m n", "a b c d e f g h i j k l m n")]
    [DataRow("set \"wifi.ssid\" 'x'", "x")]
    public void A_value_is_the_rest_of_the_line(string line, string value)
    {
        var terminal = new Terminal();
        Assert.AreEqual("ok\n", terminal.Answer(line));
        Assert.AreEqual(value, terminal.Settings.Get("wifi.ssid"));
    }

    [TestMethod]
    [DataRow("set wifi.ssid \"open")]
    [DataRow("set wifi.ssid 'open; get wifi.ssid")]
    [DataRow("set wifi.ssid \"a\"b")] // something right behind the quote
    [DataRow("set wifi.ssid \"a\\\"")] // the last quote is escaped
    public void A_quote_that_is_not_closed_is_told(string line)
    {
        var terminal = new Terminal();
        Assert.AreEqual("error: the quote that begins a word is not closed, or no blank follows it\n", terminal.Answer(line));
        Assert.AreEqual(0, terminal.Settings.Count);
    }

    [TestMethod]
    public void A_setting_is_kept_at_once_and_a_refusal_is_told()
    {
        var terminal = new Terminal();
        terminal.Types("set wifi.ssid attic\r");
        Assert.AreEqual(1, terminal.Store.Writes);
        Assert.AreEqual("attic", new Terminal(new ScriptedHost(), terminal.Store).Settings.Get("wifi.ssid"));
        terminal.Store.Refuses = true;
        Assert.AreEqual("error: the flash memory refused it: the setting holds until the next restart\n", terminal.Answer("set wifi.ssid b"));
    }

    [TestMethod]
    public void Help_lists_every_command_on_lines_that_fit_a_terminal()
    {
        string help = new Terminal().Answer("help");
        ConsoleCommand[] commands = ConsoleCommands.Create();
        string[] lines = help.Split('\n');
        Assert.AreEqual(commands.Length + 3, lines.Length);
        for (int i = 0; i < commands.Length; i++)
        {
            Assert.AreEqual("  " + commands[i].Name, lines[i].Substring(0, commands[i].Name.Length + 2));
            Assert.IsTrue(lines[i].Length <= 80, lines[i]);
        }
    }

    [TestMethod]
    public void List_shows_what_is_set_and_all_there_is()
    {
        var terminal = new Terminal();
        terminal.Types("set wifi.password geheim123\rset sensor.2 bme280\rset sensor.10 dht22@gpio4\r");
        Assert.AreEqual("sensor.2 = bme280\nsensor.10 = dht22@gpio4\nwifi.password = (set)\nok\n", terminal.Answer("list"));
        string all = terminal.Answer("list all");
        for (int cursor = 0; SettingsSchema.SpecAt(cursor) != null; cursor = SettingsSchema.After(cursor))
        {
            Assert.IsTrue(all.IndexOf("\n" + SettingsSchema.SpecAt(cursor).Key + " ") >= 0 || cursor == 0, SettingsSchema.SpecAt(cursor).Key);
        }

        Assert.AreEqual(-1, all.IndexOf("geheim"));
    }

    [TestMethod]
    public void Import_takes_lines_up_to_a_dot()
    {
        var terminal = new Terminal().Clears();
        terminal.Types("import\rwifi.ssid = attic\r# note\rwifi.passwort = geheim123\rsensor.1.kind = bme280\r.\r");
        Assert.AreEqual("> import\nlines key = value; a single dot ends them, Ctrl-C gives up\n| wifi.ssid = attic\n| # note\n| wifi.passwort = geheim123\n"
            + "line 3: unknown key wifi.passwort; did you mean wifi.password?\n| sensor.1.kind = bme280\n| .\n2 settings taken\nerror: 1 lines were left out\n", terminal.Screen);
        Assert.AreEqual("bme280", terminal.Settings.Get("sensor.1"));
        Assert.AreEqual(1, terminal.Store.Writes);
        Assert.AreEqual(">", terminal.Row);
        terminal.Types(Terminal.Up);
        Assert.AreEqual("> import", terminal.Row, "lines of an import are no commands");
    }

    [TestMethod]
    public void A_secret_in_an_import_is_not_echoed()
    {
        var terminal = new Terminal();
        terminal.Types("import\rwifi.password = geheim123");
        Assert.AreEqual("| wifi.password =**********", terminal.Row);
    }

    [TestMethod]
    public void An_import_that_is_given_up_changes_nothing()
    {
        var terminal = new Terminal();
        terminal.Types("set wifi.ssid attic\rimport\rwifi.ssid = cellar\r" + Terminal.CtrlC);
        Assert.AreEqual("attic", terminal.Settings.Get("wifi.ssid"));
        Assert.AreEqual(">", terminal.Row);
        terminal.Clears().Types("import\rwifi.ssid = cellar\rwifi.s").Waits(60001);
        Assert.AreEqual("attic", terminal.Settings.Get("wifi.ssid"));
        Assert.AreEqual("> import\nlines key = value; a single dot ends them, Ctrl-C gives up\n| wifi.ssid = cellar\n| wifi.s\n"
            + "error: no line came for 60 s, so nothing was done\n", terminal.Screen);
        Assert.AreEqual(">", terminal.Row);
    }

    [TestMethod]
    public void What_export_writes_another_board_imports()
    {
        var first = new Terminal();
        first.Types("set wifi.password geheim123\rset wifi.ssid ' attic'\rset sensor.1 bme280@i2c1:0x76 name=a\r");
        Assert.AreEqual("sensor.1 = bme280@i2c1:0x76 name=a\n# wifi.password is set; export secrets shows it\nwifi.ssid = \" attic\"\nok\n", first.Answer("export"));
        string text = first.Answer("export secrets");
        var second = new Terminal();
        second.Types("import\r" + text.Substring(0, text.Length - 3) + ".\r");
        Assert.AreEqual(text, second.Answer("export secrets"));
        Assert.AreEqual("error: usage: export [secrets]\n", second.Answer("export all"));
    }

    [TestMethod]
    public void Factory_reset_asks_and_leaves_nothing_in_either_slot()
    {
        var terminal = new Terminal();
        terminal.Types("set wifi.password geheim123\rset wifi.password geheim456\r");
        terminal.Clears().Types("factory-reset\rno\r");
        Assert.AreEqual("> factory-reset\nThis forgets all settings, certificates and readings that wait.\nType yes to go on: no\nerror: nothing was forgotten\n", terminal.Screen);
        Assert.AreEqual("", terminal.Host.Asked);
        terminal.Types("factory-reset\ryes\r");
        Assert.AreEqual("erase;restart;", terminal.Host.Asked);
        Assert.AreEqual(0, terminal.Settings.Count);
        Assert.AreEqual(16, terminal.Store["settings-a"].Length);
        Assert.AreEqual(16, terminal.Store["settings-b"].Length);
        Assert.AreEqual("ok\n", terminal.Answer("factory-reset yes"));
    }

    [TestMethod]
    public void A_command_that_asks_must_be_the_last_of_its_line()
    {
        var terminal = new Terminal();
        Assert.AreEqual("lines key = value; a single dot ends them, Ctrl-C gives up\nerror: a command that asks for lines must be the last of its line\n", terminal.Answer("import; reboot"));
        Assert.AreEqual("", terminal.Host.Asked);
        Assert.AreEqual(">", terminal.Row);
    }

    [TestMethod]
    public void Power_commands_reach_the_board()
    {
        var terminal = new Terminal();
        terminal.Types("reboot\rsafe-mode on\rsafe-mode off\rsleep 10min\r");
        Assert.AreEqual("restart;safe;restart;sleep 600000;", terminal.Host.Asked);
    }

    [TestMethod]
    public void A_certificate_is_pasted_and_not_echoed()
    {
        var terminal = new Terminal().Clears();
        terminal.Types("cert add ca\rsubject=CN = my CA\r-----BEGIN CERTIFICATE-----\rAAAA\r  QUJD==  \r-----END CERTIFICATE-----\r");
        Assert.AreEqual("> cert add ca\npaste the PEM block, from its BEGIN line to its END line; Ctrl-C gives up\n******************\n***************************\n****\n**********\n*************************\nok\n",
            terminal.Screen);
        Assert.AreEqual("-----BEGIN CERTIFICATE-----\nAAAA\nQUJD==\n-----END CERTIFICATE-----\n", terminal.Host.PemOf(0));
        Assert.AreEqual("ca           certificate, 66 bytes\nok\n", terminal.Answer("cert list"));
        Assert.AreEqual("error: there is none of that name; cert list shows them\n", terminal.Answer("cert remove cb"));
        Assert.AreEqual("ok\n", terminal.Answer("cert remove ca"));
        Assert.AreEqual("ok\n", terminal.Answer("cert"));
        Assert.AreEqual("error: a name is 1 to 12 characters of a to z, 0 to 9 and -\n", terminal.Answer("cert add my/ca"));
        Assert.AreEqual("error: usage: cert [list|add NAME|remove NAME]\n", terminal.Answer("cert add"));
    }

    [TestMethod]
    public void A_certificate_that_is_too_long_is_refused_to_its_end()
    {
        var terminal = new Terminal();
        terminal.Types("cert add ca\r-----BEGIN CERTIFICATE-----\r");
        for (int i = 0; i < 70; i++)
        {
            terminal.Types("0123456789012345678901234567890123456789012345678901234567890123\r");
        }

        Assert.AreEqual("error: the PEM block is longer than 4096 bytes\n", terminal.Answer("-----END CERTIFICATE-----"));
        Assert.AreEqual(0, terminal.Host.Count);
    }

    [TestMethod]
    [DataRow("2026-11-21T12:30:05Z", "2026-11-21 12:30:05")]
    [DataRow("2024-02-29T23:59:59", "2024-02-29 23:59:59")]
    [DataRow("2099-12-31T00:00:00Z", "2099-12-31 00:00:00")]
    [DataRow("2020-01-01T00:00:00Z", "2020-01-01 00:00:00")]
    [DataRow("2025-03-01T00:00:00Z", "2025-03-01 00:00:00")]
    [DataRow("\"2026-11-21 12:30:05\"", "2026-11-21 12:30:05")]
    public void The_time_can_be_set(string typed, string shown)
    {
        Assert.AreEqual("time: " + shown + " UTC\nok\n", new Terminal().Answer("time " + typed));
    }

    [TestMethod]
    [DataRow("2026-02-29T00:00:00Z")] // no leap year
    [DataRow("2026-11-31T00:00:00Z")]
    [DataRow("2026-13-01T00:00:00Z")]
    [DataRow("2019-12-31T00:00:00Z")] // before this firmware
    [DataRow("2026-11-21T24:00:00Z")]
    [DataRow("2026-11-21T12:30Z")]
    [DataRow("2026-11-21")]
    [DataRow("12:30:05")]
    [DataRow("2026-11-21T12:30:05+01")]
    public void What_is_no_time_is_refused(string typed)
    {
        var terminal = new Terminal();
        Assert.AreEqual("error: a time is written like 2026-11-21T12:30:00Z, in UTC, from 2020 to 2099\n", terminal.Answer("time " + typed));
        Assert.AreEqual(Time.Unknown, terminal.Host.UnixMs);
    }
}
