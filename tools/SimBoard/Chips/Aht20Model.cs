using Telenode.Core;

namespace Telenode.SimBoard;

/// <summary>An Aosong AHT20: status with busy and calibrated bit, trigger, calibration, soft reset, checksum.</summary>
/// <remarks>Clauses are those of the product manual, version 1.1.</remarks>
public sealed class Aht20Model : I2cChip, IExposed
{
    private readonly IClock _clock;
    private readonly byte[] _answer = new byte[7];
    private long _respondsAtMs;
    private long _convertedAtMs = long.MinValue;

    /// <summary>A powered chip that measures with <paramref name="clock"/>'s monotonic time.</summary>
    public Aht20Model(IClock clock)
    {
        _clock = clock;
        BrownOut();
        _respondsAtMs = long.MinValue;
    }

    /// <summary>Temperature in °C, sampled when a conversion starts.</summary>
    public double Celsius { get; set; } = 20;

    /// <summary>Relative humidity in %RH.</summary>
    public double Percent { get; set; } = 50;

    /// <summary>Whether the calibrated bit is set after a reset, as it usually is, or only after the calibrate command.</summary>
    public bool StartsCalibrated { get; set; } = true;

    /// <summary>Answers carry a wrong checksum.</summary>
    public bool WrongChecksum { get; set; }

    /// <summary>Conversions begin and never end.</summary>
    public bool NeverFinishes { get; set; }

    /// <inheritdoc/>
    public void Expose(IEnvironment environment, long unixMs)
    {
        Celsius = environment.TryGet(Measurand.Temperature, unixMs, out FixedPoint value) ? value.ToDouble() : Celsius;
        Percent = environment.TryGet(Measurand.Humidity, unixMs, out value) ? value.ToDouble() : Percent;
    }

    /// <inheritdoc/>
    public override void BrownOut()
    {
        Array.Clear(_answer);
        _answer[0] = (byte)(StartsCalibrated ? 0x18 : 0x10);
        _respondsAtMs = _clock.MonotonicMs + 20;
        _convertedAtMs = long.MinValue;
    }

    /// <inheritdoc/>
    protected internal override bool AcknowledgesAddress(bool read) => _clock.MonotonicMs >= _respondsAtMs;

    /// <inheritdoc/>
    protected internal override int Receive(ReadOnlySpan<byte> data)
    {
        if (data.Length == 0)
        {
            return 0;
        }

        switch (data[0])
        {
            case 0xBA:
                BrownOut();
                break;
            case 0xBE when data.Length == 3:
                _answer[0] |= 0x08;
                break;
            case 0xAC when data.Length == 3:
                Convert();
                break;
        }

        return data.Length;
    }

    /// <inheritdoc/>
    protected internal override void Transmit(Span<byte> data)
    {
        bool busy = _clock.MonotonicMs < _convertedAtMs;
        Span<byte> answer = stackalloc byte[7];
        _answer.CopyTo(answer);
        answer[0] |= (byte)(busy ? 0x80 : 0);
        answer[6] = (byte)(SensirionModel.Checksum(answer[..6]) ^ (WrongChecksum ? 0x01 : 0));
        data.Fill(0xFF);
        answer[..Math.Min(data.Length, answer.Length)].CopyTo(data);
    }

    private static int Code(double part) =>
        (int)Math.Clamp(Math.Round(part * (1 << 20), MidpointRounding.AwayFromZero), 0, (1 << 20) - 1);

    private void Convert()
    {
        int humidity = Code(Percent / 100);
        int temperature = Code((Celsius + 50) / 200);
        _answer[1] = (byte)(humidity >> 12);
        _answer[2] = (byte)(humidity >> 4);
        _answer[3] = (byte)((humidity << 4) | (temperature >> 16));
        _answer[4] = (byte)(temperature >> 8);
        _answer[5] = (byte)temperature;
        _convertedAtMs = NeverFinishes ? long.MaxValue : _clock.MonotonicMs + 80;
    }
}
