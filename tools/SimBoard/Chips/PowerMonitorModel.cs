namespace Telenode.SimBoard;

/// <summary>What is connected to a chip that measures a load's voltage and, over a shunt, its current.</summary>
public abstract class PowerMonitorModel : Register16Chip, IExposed
{
    /// <summary>Voltage at the load in V.</summary>
    public double Volts { get; set; } = 3.7;

    /// <summary>Current through the shunt in A, sampled, as the voltage, when a conversion starts.</summary>
    public double Amperes { get; set; } = 0.08;

    /// <summary>Shunt resistor in Ω.</summary>
    public double ShuntOhms { get; set; } = 0.1;

    /// <summary>Conversions begin and never end.</summary>
    public bool NeverFinishes { get; set; }

    /// <inheritdoc/>
    public void Expose(IEnvironment environment, long unixMs) =>
        Volts = environment.TryGet(Measurand.Battery, unixMs, out FixedPoint value) ? value.ToDouble() : Volts;
}
