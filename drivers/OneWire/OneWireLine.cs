using System;
using Telenode.Core;

namespace Telenode.Drivers;

/// <summary>A 1-Wire line that several drivers share: while it feeds one chip's conversion, nobody else may use it.</summary>
public sealed class OneWireLine
{
    /// <summary>Joins the drivers of a bus.</summary>
    /// <exception cref="ArgumentException">There is no bus.</exception>
    public OneWireLine(IOneWireBus bus)
    {
        Bus = bus ?? throw new ArgumentException("1-Wire bus");
    }

    internal IOneWireBus Bus { get; }

    // Monotonic ms until which the line feeds a chip.
    internal long FeedsUntilMs { get; set; } = long.MinValue;
}
