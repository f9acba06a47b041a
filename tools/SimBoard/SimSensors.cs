using Telenode.Core;
using Telenode.Drivers;
using Telenode.Telemetry;

namespace Telenode.SimBoard;

/// <summary>The sensors of the simulated board: the device's drivers, made from lines as the device makes them, over chip models.</summary>
/// <param name="Slots">In the channels' order.</param>
/// <param name="Models">The chips behind them.</param>
/// <param name="StatusNames">A name for each sensor's status.</param>
/// <param name="Measurands">What each channel measures; null for what no record holds.</param>
internal sealed record SimSensors(SensorSlot[] Slots, IReadOnlyList<IExposed> Models, string[] StatusNames, Measurand?[] Measurands)
{
    private static readonly (string Word, Measurand Measurand)[] _words =
    [
        ("temperature", Measurand.Temperature), ("humidity", Measurand.Humidity), ("pressure", Measurand.Pressure),
        ("light", Measurand.Light), ("battery", Measurand.Battery), ("voltage", Measurand.Battery), ("co2", Measurand.CarbonDioxide),
    ];

    /// <summary>Seats a chip for each line, or for everything that the environment knows.</summary>
    /// <param name="clock">The chips' time.</param>
    /// <param name="lines">The sensors; null for those that <paramref name="knows"/> asks for.</param>
    /// <param name="intervalMs">Time between two measurements where the line does not say.</param>
    /// <param name="knows">What the environment knows.</param>
    /// <exception cref="ArgumentException">A line cannot be used; the message names it.</exception>
    public static SimSensors Create(IClock clock, IReadOnlyList<string>? lines, long intervalMs, Func<Measurand, bool> knows)
    {
        var ports = new SimPorts(clock);
        var factory = new SensorFactory(ports, intervalMs);
        foreach (string text in lines ?? Usual(knows))
        {
            if (!factory.Add(text))
            {
                throw new ArgumentException($"sensor \"{text}\": {factory.Problem}");
            }

            ports.Seat(factory.LineAt(factory.Count - 1));
        }

        SensorSlot[] slots = factory.Slots();
        IEnumerable<Quantity> quantities = slots.SelectMany(slot => Enumerable.Range(0, slot.Sensor.QuantityCount).Select(slot.Sensor.QuantityAt));
        return new SimSensors(slots, ports.Models, factory.StatusNames(), [.. quantities.Select(Measured)]);
    }

    private static IEnumerable<string> Usual(Func<Measurand, bool> knows)
    {
        string climate = string.Join(',', _words[..3].Where(entry => knows(entry.Measurand)).Select(entry => entry.Word));
        return new[]
        {
            climate.Length > 0 ? "bme280 give=" + climate : "",
            knows(Measurand.Light) ? "bh1750" : "",
            knows(Measurand.Battery) ? "battery upper=100k give=battery" : "",
            knows(Measurand.CarbonDioxide) ? "scd4x" : "",
        }.Where(line => line.Length > 0);
    }

    private static Measurand? Measured(Quantity quantity)
    {
        string word = quantity.Name[(quantity.Name.LastIndexOf('.') + 1)..];
        int at = Array.FindIndex(_words, entry => entry.Word == word);
        return at < 0 ? null : _words[at].Measurand;
    }
}
