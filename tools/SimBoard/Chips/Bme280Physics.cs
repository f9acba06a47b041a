namespace Telenode.SimBoard;

/// <summary>One BME280's trimming, and what its converters read at given conditions: the inverse of the datasheet's compensation.</summary>
/// <remarks>
/// Written from the floating-point formulas of the datasheet (BST-BME280-DS002 §8.1), while the driver computes with the
/// integer ones (§4.2.3): each is a check of the other.
/// </remarks>
internal static class Bme280Physics
{
    // Temperature and pressure: the worked example of the BMP280 datasheet (BST-BMP280-DS001 §3.12), the same formulas.
    private const double T1 = 27504;
    private const double T2 = 26435;
    private const double T3 = -1000;
    private const double P1 = 36477;
    private const double P2 = -10685;
    private const double P3 = 3024;
    private const double P4 = 2855;
    private const double P5 = 140;
    private const double P6 = -7;
    private const double P7 = 15500;
    private const double P8 = -14600;
    private const double P9 = 6000;

    // Humidity: no datasheet has an example; these are in the middle of what chips are trimmed to.
    private const double H1 = 75;
    private const double H2 = 362;
    private const double H3 = 0;
    private const double H4 = 320;
    private const double H5 = 50;
    private const double H6 = 30;

    /// <summary>Writes the trimming registers 0x88–0xA1 and 0xE1–0xE7 (datasheet table 16).</summary>
    public static void WriteTrimming(byte[] registers)
    {
        ReadOnlySpan<double> words = [T1, T2, T3, P1, P2, P3, P4, P5, P6, P7, P8, P9];
        for (int i = 0; i < words.Length; i++)
        {
            Write16(registers, 0x88 + (2 * i), (int)words[i]);
        }

        registers[0xA1] = (byte)H1;
        Write16(registers, 0xE1, (int)H2);
        registers[0xE3] = (byte)H3;
        registers[0xE4] = (byte)((int)H4 >> 4);
        registers[0xE5] = (byte)(((int)H4 & 0x0F) | (((int)H5 & 0x0F) << 4));
        registers[0xE6] = (byte)((int)H5 >> 4);
        registers[0xE7] = (byte)(int)H6;
    }

    /// <summary>The fine temperature, 5120 a degree.</summary>
    public static double Fine(int raw)
    {
        double offset = (raw / 131072.0) - (T1 / 8192.0);
        return (((raw / 16384.0) - (T1 / 1024.0)) * T2) + (offset * offset * T3);
    }

    /// <summary>Relative humidity in %RH, not held within 0 and 100.</summary>
    public static double Humidity(int raw, double fine)
    {
        double offset = fine - 76800.0;
        double humidity = (raw - ((H4 * 64.0) + (H5 / 16384.0 * offset)))
            * (H2 / 65536.0 * (1.0 + (H6 / 67108864.0 * offset * (1.0 + (H3 / 67108864.0 * offset)))));
        return humidity * (1.0 - (H1 * humidity / 524288.0));
    }

    /// <summary>Pressure in Pa.</summary>
    public static double Pressure(int raw, double fine)
    {
        double half = (fine / 2.0) - 64000.0;
        double offset = (half * half * P6 / 32768.0) + (half * P5 * 2.0);
        offset = (offset / 4.0) + (P4 * 65536.0);
        double scale = ((P3 * half * half / 524288.0) + (P2 * half)) / 524288.0;
        scale = (1.0 + (scale / 32768.0)) * P1;
        double pressure = (1048576.0 - raw - (offset / 4096.0)) * 6250.0 / scale;
        return pressure + (((P9 * pressure * pressure / 2147483648.0) + (pressure * P8 / 32768.0) + P7) / 16.0);
    }

    /// <summary>The code whose temperature comes closest, in steps of <paramref name="step"/>.</summary>
    public static int RawTemperature(double celsius, int step)
    {
        int low = 0;
        int high = 0xFFFFF / step;
        while (high - low > 1)
        {
            int middle = (low + high) / 2;
            if (Fine(middle * step) / 5120.0 <= celsius)
            {
                low = middle;
            }
            else
            {
                high = middle;
            }
        }

        double below = celsius - (Fine(low * step) / 5120.0);
        double above = (Fine(high * step) / 5120.0) - celsius;
        return (below <= above ? low : high) * step;
    }

    /// <summary>The code whose humidity comes closest.</summary>
    public static int RawHumidity(double percent, double fine)
    {
        int low = 0;
        int high = 0xFFFF;
        while (high - low > 1)
        {
            int middle = (low + high) / 2;
            if (Humidity(middle, fine) <= percent)
            {
                low = middle;
            }
            else
            {
                high = middle;
            }
        }

        return percent - Humidity(low, fine) <= Humidity(high, fine) - percent ? low : high;
    }

    /// <summary>The code whose pressure comes closest, in steps of <paramref name="step"/>; a higher pressure is a lower code.</summary>
    public static int RawPressure(double pascal, double fine, int step)
    {
        int low = 0;
        int high = 0xFFFFF / step;
        while (high - low > 1)
        {
            int middle = (low + high) / 2;
            if (Pressure(middle * step, fine) >= pascal)
            {
                low = middle;
            }
            else
            {
                high = middle;
            }
        }

        double above = Pressure(low * step, fine) - pascal;
        double below = pascal - Pressure(high * step, fine);
        return (above <= below ? low : high) * step;
    }

    private static void Write16(byte[] registers, int at, int value)
    {
        registers[at] = (byte)value;
        registers[at + 1] = (byte)(value >> 8);
    }
}
