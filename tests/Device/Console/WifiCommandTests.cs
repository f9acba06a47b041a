using Telenode.Core;

namespace Telenode.Tests.SerialConsole;

/// <summary>Commands that take several turns of the loop: scanning and joining.</summary>
[TestClass]
public class WifiCommandTests
{
    [TestMethod]
    public void A_scan_shows_the_networks_when_it_is_over()
    {
        var terminal = new Terminal().Clears();
        terminal.Types("wifi scan\r").Waits(1000);
        Assert.AreEqual("> wifi scan\nlooking for networks ...\n", terminal.Screen);
        Wifi(terminal).Scanning = false;
        terminal.Waits(100);
        Assert.AreEqual("> wifi scan\nlooking for networks ...\n-61 dBm  fair      attic\n-81 dBm  very weak (hidden)\nok\n", terminal.Screen);
        Wifi(terminal).NetworkCount = 0;
        terminal.Clears().Types("wifi scan\r");
        Wifi(terminal).Scanning = false;
        terminal.Waits(100);
        Assert.AreEqual("> wifi scan\nlooking for networks ...\nno network was found\nok\n", terminal.Screen);
    }

    [TestMethod]
    public void A_scan_that_does_not_end_is_given_up()
    {
        var terminal = new Terminal();
        terminal.Types("wifi scan\r").Waits(15100);
        Assert.AreEqual("error: the scan does not end; try again\n", Last(terminal));
    }

    [TestMethod]
    public void Ctrl_c_ends_a_scan_and_what_was_typed_ahead()
    {
        var terminal = new Terminal();
        terminal.Types("wifi scan\rreboot\r").Waits(500);
        Assert.AreEqual("", terminal.Host.Asked);
        terminal.Types(Terminal.CtrlC);
        Assert.AreEqual("error: interrupted\n", Last(terminal));
        Assert.AreEqual(">", terminal.Row);
        Assert.AreEqual("", terminal.Host.Asked);
    }

    [TestMethod]
    public void What_is_typed_ahead_is_carried_out_afterwards()
    {
        var terminal = new Terminal().Clears();
        terminal.Types("wifi scan\rget device.id\rget upl");
        Wifi(terminal).Scanning = false;
        terminal.Waits(100);
        Assert.AreEqual("> get device.id\ntelenode\nok\n", terminal.Screen.Substring(terminal.Screen.Length - 28));
        Assert.AreEqual("> get upl", terminal.Row);
    }

    [TestMethod]
    public void A_line_typed_ahead_that_does_not_fit_is_left_out_whole()
    {
        const string Eighty = "set device.id 3456789012345678901234567890123456789012345678901234567890123456789";
        var terminal = new Terminal().Clears();
        terminal.Types("wifi scan\rget device.id\r" + Eighty);
        terminal.Types(Eighty);
        Wifi(terminal).Scanning = false;
        terminal.Waits(100).Types("tail\rget uplink.qos\r");
        const string Lost = "error: more was typed ahead than 128 bytes; the line that did not fit was left out\n";
        Assert.AreEqual(Lost + "> get device.id\ntelenode\nok\n> get uplink.qos\n1\nok\n", terminal.Screen.Substring(terminal.Screen.IndexOf(Lost)));

        terminal.Clears().Types("wifi scan\r" + Eighty);
        terminal.Types(Eighty + Terminal.CtrlC + "get device.id\r");
        Assert.AreEqual("error: interrupted\n> get device.id\ntelenode\nok\n", terminal.Screen.Substring(terminal.Screen.IndexOf("error")));
    }

    [TestMethod]
    public void A_network_is_kept_once_it_is_joined()
    {
        var terminal = new Terminal().Clears();
        terminal.Types("wifi join attic geheim123\r").Waits(300);
        Assert.AreEqual("try attic/geheim123;", Wifi(terminal).Asked);
        Assert.IsFalse(terminal.Settings.IsSet("wifi.ssid"));
        Wifi(terminal).State = WifiState.Ready;
        terminal.Waits(100);
        Assert.AreEqual("> wifi join attic *********\njoining attic ...\nwifi: in attic, address 192.168.1.50, signal -61 dBm (fair)\nok\n", terminal.Screen);
        Assert.AreEqual("attic", terminal.Settings.Get("wifi.ssid"));
        Assert.AreEqual("geheim123", terminal.Settings.Get("wifi.password"));
        Assert.AreEqual(1, terminal.Store.Writes);
        Assert.AreEqual("try attic/geheim123;end;", Wifi(terminal).Asked);
    }

