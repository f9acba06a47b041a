using Telenode.Core;
using Telenode.SerialConsole;

namespace Telenode.Tests.SerialConsole;

/// <summary>Improv over serial, with bytes as improv-wifi.com/serial describes them, on the line of the console.</summary>
[TestClass]
public class ImprovTests
{
    // The standard's own example: SSID MyWirelessAP, password mysecurepassword, with frame and checksum around it.
    private const string SendWifi = "494D50524F56" + "010320" + "011E0C" + "4D79576972656C6573734150" + "10" + "6D7973656375726570617373776F7264" + "C1";

    private const string RequestState = "494D50524F56" + "0103020200" + "E5";
    private const string RequestInfo = "494D50524F56" + "0103020300" + "E6";
    private const string RequestNetworks = "494D50524F56" + "0103020400" + "E7";

    private const string NoError = "494D50524F56" + "01020100" + "E1" + "0A";
    private const string InvalidPacket = "494D50524F56" + "01020101" + "E2" + "0A";
    private const string UnknownCommand = "494D50524F56" + "01020102" + "E3" + "0A";
    private const string UnableToConnect = "494D50524F56" + "01020103" + "E4" + "0A";
    private const string BadHostname = "494D50524F56" + "01020105" + "E6" + "0A";
    private const string Ready = "494D50524F56" + "01010102" + "E2" + "0A";
    private const string Provisioning = "494D50524F56" + "01010103" + "E3" + "0A";
    private const string Provisioned = "494D50524F56" + "01010104" + "E4" + "0A";

    [TestMethod]
    public void The_state_is_told()
    {
        var client = new ImprovClient();
        Assert.AreEqual(NoError + Ready, client.Asks(RequestState));
        client.Wifi.State = WifiState.Ready;
        Assert.AreEqual(NoError + Provisioned + Result("0200"), client.Asks(RequestState));
        client.Settings.TrySet("improv.url", "http://a/b", out string _);
        Assert.AreEqual(NoError + Provisioned + Result("020B" + "0A" + "687474703A2F2F612F62"), client.Asks(RequestState));
        client.Host.Wifi = null;
        Assert.AreEqual(NoError + Frame("01", "00"), client.Asks(RequestState));
    }

    [TestMethod]
    public void The_board_tells_what_it_is()
    {
        // Telenode, 0.2.0, ESP32, telenode
        Assert.AreEqual(NoError + Result("031E" + "0854656C656E6F6465" + "05302E322E30" + "054553503332" + "0874656C656E6F6465"), new ImprovClient().Asks(RequestInfo));
    }

    [TestMethod]
    public void Networks_come_one_by_one_and_then_an_empty_result()
    {
        var client = new ImprovClient();
        Assert.AreEqual(NoError, client.Asks(RequestNetworks));
        client.Wifi.NetworkCount = 4;
        client.Wifi.Scanning = false;

        // attic at -61; the hidden one is left out, and so is the second of a name.
        const string Long = "206E6574776F726B20776974682061206E616D65206F6620333220627974657321";
        Assert.AreEqual(Result("040E" + "056174746963" + "032D3631" + "03594553") + Result("0429" + Long + "032D3631" + "03594553") + Result("0400"), client.After(200));
        client.Wifi.NetworkCount = 0;
        client.Asks(RequestNetworks);
        client.Wifi.Scanning = false;
        Assert.AreEqual(Result("0400"), client.After(200));
    }

    [TestMethod]
    public void A_network_is_tried_and_kept()
    {
        var client = new ImprovClient();
        Assert.AreEqual(NoError + Provisioning, client.Asks(SendWifi));
        Assert.AreEqual("try MyWirelessAP/mysecurepassword;", client.Wifi.Asked);
        Assert.AreEqual(NoError + Provisioning, client.Asks(RequestState));
        Assert.IsFalse(client.Session.Idle);
        client.Wifi.State = WifiState.Ready;
        Assert.AreEqual(Provisioned + Result("0100"), client.After(200));
        Assert.AreEqual("MyWirelessAP", client.Settings.Get("wifi.ssid"));
        Assert.AreEqual("mysecurepassword", client.Settings.Get("wifi.password"));
        Assert.AreEqual(1, client.Store.Writes);
        Assert.IsTrue(client.Session.Idle);
    }

