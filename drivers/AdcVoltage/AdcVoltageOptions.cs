namespace Telenode.Drivers;

/// <summary>How an <see cref="AdcVoltage"/> reads a voltage through a divider.</summary>
public sealed class AdcVoltageOptions
{
    /// <summary>ADC channel.</summary>
    public int Channel { get; set; }

    /// <summary>Name of the voltage; null leaves it out.</summary>
    public string Voltage { get; set; } = "battery";

    /// <summary>Name of the charge left in per cent, which needs <see cref="Curve"/>; null leaves it out.</summary>
    public string Charge { get; set; }

    /// <summary>What voltage means what charge.</summary>
    public BatteryCurve Curve { get; set; }

    /// <summary>Conversions averaged, 1 to 1024.</summary>
    public int Samples { get; set; } = 16;

    /// <summary>Voltage at the pin that gives the full-scale count, in mV, 1 to 10,000.</summary>
    public int ReferenceMillivolts { get; set; } = 3300;

    /// <summary>Resistor between the measured voltage and the pin, in Ω, 0 (none) to 5,000,000.</summary>
    public int UpperOhms { get; set; } = 100000;

    /// <summary>Resistor between the pin and ground, in Ω, 1 to 5,000,000.</summary>
    public int LowerOhms { get; set; } = 100000;

    /// <summary>First calibration point, in mV as this driver gives it uncalibrated.</summary>
    public int MeasuredLow { get; set; }

    /// <summary>First calibration point, in mV as a meter shows it.</summary>
    public int TrueLow { get; set; }

    /// <summary>Second calibration point, in mV as this driver gives it uncalibrated; above <see cref="MeasuredLow"/>.</summary>
    public int MeasuredHigh { get; set; } = 1000;

    /// <summary>Second calibration point, in mV as a meter shows it. The defaults of the four change nothing.</summary>
    public int TrueHigh { get; set; } = 1000;
}
