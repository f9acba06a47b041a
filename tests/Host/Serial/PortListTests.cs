using Telenode.Cli;
using Telenode.Cli.Serial;

namespace Telenode.Tests.Host.Serial;

/// <summary>How serial ports are found and one is chosen.</summary>
[TestClass]
public class PortListTests
{
    [TestMethod]
    public void Linux_ports_are_named_by_their_adapters()
    {
        using var folder = new TemporaryFolder();
        AddUsb(folder.Path, "ttyUSB0", "10c4", "ea60", "CP2102 USB to UART Bridge Controller");
        AddUsb(folder.Path, "ttyACM1", "303a", "1001", "USB JTAG/serial debug unit");
        AddUsb(folder.Path, "ttyUSB7", "067b", "2303", "A modem");
        Directory.CreateDirectory(Path.Combine(folder.Path, "ttyS0", "device")); // a UART of the PC, no USB adapter

        PortInfo[] ports = [.. PortList.Linux(folder.Path).OrderBy(port => port.Name, StringComparer.Ordinal)];

        Assert.AreEqual("/dev/ttyACM1 /dev/ttyUSB0 /dev/ttyUSB7", string.Join(' ', ports.Select(port => port.Name)));
        Assert.AreEqual("USB JTAG/serial debug unit (the ESP32's own USB)", ports[0].Description);
        Assert.AreEqual("CP2102 USB to UART Bridge Controller (CP210x USB-UART)", ports[1].Description);
        Assert.IsTrue(ports[0].IsLikelyBoard && ports[1].IsLikelyBoard);
        Assert.IsFalse(ports[2].IsLikelyBoard);
    }

    [TestMethod]
    public void The_only_likely_board_is_chosen_and_a_choice_is_left_to_the_person()
    {
        var first = new PortInfo("/dev/ttyUSB0", "", true);
        var second = new PortInfo("/dev/ttyUSB1", "", true);
        var modem = new PortInfo("/dev/ttyUSB2", "", false);

        Assert.AreEqual("/dev/ttyUSB0", PortOption.Only([first, modem]));
        StringAssert.Contains(Assert.ThrowsExactly<BadInputException>(() => PortOption.Only([first, second])).Message, "--port /dev/ttyUSB0 or --port /dev/ttyUSB1");
        StringAssert.Contains(Assert.ThrowsExactly<BadInputException>(() => PortOption.Only([modem])).Message, "no board was found");
    }

    private static void AddUsb(string folder, string tty, string vendor, string product, string name)
    {
        string usb = Path.Combine(folder, "devices", tty);
        string usbInterface = Path.Combine(usb, "1-1:1.0");
        Directory.CreateDirectory(Path.Combine(usbInterface, tty));
        File.WriteAllText(Path.Combine(usb, "idVendor"), vendor + "\n");
        File.WriteAllText(Path.Combine(usb, "idProduct"), product + "\n");
        File.WriteAllText(Path.Combine(usb, "product"), name + "\n");
        Directory.CreateDirectory(Path.Combine(folder, tty));
        Directory.CreateSymbolicLink(Path.Combine(folder, tty, "device"), usbInterface);
    }
}
