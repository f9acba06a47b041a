using System;

namespace Telenode.Telemetry;

/// <summary>What a sensor measures: a name, a unit and the decimal exponent of its fixed-point values.</summary>
/// <remarks>A value is mantissa × 10^<see cref="Exponent"/> <see cref="Unit"/>: 2156 with exponent −2 and unit "Cel" is 21.56 °C.</remarks>
public sealed class Quantity
{
    /// <summary>Describes a quantity.</summary>
    /// <param name="name">SenML name within the device (RFC 8428 §4.5.1): letters, digits and <c>- : . / _</c>, such as "temperature".</param>
    /// <param name="unit">A unit of the SenML registry (RFC 8428 §12.1), such as "Cel", "%RH", "Pa", "lx", "V".</param>
    /// <param name="exponent">Decimal exponent of the mantissas, −9 to 9.</param>
    /// <exception cref="ArgumentException">The exponent is out of its range, or name or unit is missing.</exception>
    public Quantity(string name, string unit, int exponent)
    {
        if (name == null || name.Length == 0 || unit == null || exponent < -9 || exponent > 9)
        {
            throw new ArgumentException("quantity");
        }

        Name = name;
        Unit = unit;
        Exponent = exponent;
    }

    /// <summary>SenML name within the device.</summary>
    public string Name { get; }

    /// <summary>SenML unit.</summary>
    public string Unit { get; }

    /// <summary>Decimal exponent of the mantissas.</summary>
    public int Exponent { get; }
}
