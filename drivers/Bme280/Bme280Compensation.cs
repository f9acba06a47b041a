using System;

namespace Telenode.Drivers;

/// <summary>The compensation of BME280 and BMP280 in the integer arithmetic of the datasheet (BST-BME280-DS002 §4.2.3), with one chip's trimming parameters.</summary>
/// <remarks>Temperature first: it leaves the fine temperature that humidity and pressure are compensated with.</remarks>
public sealed class Bme280Compensation
{
    /// <summary>Trimming bytes at 0x88 to 0xA1: temperature, pressure and dig_H1.</summary>
    public const int FirstBlockLength = 26;

    /// <summary>Trimming bytes at 0xE1 to 0xE7: the rest of humidity.</summary>
    public const int SecondBlockLength = 7;

    private readonly int[] _p = new int[10];
    private int _t1;
    private int _t2;
    private int _t3;
    private int _h1;
    private int _h2;
    private int _h3;
    private int _h4;
    private int _h5;
    private int _h6;
    private int _fine;

    /// <summary>Takes the parameters of temperature, pressure and dig_H1 from the registers 0x88 to 0xA1 (datasheet table 16).</summary>
    /// <returns>Whether they can be a trimmed chip's: neither dig_T1 nor dig_P1 is 0x0000 or 0xFFFF.</returns>
    public bool LoadFirstBlock(byte[] registers, int offset)
    {
        CheckRange(registers, offset, FirstBlockLength);
        _t1 = Unsigned16(registers, offset);
        _t2 = Signed16(registers, offset + 2);
        _t3 = Signed16(registers, offset + 4);
        _p[1] = Unsigned16(registers, offset + 6);
        for (int i = 2; i <= 9; i++)
        {
            _p[i] = Signed16(registers, offset + 4 + (2 * i));
        }

        _h1 = registers[offset + 25];
        return _t1 != 0 && _t1 != 0xFFFF && _p[1] != 0 && _p[1] != 0xFFFF;
    }

    /// <summary>Takes the other humidity parameters from the registers 0xE1 to 0xE7 (datasheet table 16).</summary>
    /// <returns>Whether they can be a trimmed chip's: dig_H2 is neither 0 nor −1.</returns>
    public bool LoadSecondBlock(byte[] registers, int offset)
    {
        CheckRange(registers, offset, SecondBlockLength);
        int shared = registers[offset + 4];
        _h2 = Signed16(registers, offset);
        _h3 = registers[offset + 2];
        _h4 = ((sbyte)registers[offset + 3] << 4) | (shared & 0x0F);
        _h5 = ((sbyte)registers[offset + 5] << 4) | (shared >> 4);
        _h6 = (sbyte)registers[offset + 6];
        return _h2 != 0 && _h2 != -1;
    }

    /// <summary>The temperature in hundredths of a degree Celsius.</summary>
    /// <param name="raw">20 bits.</param>
    public int Temperature(int raw)
    {
        int offset = (raw >> 4) - _t1;
        int linear = (((raw >> 3) - (_t1 << 1)) * _t2) >> 11;
        int square = (((offset * offset) >> 12) * _t3) >> 14;
        _fine = linear + square;
        return ((_fine * 5) + 128) >> 8;
    }

    /// <summary>The relative humidity in 1/1024 %RH, held within 0 and 100 %RH.</summary>
    /// <param name="raw">16 bits.</param>
    public int Humidity(int raw)
    {
        int fine = _fine - 76800;
        int left = ((raw << 14) - (_h4 << 20) - (_h5 * fine) + 16384) >> 15;
        int right = (((((fine * _h6) >> 10) * (((fine * _h3) >> 11) + 32768)) >> 10) + 2097152) * _h2;
        int product = left * ((right + 8192) >> 14);
        product -= (((product >> 15) * (product >> 15)) >> 7) * _h1 >> 4;
        return product < 0 ? 0 : product > 419430400 ? 102400 : product >> 12;
    }

    /// <summary>The pressure in 1/256 Pa, or −1 when the parameters allow none.</summary>
    /// <param name="raw">20 bits.</param>
    public long Pressure(int raw)
    {
        int[] p = _p;
        long fine = (long)_fine - 128000;
        long offset = (fine * fine * p[6]) + ((fine * p[5]) << 17) + ((long)p[4] << 35);
        long scale = ((fine * fine * p[3]) >> 8) + ((fine * p[2]) << 12);
        scale = (((1L << 47) + scale) * p[1]) >> 33;
        if (scale == 0)
        {
            return -1;
        }

        long pressure = 1048576 - raw;
        pressure = ((pressure << 31) - offset) * 3125 / scale;
        long square = (p[9] * (pressure >> 13) * (pressure >> 13)) >> 25;
        long linear = (p[8] * pressure) >> 19;
        return ((pressure + square + linear) >> 8) + ((long)p[7] << 4);
    }

    private static int Unsigned16(byte[] registers, int at) => registers[at] | (registers[at + 1] << 8);

    private static int Signed16(byte[] registers, int at) => registers[at] | ((sbyte)registers[at + 1] << 8);

    private static void CheckRange(byte[] registers, int offset, int count)
    {
        if (registers == null || offset < 0 || offset > registers.Length - count)
        {
            throw new ArgumentException("registers");
        }
    }
}
