namespace Telenode.Drivers;

/// <summary>What the pulses of a <see cref="PulseCounter"/> stand for.</summary>
public sealed class PulseOptions
{
    /// <summary>Name of the total; null leaves it out.</summary>
    public string Total { get; set; } = "total";

    /// <summary>Name of the rate; null leaves it out.</summary>
    public string Rate { get; set; } = "rate";

    /// <summary>Unit of the total.</summary>
    public string Unit { get; set; } = "count";

    /// <summary>Decimals of the total, 0 to 6.</summary>
    public int Decimals { get; set; }

    /// <summary>Unit of the rate, which is given with three decimals.</summary>
    public string RateUnit { get; set; } = "1/s";

    /// <summary>Time that the rate's unit is about, in ms: 3,600,000 for mm/h.</summary>
    public int RateMs { get; set; } = 1000;

    /// <summary>How long the first measurement counts in ms, at least 1 and less than the interval: a rate needs a reading before it.</summary>
    public int FirstMs { get; set; } = 1000;

    /// <summary>What one pulse adds, in millionths of the unit, divided by <see cref="Divisor"/>; 1 to 2,000,000,000.</summary>
    public int Millionths { get; set; } = 1000000;

    /// <summary>Pulses for <see cref="Millionths"/>, 1 to 1,000,000: 450 for a flow meter of 450 pulses a litre.</summary>
    public int Divisor { get; set; } = 1;

    /// <summary>Time between two writes of a total that has changed, in ms: what a reset may cost, and how seldom the flash is written.</summary>
    public int SaveMs { get; set; } = 900000;

    /// <summary>Name under which the total is kept, up to 13 characters of a–z, 0–9 and '-'.</summary>
    public string Key { get; set; } = "pulse";
}
