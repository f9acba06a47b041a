using Telenode.Core;

namespace Telenode.SimBoard;

/// <summary>A Microchip MCP9808: temperature, configuration with shutdown, identity.</summary>
public sealed class Mcp9808Model : Register16Chip, IExposed
{
    // The typical time is 250 ms; a slow chip is modelled.
    private const int ConversionMs = 290;

    private readonly IClock _clock;
    private int _configuration;
    private int _temperature;
    private long _convertedAtMs;
    private double _sampled;

    /// <summary>A powered chip that measures with <paramref name="clock"/>'s monotonic time.</summary>
    public Mcp9808Model(IClock clock)
    {
        _clock = clock;
        BrownOut();
    }

    /// <summary>Temperature in °C, sampled when the chip is woken.</summary>
    public double Celsius { get; set; } = 20;

    /// <summary>What the device id register gives.</summary>
    public int DeviceId { get; set; } = 0x0400;

    /// <inheritdoc/>
    public void Expose(IEnvironment environment, long unixMs) =>
        Celsius = environment.TryGet(Measurand.Temperature, unixMs, out FixedPoint value) ? value.ToDouble() : Celsius;

    /// <inheritdoc/>
    public override void BrownOut()
    {
        ResetPointer();
        _configuration = 0;
        _temperature = 0;
        StartConversion();
    }

    /// <inheritdoc/>
    protected override int ReadRegister(int register)
    {
        if (_clock.MonotonicMs >= _convertedAtMs)
        {
            int sixteenths = (int)Math.Round(_sampled * 16, MidpointRounding.AwayFromZero);
            _temperature = sixteenths & 0x1FFF;
            _convertedAtMs = long.MaxValue;
        }

        return register switch
        {
            1 => _configuration,
            5 => _temperature | 0xC000, // above the critical and upper limits of 0 °C, the power-on ones
            6 => 0x0054,
            7 => DeviceId,
            _ => 0,
        };
    }

    /// <inheritdoc/>
    protected override void WriteRegister(int register, int value)
    {
        if (register != 1)
        {
            return;
        }

        _configuration = value & 0x07FF;
        _convertedAtMs = long.MaxValue;
        if ((value & 0x0100) == 0)
        {
            StartConversion();
        }
    }

    private void StartConversion()
    {
        _sampled = Celsius;
        _convertedAtMs = _clock.MonotonicMs + ConversionMs;
    }
}