    [TestMethod]
    public void A_network_that_cannot_be_joined_is_an_error_and_not_kept()
    {
        var client = new ImprovClient();
        client.Asks(SendWifi);
        client.Wifi.State = WifiState.Failed;
        Assert.AreEqual(UnableToConnect + Ready, client.After(200));
        client.Asks(SendWifi);
        Assert.AreEqual("", client.After(27000));
        Assert.AreEqual(UnableToConnect + Ready, client.After(2000));
        Assert.AreEqual(0, client.Settings.Count);
        Assert.AreEqual("try MyWirelessAP/mysecurepassword;end;try MyWirelessAP/mysecurepassword;end;", client.Wifi.Asked);
    }

    [TestMethod]
    public void Names_are_told_and_set()
    {
        var client = new ImprovClient();
        Assert.AreEqual(NoError + Result("0509" + "0874656C656E6F6465"), client.Asks(Rpc("0500")));
        Assert.AreEqual(NoError + Result("0506" + "0561747469" + "63"), client.Asks(Rpc("0505" + "6174746963")));
        Assert.AreEqual("attic", client.Settings.Get("device.id"));
        Assert.AreEqual(NoError + Result("0606" + "0563656C6C61"), client.Asks(Rpc("0605" + "63656C6C61")));
        Assert.AreEqual(NoError + Result("0606" + "0563656C6C61"), client.Asks(Rpc("0600")));
        Assert.AreEqual(NoError + BadHostname, client.Asks(Rpc("0503" + "61" + "20" + "62"))); // a blank
        Assert.AreEqual(NoError + BadHostname, client.Asks(Rpc("0502" + "2D61"))); // begins with a hyphen
        Assert.AreEqual(NoError + BadHostname, client.Asks(Rpc("0602" + "C328"))); // no UTF-8
        Assert.AreEqual("cella", client.Settings.Get("device.id"));
    }

    [TestMethod]
    public void A_result_of_10_bytes_has_an_empty_string_more()
    {
        // improv-wifi-serial-sdk 2.8.1 takes the length for a line feed.
        Assert.AreEqual(NoError + Result("0509" + "0761747469632D32" + "00"), new ImprovClient().Asks(Rpc("0507" + "61747469632D32")));
    }

    [TestMethod]
    [DataRow("0700", UnknownCommand)]
    [DataRow("FF00", UnknownCommand)]
    [DataRow("0000", UnknownCommand)]
    [DataRow("0100", InvalidPacket)] // no data
    [DataRow("01020061", InvalidPacket)] // a password length beyond the end
    [DataRow("01020141", InvalidPacket)] // no password length
    [DataRow("0103FF4100", InvalidPacket)] // a name longer than the packet
    [DataRow("010401410041", InvalidPacket)] // a byte after the password
    [DataRow("010401410108", InvalidPacket + "")] // a control character: no network can be joined with it
    [DataRow("010401C30100", InvalidPacket)] // no UTF-8
    [DataRow("01020000", UnableToConnect)] // a name of no bytes
    [DataRow("0108014105" + "6162636465", UnableToConnect)] // a password of 5 characters
    public void What_cannot_be_is_an_error(string rpc, string error)
    {
        var client = new ImprovClient();
        string answer = client.Asks(Rpc(rpc));
        Assert.AreEqual(NoError + (rpc == "010401410108" ? UnableToConnect : error), answer);
        Assert.AreEqual("", client.Wifi.Asked);
        Assert.AreEqual(NoError + Ready, client.Asks(RequestState));
    }

