using Telenode.Core;

namespace Telenode.SimBoard;

/// <summary>A Sensirion SCD41: periodic measurement every 5 s, single shots, settings, serial number, execution times.</summary>
/// <remarks>
/// Clauses are those of the datasheet SCD4x, version 1.3. Periodic results are what surrounds the chip when they are read, as if it
/// had not changed since the chip's own last measurement. A command that the state does not allow is not acknowledged.
/// </remarks>
public sealed class Scd4xModel : SensirionModel
{
    private const long PeriodUs = 5_000_000;

    // 4 °C, sea level, self-calibration on (table 9 and §3.6, §3.7).
    private static readonly (int Temperature, int Altitude, bool SelfCalibration) FactorySettings = (0x05DA, 0, true);

    private bool _periodic;
    private long _periodicSinceUs;
    private long _periodsRead;
    private bool _hasShot;
    private long _measuredUs;
    private (int Temperature, int Altitude, bool SelfCalibration) _kept = FactorySettings;

    /// <summary>A powered chip that measures with <paramref name="clock"/>'s monotonic time.</summary>
    public Scd4xModel(IClock clock)
        : base(clock) => ResetSettings();

    /// <summary>Carbon dioxide in ppm.</summary>
    public double PartsPerMillion { get; set; } = 600;

    /// <summary>Last altitude set, in m.</summary>
    public int AltitudeMetres { get; private set; }

    /// <summary>Last temperature offset set, in units of 175/2^16 °C.</summary>
    public int TemperatureOffset { get; private set; }

    /// <summary>Last air pressure set, in hPa.</summary>
    public int PressureHectopascals { get; private set; }

    /// <summary>What forced recalibration has added to the readings, in ppm.</summary>
    public int OffsetPpm { get; private set; }

    /// <summary>Whether automatic self-calibration is on.</summary>
    public bool SelfCalibration { get; private set; }

    /// <summary>An SCD40 has no single shots.</summary>
    public bool IsScd40 { get; set; }

    /// <inheritdoc/>
    public override void Expose(IEnvironment environment, long unixMs)
    {
        base.Expose(environment, unixMs);
        PartsPerMillion = environment.TryGet(Measurand.CarbonDioxide, unixMs, out FixedPoint value) ? value.ToDouble() : PartsPerMillion;
    }

    /// <inheritdoc/>
    public override void BrownOut()
    {
        ResetSettings();
        _periodic = false;
        _hasShot = false;
        Busy(1_000_000);
    }

    /// <inheritdoc/>
    protected internal override int Receive(ReadOnlySpan<byte> data)
    {
        if (data.Length < 2)
        {
            return data.Length;
        }

        int command = (data[0] << 8) | data[1];
        bool allowedWhileMeasuring = command is 0xEC05 or 0x3F86 or 0xE4B8 or 0xE000;
        if ((_periodic && !allowedWhileMeasuring) || !(data.Length == 2 ? Execute(command) : Set(command, data[2..])))
        {
            return 1;
        }

        return data.Length;
    }

    private bool Execute(int command)
    {
        switch (command)
        {
            case 0x21B1:
                _periodic = true;
                _periodicSinceUs = NowUs;
                _periodsRead = 0;
                return true;
            case 0x3F86:
                _measuredUs = _periodic ? NowUs - _periodicSinceUs : _measuredUs;
                _periodic = false;
                Busy(500_000);
                return true;
            case 0x219D when !IsScd40:
                Busy(PeriodUs);
                _hasShot = true;
                return true;
            case 0x3615:
                Busy(800_000);
                _kept = (TemperatureOffset, AltitudeMetres, SelfCalibration);
                return true;
            case 0x3632:
                Busy(1_200_000);
                _kept = FactorySettings;
                OffsetPpm = 0;
                ResetSettings();
                return true;
            case 0xE4B8:
                Busy(1000);
                Answer(HasResult ? 0x8006 : 0x8000);
                return true;
            case 0xEC05:
                Busy(1000);
                Read();
                return true;
            case 0x3682:
                Busy(1000);
                Answer(0xF896, 0x9F07, 0x3BBE);
                return true;
            default:
                return false;
        }
    }

    private bool HasResult => _hasShot || (_periodic && (NowUs - _periodicSinceUs) / PeriodUs > _periodsRead);

    private void Read()
    {
        if (HasResult)
        {
            int ppm = (int)Math.Clamp(Math.Round(PartsPerMillion, MidpointRounding.AwayFromZero) + OffsetPpm, 0, 40_000);
            Answer(ppm, Code(Celsius, -45, 175), Code(Percent, 0, 100));
        }

        _hasShot = false;
        _periodsRead = _periodic ? (NowUs - _periodicSinceUs) / PeriodUs : 0;
    }

    private bool Set(int command, ReadOnlySpan<byte> argument)
    {
        if (argument.Length != 3 || Checksum(argument[..2]) != argument[2])
        {
            return false;
        }

        int word = (argument[0] << 8) | argument[1];
        switch (command)
        {
            case 0x241D:
                TemperatureOffset = word;
                break;
            case 0x2427:
                AltitudeMetres = word;
                break;
            case 0x2416:
                SelfCalibration = word == 1;
                break;
            case 0xE000:
                PressureHectopascals = word;
                break;
            case 0x362F:
                // It must have measured for three minutes; that is refused otherwise.
                Busy(400_000);
                bool refuses = _measuredUs < 180_000_000;
                Answer(refuses ? 0xFFFF : 0x8000 + word - (int)Math.Round(PartsPerMillion));
                OffsetPpm = refuses ? OffsetPpm : word - (int)Math.Round(PartsPerMillion);
                return true;
            default:
                return false;
        }

        Busy(1000);
        return true;
    }

    private void ResetSettings()
    {
        (TemperatureOffset, AltitudeMetres, SelfCalibration) = _kept;
        PressureHectopascals = 0;
        _measuredUs = 0;
    }
}
