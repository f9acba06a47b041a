using Telenode.Core;

namespace Telenode.Tests.Core;

[TestClass]
public class Crc8Tests
{
    [TestMethod]
    [DataRow(0xBEEF, 0x92)] // SHT3x datasheet, table 20
    [DataRow(0xF896, 0x31)] // SCD4x datasheet §3.9.2, as the next two
    [DataRow(0x9F07, 0xC2)]
    [DataRow(0x3BBE, 0x89)]
    [DataRow(0x01E0, 0xB4)] // SCD4x datasheet §3.7.1, as the next
    [DataRow(0x7FCE, 0x7B)]
    [DataRow(0x0000, 0x81)] // SCD4x datasheet §3.7.3
    public void Words_of_the_datasheets(int word, int crc)
    {
        byte[] buffer = { 0xAA, (byte)(word >> 8), (byte)word, 0xAA };
        Assert.AreEqual(crc, Crc8.Compute(buffer, 1, 2));
    }

    [TestMethod]
    public void Check_value_of_the_catalogue()
    {
        // CRC-8/NRSC-5 of "123456789".
        byte[] digits = { 0x31, 0x32, 0x33, 0x34, 0x35, 0x36, 0x37, 0x38, 0x39 };
        Assert.AreEqual(0xF7, Crc8.Compute(digits, 0, 9));
        Assert.AreEqual(0xFF, Crc8.Compute(digits, 0, 0));
    }
}