    [TestMethod]
    public void A_password_that_is_not_given_is_asked_for()
    {
        var terminal = new Terminal().Clears();
        terminal.Types("wifi join \"my net\"\r geheim 123\r");
        Assert.AreEqual("> wifi join \"my net\"\nPassword, nothing for an open network: ***********\njoining my net ...\n", terminal.Screen);
        Assert.AreEqual("try my net/ geheim 123;", Wifi(terminal).Asked);
        Wifi(terminal).State = WifiState.Ready;
        terminal.Waits(100).Types("wifi join open\r\r");
        Assert.AreEqual("try my net/ geheim 123;end;try open/;", Wifi(terminal).Asked);
        Wifi(terminal).State = WifiState.Ready;
        terminal.Waits(100);
        Assert.IsFalse(terminal.Settings.IsSet("wifi.password"));
        Assert.AreEqual("open", terminal.Settings.Get("wifi.ssid"));
    }

    [TestMethod]
    public void A_network_that_cannot_be_joined_is_not_kept()
    {
        var terminal = new Terminal();
        terminal.Types("set wifi.ssid old\rwifi join attic geheim123\r");
        Wifi(terminal).State = WifiState.Failed;
        Wifi(terminal).Failure = "the password is wrong";
        terminal.Waits(100);
        Assert.AreEqual("error: the password is wrong\n", Last(terminal));
        Assert.AreEqual("old", terminal.Settings.Get("wifi.ssid"));
        Assert.AreEqual("try attic/geheim123;end;", Wifi(terminal).Asked);
        terminal.Types("wifi join attic geheim123\r").Waits(28100);
        Assert.AreEqual("error: no network of that name answers: is the name right, and is it a 2.4 GHz network?\n", Last(terminal));
        terminal.Types("wifi join attic geheim123\r");
        Wifi(terminal).State = WifiState.Joined;
        terminal.Waits(28100);
        Assert.AreEqual("error: the network gives no address: does its DHCP server work?\n", Last(terminal));
        terminal.Types("wifi join attic geheim123\r" + Terminal.CtrlC);
        Assert.AreEqual("error: interrupted\n", Last(terminal));
        Assert.AreEqual("try attic/geheim123;end;try attic/geheim123;end;try attic/geheim123;end;try attic/geheim123;end;", Wifi(terminal).Asked);
    }

    [TestMethod]
    [DataRow("wifi join", "error: usage: wifi [show|scan|join SSID [PASSWORD]]\n")]
    [DataRow("wifi dance", "error: usage: wifi [show|scan|join SSID [PASSWORD]]\n")]
    [DataRow("wifi join attic short", "error: the password must be text of 8 to 64 bytes, without control characters\n")]
    [DataRow("wifi join 123456789012345678901234567890123 geheim123", "error: the network's name must be text of 1 to 32 bytes, without control characters\n")]
    [DataRow("wifi", "wifi: in no network\nok\n")]
    public void What_cannot_be_is_told_at_once(string line, string answer)
    {
        var terminal = new Terminal();
        Assert.AreEqual(answer, terminal.Answer(line));
        Assert.AreEqual("", Wifi(terminal).Asked);
    }

    [TestMethod]
    public void A_board_without_wifi_says_so()
    {
        var terminal = new Terminal();
        terminal.Host.Wifi = null;
        Assert.AreEqual("error: this board has no Wi-Fi\n", terminal.Answer("wifi scan"));
    }

    private static ScriptedWifi Wifi(Terminal terminal) => (ScriptedWifi)terminal.Host.Wifi;

    private static string Last(Terminal terminal)
    {
        string screen = terminal.Screen;
        int at = screen.Length - 2;
        while (at >= 0 && screen[at] != '\n')
        {
            at--;
        }

        return screen.Substring(at + 1);
    }
}
