using Telenode.SerialConsole;

namespace Telenode.Tests.SerialConsole;

/// <summary>The console over the network: answered at once, nothing secret out, and none in without protection.</summary>
[TestClass]
public class RemoteConsoleTests
{
    [TestMethod]
    [DataRow("get device.id", "telenode\r\nok\r\n")]
    [DataRow("set sample.interval 30s\nset i2c1.data 4\n", "ok\r\ncounts after a reboot\r\nok\r\n")]
    [DataRow("set log.level debug; get log.level\r\nset uplink.qos 7\r\n", "debug\r\nok\r\nerror: uplink.qos must be a whole number from 0 to 2\r\n")]
    [DataRow("", "")]
    [DataRow("\n\n# note\n", "")]
    [DataRow("import", "error: import works at the serial console only\r\n")]
    [DataRow("export secrets", "error: export works at the serial console only\r\n")]
    [DataRow("factory-reset yes", "error: factory-reset works at the serial console only\r\n")]
    [DataRow("wifi scan", "error: wifi works at the serial console only\r\n")]
    [DataRow("cert add ca", "error: cert works at the serial console only\r\n")]
    [DataRow("set wifi.password geheim123", "error: wifi.password is a secret, which is taken over an encrypted and authenticated channel only\r\n")]
    [DataRow("set uplink.psk.key hex:00", "error: uplink.psk.key is a secret, which is taken over an encrypted and authenticated channel only\r\n")]
    [DataRow("set uplink.url mqtt://me:geheim@host", "error: uplink.url is a secret, which is taken over an encrypted and authenticated channel only\r\n")]
    [DataRow("set uplink.url mqtt://host", "ok\r\n")]
    [DataRow("get wifi.password", "(set)\r\nok\r\n")]
    [DataRow("list", "wifi.password = (set)\r\nok\r\n")]
    public void A_request_over_an_open_channel_has_its_answer(string request, string answer)
    {
        Assert.AreEqual(answer, Asked(new Terminal(), request, false, 400));
    }

    [TestMethod]
    public void A_secret_is_taken_over_a_protected_channel_and_never_given_back()
    {
        var terminal = new Terminal();
        Assert.AreEqual("ok\r\n(set)\r\nok\r\n", Asked(terminal, "set wifi.password anders456\nget wifi.password", true, 400));
        Assert.AreEqual("anders456", terminal.Settings.Get("wifi.password"));
        Assert.AreEqual("error: export works at the serial console only\r\n", Asked(terminal, "export secrets", true, 400));
    }

    [TestMethod]
    public void Bytes_that_are_no_text_are_refused()
    {
        var terminal = new Terminal();
        var remote = new RemoteConsole(terminal.Settings, terminal.Host, ConsoleCommands.Create());
        byte[] request = { (byte)'g', 0xC3, 0x28 };
        var answer = new byte[100];
        int count = remote.Handle(request, 0, 3, true, answer, 0, 100);
        Assert.AreEqual("error: the request is not UTF-8\r\n", System.Text.Encoding.UTF8.GetString(answer, 0, count));
    }

    [TestMethod]
    public void An_answer_without_room_ends_with_a_line()
    {
        var terminal = new Terminal();
        string whole = Asked(terminal, "list all", false, 10000);
        for (int room = 0; room < 2000; room += 13)
        {
            string answer = Asked(terminal, "list all", false, room);
            Assert.IsTrue(answer.Length <= room);
            Assert.IsTrue(answer.Length == 0 || answer[answer.Length - 1] == '\n');
            Assert.AreEqual(whole.Substring(0, answer.Length), answer);
        }
    }

    [TestMethod]
    public void A_reboot_is_answered_first()
    {
        var terminal = new Terminal();
        Assert.AreEqual("ok\r\n", Asked(terminal, "reboot", false, 100));
        Assert.AreEqual("restart;", terminal.Host.Asked);
    }

    [TestMethod]
    public void Serial_and_remote_console_do_not_meet()
    {
        var terminal = new Terminal().Clears();
        terminal.Types("import\rwifi.ssid = attic\r");
        Asked(terminal, "get device.id", false, 100);
        terminal.Types(".\r");
        Assert.AreEqual("attic", terminal.Settings.Get("wifi.ssid"));
    }

    private static string Asked(Terminal terminal, string request, bool secured, int room)
    {
        if (!terminal.Settings.IsSet("wifi.password"))
        {
            terminal.Settings.TrySet("wifi.password", "geheim123", out string _);
        }

        var remote = new RemoteConsole(terminal.Settings, terminal.Host, ConsoleCommands.Create());
        byte[] bytes = System.Text.Encoding.UTF8.GetBytes("++" + request + "++");
        var answer = new byte[room + 3];
        int count = remote.Handle(bytes, 2, bytes.Length - 4, secured, answer, 3, room);
        return System.Text.Encoding.UTF8.GetString(answer, 3, count);
    }
}