    [TestMethod]
    [DataRow("494D50524F56" + "0103020200" + "E4", InvalidPacket)] // checksum
    [DataRow("494D50524F56" + "01030102" + "E4", InvalidPacket)] // an RPC of one byte
    [DataRow("494D50524F56" + "010300" + "E0", InvalidPacket)] // an RPC of none
    [DataRow("494D50524F56" + "0103020201" + "E6", InvalidPacket)] // a length that is not the RPC's
    [DataRow("494D50524F56" + "01010102" + "E2", "")] // a board's own packet, echoed
    [DataRow("494D50524F56" + "01FF0102" + "E0", "")] // a type there is not
    public void A_frame_that_is_wrong_is_refused_or_ignored(string frame, string answer)
    {
        var client = new ImprovClient();
        Assert.AreEqual(answer, client.Asks(frame));
        Assert.AreEqual(NoError + Ready, client.Asks(RequestState));
    }

    [TestMethod]
    public void Frames_are_found_byte_by_byte_and_one_after_the_other()
    {
        var client = new ImprovClient();
        string answer = "";
        for (int i = 0; i < RequestInfo.Length; i += 2)
        {
            answer += client.Asks(RequestInfo.Substring(i, 2));
        }

        Assert.AreEqual(new ImprovClient().Asks(RequestInfo), answer);
        Assert.AreEqual(NoError + Ready + NoError + Ready, client.Asks(RequestState + RequestState));
        Assert.AreEqual(NoError + Ready + NoError + Ready, client.Asks(RequestState + "0A" + RequestState + "0D0A"));
    }

    [TestMethod]
    public void Console_and_improv_do_not_disturb_each_other()
    {
        var terminal = new Terminal();
        terminal.Types("get dev");
        ImprovClient.Send(terminal.Session, RequestState + "0A", terminal.Host.NowMs);
        terminal.Waits(0).Clears();
        terminal.Types("ice.id\r");
        Assert.AreEqual("> get device.id\ntelenode\nok\n", terminal.Screen);
        Assert.AreEqual(">", terminal.Row);
    }

    [TestMethod]
    [DataRow("IMPROV", "IMPROV")]
    [DataRow("I", "I")]
    [DataRow("IMIMPIMPRIMPROIMPROVIMPROVE", "IMIMPIMPRIMPROIMPROVIMPROVE")]
    [DataRow("IMPROV\x02", "IMPROV")] // another version
    [DataRow("get IMPROV ", "get IMPROV")]
    public void What_only_looks_like_a_frame_is_text_in_the_end(string typed, string row)
    {
        var terminal = new Terminal();
        terminal.Types(typed).Waits(200);
        Assert.AreEqual("> " + row, terminal.Row);
    }

    [TestMethod]
    public void A_frame_that_stops_is_dropped()
    {
        var client = new ImprovClient();
        for (int length = 14; length < SendWifi.Length; length += 2)
        {
            Assert.AreEqual("", client.Asks(SendWifi.Substring(0, length)));
            Assert.AreEqual("", client.After(500), "after " + length.ToString());
            Assert.AreEqual(NoError + Ready, client.Asks(RequestState));
        }

        Assert.AreEqual("", client.Wifi.Asked);
    }

    private static string Rpc(string command) => Frame("03", command).Substring(0, Frame("03", command).Length - 2);

    private static string Result(string data) => Frame("04", data);

    private static string Frame(string type, string data)
    {
        string frame = "494D50524F5601" + type + Hex(data.Length / 2) + data;
        int sum = 0;
        for (int i = 0; i < frame.Length; i += 2)
        {
            sum += ImprovClient.Byte(frame, i);
        }

        return frame + Hex(sum & 0xFF) + "0A";
    }

    private static string Hex(int value) => "0123456789ABCDEF"[value >> 4].ToString() + "0123456789ABCDEF"[value & 15].ToString();
}
