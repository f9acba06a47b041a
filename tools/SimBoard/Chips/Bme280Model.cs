using Telenode.Core;

namespace Telenode.SimBoard;

/// <summary>A Bosch BME280 at register level: forced mode with its conversion time, trimming, soft reset, status bits.</summary>
/// <remarks>Clauses are those of BST-BME280-DS002. Normal mode and the IIR filter, which the driver does not use, are not modelled.</remarks>
public sealed class Bme280Model : I2cChip, IExposed
{
    private const int FirstControl = 0xF2;
    private const int StartUpMs = 2;

    private readonly IClock _clock;
    private readonly byte[] _registers = new byte[256];
    private readonly byte[] _results = new byte[8];
    private int _pointer;
    private int _humidityControl;
    private long _respondsAtMs;
    private long _trimmedAtMs;
    private long _convertedAtUs;
    private bool _converting;

    /// <summary>A powered chip that measures with <paramref name="clock"/>'s monotonic time.</summary>
    public Bme280Model(IClock clock)
    {
        _clock = clock;
        Reset();
        _respondsAtMs = long.MinValue;
    }

    /// <summary>Temperature of the chip in °C, sampled when a conversion starts, as are the other two.</summary>
    public double Celsius { get; set; } = 20;

    /// <summary>Relative humidity in %RH.</summary>
    public double Percent { get; set; } = 50;

    /// <summary>Pressure in Pa.</summary>
    public double Pascal { get; set; } = 101325;

    /// <summary>What the id register gives: 0x60, or 0x58 to be a BMP280, which has none of the humidity's registers.</summary>
    public byte ChipId { get; set; } = 0x60;

    /// <summary>Conversions begin and never end.</summary>
    public bool NeverFinishes { get; set; }

    /// <summary>How long after a reset the trimming is still being copied and reads as 0, in ms.</summary>
    public int TrimmingCopyMs { get; set; }

    /// <inheritdoc/>
    public void Expose(IEnvironment environment, long unixMs)
    {
        Celsius = environment.TryGet(Measurand.Temperature, unixMs, out FixedPoint value) ? value.ToDouble() : Celsius;
        Percent = environment.TryGet(Measurand.Humidity, unixMs, out value) ? value.ToDouble() : Percent;
        Pascal = environment.TryGet(Measurand.Pressure, unixMs, out value) ? value.ToDouble() : Pascal;
    }

    /// <inheritdoc/>
    public override void BrownOut() => Reset();

    /// <inheritdoc/>
    protected internal override bool AcknowledgesAddress(bool read) => _clock.MonotonicMs >= _respondsAtMs;

    /// <inheritdoc/>
    protected internal override int Receive(ReadOnlySpan<byte> data)
    {
        FinishConversion();

        // A lone address sets the pointer; otherwise pairs of address and value, without auto-increment (§6.2.1).
        for (int i = 0; i < data.Length; i += 2)
        {
            _pointer = data[i];
            if (i + 1 < data.Length)
            {
                WriteRegister(data[i], data[i + 1]);
            }
        }

        return data.Length;
    }

    /// <inheritdoc/>
    protected internal override void Transmit(Span<byte> data)
    {
        FinishConversion();
        for (int i = 0; i < data.Length; i++)
        {
            data[i] = ReadRegister(_pointer);
            _pointer = (_pointer + 1) & 0xFF;
        }
    }

    private static int Oversampling(int code) => code == 0 ? 0 : 1 << (Math.Min(code, 5) - 1);

    // Resolution with the filter off: 16 bits and one more for each doubling (§3.4.1, §3.4.3), left-aligned in 20.
    private static int Step(int code) => 16 >> (Math.Min(code, 5) - 1);

    private byte ReadRegister(int register) => register switch
    {
        0xD0 => ChipId,
        0xF2 or 0xFD or 0xFE or >= 0xE1 and <= 0xE7 when ChipId == 0x58 => 0,
        0xF3 => (byte)((_converting ? 8 : 0) | (_clock.MonotonicMs < _trimmedAtMs ? 1 : 0)),
        >= 0x88 and <= 0xA1 or >= 0xE1 and <= 0xE7 => _clock.MonotonicMs < _trimmedAtMs ? (byte)0 : _registers[register],
        _ => _registers[register],
    };

    private void WriteRegister(int register, byte value)
    {
        switch (register)
        {
            case 0xE0 when value == 0xB6:
                Reset();
                break;
            case 0xF2:
                _registers[FirstControl] = (byte)(value & 7);
                break;
            case 0xF4:
                WriteControl(value);
                break;
            case 0xF5:
                _registers[0xF5] = (byte)(value & 0xFD);
                break;
        }
    }

    private void WriteControl(byte value)
    {
        _registers[0xF4] = value;
        _humidityControl = _registers[FirstControl];
        if ((value & 3) is 1 or 2 && !_converting)
        {
            _converting = true;
            _convertedAtUs = NeverFinishes ? long.MaxValue : (_clock.MonotonicMs * 1000) + ConversionUs(value);
            if (!Frozen)
            {
                Convert(value >> 5, _humidityControl, (value >> 2) & 7);
            }
        }
    }

    // The longest times (§9.1): a driver must bear the slowest chip.
    private int ConversionUs(int control)
    {
        int pressure = Oversampling((control >> 2) & 7);
        int humidity = Oversampling(_humidityControl);
        int us = 1250 + (2300 * Oversampling(control >> 5));
        us += pressure == 0 ? 0 : (2300 * pressure) + 575;
        return us + (humidity == 0 ? 0 : (2300 * humidity) + 575);
    }

    private void Convert(int temperatureCode, int humidityCode, int pressureCode)
    {
        int temperature = 0x80000;
        int humidity = 0x8000;
        int pressure = 0x80000;
        int actual = Bme280Physics.RawTemperature(Celsius, temperatureCode == 0 ? 1 : Step(temperatureCode));
        double fine = Bme280Physics.Fine(actual);
        temperature = temperatureCode == 0 ? temperature : actual;
        humidity = humidityCode == 0 ? humidity : Bme280Physics.RawHumidity(Percent, fine);
        pressure = pressureCode == 0 ? pressure : Bme280Physics.RawPressure(Pascal, fine, Step(pressureCode));
        Store(_results, 0, temperature, humidity, pressure);
    }

    private static void Store(byte[] registers, int at, int temperature, int humidity, int pressure)
    {
        registers[at] = (byte)(pressure >> 12);
        registers[at + 1] = (byte)(pressure >> 4);
        registers[at + 2] = (byte)(pressure << 4);
        registers[at + 3] = (byte)(temperature >> 12);
        registers[at + 4] = (byte)(temperature >> 4);
        registers[at + 5] = (byte)(temperature << 4);
        registers[at + 6] = (byte)(humidity >> 8);
        registers[at + 7] = (byte)humidity;
    }

    private void FinishConversion()
    {
        if (_converting && _clock.MonotonicMs * 1000 >= _convertedAtUs)
        {
            _converting = false;
            _registers[0xF4] &= 0xFC;
            _results.CopyTo(_registers, 0xF7);
        }
    }

    private void Reset()
    {
        Array.Clear(_registers);
        Bme280Physics.WriteTrimming(_registers);
        Store(_registers, 0xF7, 0x80000, 0x8000, 0x80000);
        Store(_results, 0, 0x80000, 0x8000, 0x80000);
        _humidityControl = 0;
        _converting = false;
        _pointer = 0;
        _respondsAtMs = _clock.MonotonicMs + StartUpMs;
        _trimmedAtMs = _respondsAtMs + TrimmingCopyMs;
    }
}
