using System;
using Telenode.Drivers;

namespace Telenode.Tests.Drivers;

[TestClass]
public class Bme280CompensationTests
{
    // The worked example of the BMP280 datasheet (BST-BMP280-DS001 §3.12): dig_T1 = 27504, dig_T2 = 26435, dig_T3 = −1000,
    // dig_P1 = 36477, −10685, 3024, 2855, 140, −7, 15500, −14600, dig_P9 = 6000; then 0xA0 and dig_H1 = 75.
    private static readonly byte[] FirstBlock =
    {
        0x70, 0x6B, 0x43, 0x67, 0x18, 0xFC, 0x7D, 0x8E, 0x43, 0xD6, 0xD0, 0x0B, 0x27, 0x0B,
        0x8C, 0x00, 0xF9, 0xFF, 0x8C, 0x3C, 0xF8, 0xC6, 0x70, 0x17, 0x00, 0x4B,
    };

    // dig_H2 = 362, dig_H3 = 0, dig_H4 = 320 (0x140), dig_H5 = 50 (0x032), dig_H6 = 30; E5 holds a nibble of both H4 and H5.
    private static readonly byte[] SecondBlock = { 0x6A, 0x01, 0x00, 0x14, 0x20, 0x03, 0x1E };

    private static Bme280Compensation Loaded()
    {
        var compensation = new Bme280Compensation();
        Assert.IsTrue(compensation.LoadFirstBlock(FirstBlock, 0));
        Assert.IsTrue(compensation.LoadSecondBlock(SecondBlock, 0));
        return compensation;
    }

    [TestMethod]
    public void Temperature_of_the_datasheet_example_is_25_08()
    {
        Assert.AreEqual(2508, Loaded().Temperature(519888));
    }

    [TestMethod]
    public void Pressure_of_the_datasheet_example_is_100653_27_Pa()
    {
        Bme280Compensation compensation = Loaded();
        compensation.Temperature(519888);
        long pressure = compensation.Pressure(415148);
        Assert.AreEqual(100653L, pressure >> 8);

        // The example's floating-point result is 100653.27 Pa; the 64-bit one may differ by its last bits.
        AssertWithin(10065327L * 256, pressure * 100, 256 * 2);
    }

    [TestMethod]
    public void Humidity_agrees_with_the_floating_point_formula()
    {
        // 8.1 of the BME280 datasheet with t_fine = 128422 gives 38.5657, 54.1775 and 69.7177 %RH for these codes.
        Bme280Compensation compensation = Loaded();
        compensation.Temperature(519888);
        AssertPercent(compensation.Humidity(27500), 385657);
        AssertPercent(compensation.Humidity(30300), 541775);
        AssertPercent(compensation.Humidity(33100), 697177);
    }

    [TestMethod]
    public void Humidity_stays_between_0_and_100_percent()
    {
        Bme280Compensation compensation = Loaded();
        compensation.Temperature(519888);
        Assert.AreEqual(0, compensation.Humidity(0));
        Assert.AreEqual(102400, compensation.Humidity(0xFFFF));
    }

    [TestMethod]
    public void Parameters_of_an_untrimmed_chip_are_refused()
    {
        var compensation = new Bme280Compensation();
        Assert.IsFalse(compensation.LoadFirstBlock(new byte[Bme280Compensation.FirstBlockLength], 0));
        Assert.IsFalse(compensation.LoadSecondBlock(new byte[Bme280Compensation.SecondBlockLength], 0));
        byte[] ones = new byte[Bme280Compensation.FirstBlockLength];
        for (int i = 0; i < ones.Length; i++)
        {
            ones[i] = 0xFF;
        }

        Assert.IsFalse(compensation.LoadFirstBlock(ones, 0));
        Assert.IsFalse(compensation.LoadSecondBlock(ones, 0));
    }

    [TestMethod]
    public void Parameters_that_give_no_pressure_are_reported_and_divide_nothing()
    {
        // dig_P1 = 0 makes the divisor 0 (the datasheet's own check).
        byte[] block = new byte[Bme280Compensation.FirstBlockLength];
        Array.Copy(FirstBlock, 0, block, 0, block.Length);
        block[6] = 0;
        block[7] = 0;
        var compensation = new Bme280Compensation();
        compensation.LoadFirstBlock(block, 0);
        compensation.Temperature(519888);
        Assert.AreEqual(-1L, compensation.Pressure(415148));
    }

    private static void AssertPercent(int actual, int tenThousandths)
    {
        // The 32-bit formula resolves 1/1024 %RH; ten times that is the chip's own resolution.
        AssertWithin(tenThousandths, actual * 10000L / 1024, 100);
    }

    private static void AssertWithin(long expected, long actual, long tolerance)
    {
        long difference = actual - expected;
        Assert.IsTrue(difference <= tolerance && -difference <= tolerance, "off by " + difference);
    }
}
