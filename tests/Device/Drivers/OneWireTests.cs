using System;
using Telenode.Core;
using Telenode.Drivers;

namespace Telenode.Tests.Drivers;

[TestClass]
public class OneWireTests
{
    [TestMethod]
    public void Checksum_of_application_note_27()
    {
        // Family 02, serial number 00000001B81C: checksum A2.
        byte[] rom = { 0x02, 0x1C, 0xB8, 0x01, 0x00, 0x00, 0x00, 0xA2 };
        Assert.AreEqual(0xA2, OneWireCrc.Compute(rom, 0, 7));
        Assert.AreEqual(0, OneWireCrc.Compute(rom, 0, 8));
        for (int bit = 0; bit < 64; bit++)
        {
            rom[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.IsTrue(OneWireCrc.Compute(rom, 0, 8) != 0);
            rom[bit / 8] ^= (byte)(1 << (bit % 8));
        }
    }

    [TestMethod]
    public void A_rom_code_is_written_as_Linux_shows_it()
    {
        byte[] rom = RomCode.Parse("28-3c01d607a1b2");
        Assert.AreEqual(0x28, (int)rom[0]);
        Assert.AreEqual(0xB2, (int)rom[1]);
        Assert.AreEqual(0x3C, (int)rom[6]);
        Assert.AreEqual(0, OneWireCrc.Compute(rom, 0, 8));
        Assert.AreEqual("28-3c01d607a1b2", RomCode.TextOf(rom));
    }

    [TestMethod]
    [DataRow("")]
    [DataRow("28-3c01d607a1b")] // a digit short
    [DataRow("28-3c01d607a1b2c")] // a digit long
    [DataRow("28-3c01d607a1bg")]
    [DataRow("2893c01d607a1b2")] // no dash
    public void What_is_no_rom_code_is_refused(string text)
    {
        Assert.ThrowsException(typeof(ArgumentException), () => RomCode.Parse(text));
    }
}
