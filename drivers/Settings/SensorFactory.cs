using System;
using System.Collections;
using Telenode.Core;
using Telenode.Telemetry;

namespace Telenode.Drivers;

/// <summary>Makes the sensors that lines name (<see cref="SensorLine"/>) on a board's ports; the same for the board and the simulated one.</summary>
public sealed class SensorFactory
{
    private readonly ISensorPorts _ports;
    private readonly long _intervalMs;
    private readonly ArrayList _slots = new ArrayList();
    private readonly ArrayList _lines = new ArrayList();
    private readonly ArrayList _oneWireLines = new ArrayList();

    /// <summary>Prepares to make sensors.</summary>
    /// <param name="ports">Where they are connected.</param>
    /// <param name="intervalMs">Time between two measurements of a sensor whose line does not say, in ms; <see cref="Time.Never"/> for only when triggered.</param>
    /// <exception cref="ArgumentException">An argument is missing or out of its range.</exception>
    public SensorFactory(ISensorPorts ports, long intervalMs)
    {
        if (ports == null || intervalMs < 1)
        {
            throw new ArgumentException("sensor factory");
        }

        _ports = ports;
        _intervalMs = intervalMs;
    }

    /// <summary>Tries a line out without a board: everything about it but whether its bus is there and its place and name are free.</summary>
    /// <param name="text">The line.</param>
    /// <param name="intervalMs">As for the constructor.</param>
    /// <returns>Null when it can be used, or why it cannot, as <see cref="Problem"/> says it.</returns>
    public static string Check(string text, long intervalMs)
    {
        var factory = new SensorFactory(new PaperPorts(), intervalMs);
        if (factory.Add(text))
        {
            return null;
        }

        try
        {
            // What only the board's own packages read is known to them alone.
            int kind = new SensorLine(text).Index;
            return SensorKinds.IsOfPackage(kind) ? null : factory.Problem;
        }
        catch (ArgumentException e)
        {
            return e.Message;
        }
    }

    /// <summary>Why the last <see cref="Add"/> made nothing: one line for a person, without the setting's name; null when it made a sensor.</summary>
    public string Problem { get; private set; }

    /// <summary>How many sensors were made.</summary>
    public int Count => _slots.Count;

    /// <summary>Makes the sensor of a line.</summary>
    /// <returns>False when the line cannot be used: <see cref="Problem"/> says why.</returns>
    public bool Add(string text)
    {
        try
        {
            var line = new SensorLine(text);
            ISensor sensor = TryMake(line, out string failure);
            line.Options.RefuseUnknownQuantities();
            if (failure != null)
            {
                throw new ArgumentException(failure);
            }

            line.Options.RefuseUnknown();
            RefuseSecond(line, sensor);
            _slots.Add(new SensorSlot(sensor, IntervalOf(line), 0));
            _lines.Add(line);
            Problem = null;
        }
        catch (ArgumentException e)
        {
            Problem = e.Message;
        }

        return Problem == null;
    }

    /// <summary>The sensors made so far, in the order of their lines.</summary>
    public SensorSlot[] Slots()
    {
        var slots = new SensorSlot[_slots.Count];
        for (int i = 0; i < slots.Length; i++)
        {
            slots[i] = (SensorSlot)_slots[i];
        }

        return slots;
    }

    /// <summary>A name for each sensor's status, such as <c>greenhouse.status</c>: with its own name, or its kind where it has none.</summary>
    public string[] StatusNames()
    {
        var names = new string[_lines.Count];
        for (int i = 0; i < names.Length; i++)
        {
            var line = (SensorLine)_lines[i];
            string name = line.Name ?? line.Kind;
            int same = 1;
            while (Array.IndexOf(names, NameOf(name, same), 0, i) >= 0)
            {
                same++;
            }

            names[i] = NameOf(name, same);
        }

        return names;
    }

    /// <summary>The line that a sensor was made from; the index is that in <see cref="Slots"/>.</summary>
    public SensorLine LineAt(int index) => (SensorLine)_lines[index];

    private static string NameOf(string name, int same) => (same == 1 ? name : name + "-" + same.ToString()) + ".status";

    // A driver without any quantity refuses to be made, and not in words about the line.
    private ISensor TryMake(SensorLine line, out string failure)
    {
        try
        {
            failure = null;
            return Make(line);
        }
        catch (ArgumentException e)
        {
            failure = e.Message;
            return null;
        }
    }

    private ISensor Make(SensorLine line)
    {
        ISensor sensor = null;
        switch (SensorKinds.BusAt(line.Index))
        {
            case "i2c":
                sensor = I2cSensors.Make(line, (II2cBus)Required(_ports.I2c(line.BusNumber), line));
                break;
            case "adc":
                sensor = PinSensors.MakeVoltage(line, (IAdc)Required(_ports.Adc(line.BusNumber), line));
                break;
            case "serial":
                sensor = PinSensors.MakePms5003(line, (ISerialLine)Required(_ports.Serial(line.BusNumber, 9600), line));
                break;
            case "gpio":
                sensor = MakeOnPin(line);
                break;
            case "onewire":
                sensor = new Ds18b20(LineOf(line), new Ds18b20Options
                {
                    Rom = line.RomCode == null ? null : RomCode.Parse(line.RomCode),
                    Temperature = line.Named("temperature"),
                    Resolution = line.Options.Int("resolution", 12, 9, 12),
                });
                break;
        }

        return sensor ?? _ports.Own(line) ?? throw new ArgumentException(line.Kind + ": only a real board reads it, through a package of its own");
    }

    private ISensor MakeOnPin(SensorLine line)
    {
        long intervalMs = IntervalOf(line);
        switch (line.Kind)
        {
            case "pulse": return PinSensors.MakePulse(line, Counter(line), _ports.Store, intervalMs);
            case "frequency": return PinSensors.MakeFrequency(line, Counter(line), intervalMs);
            case "contact":
                bool pullUp = line.Options.Flag("pullup", true);
                var pin = (IPinInput)Required(_ports.Pin(line.BusNumber, pullUp), line);
                return PinSensors.MakeContact(line, pin, intervalMs);
            default: return null;
        }
    }

    private long IntervalOf(SensorLine line) => line.IntervalMs == 0 ? _intervalMs : line.IntervalMs;

    private IPulseInput Counter(SensorLine line) =>
        (IPulseInput)Required(_ports.Pulses(line.BusNumber, line.Options.Flag("pullup", true)), line);

    // The drivers of one line share it.
    private OneWireLine LineOf(SensorLine line)
    {
        var bus = (IOneWireBus)Required(_ports.OneWire(line.BusNumber), line);
        for (int i = 0; i < _oneWireLines.Count; i++)
        {
            var shared = (OneWireLine)_oneWireLines[i];
            if (shared.Bus == bus)
            {
                return shared;
            }
        }

        var made = new OneWireLine(bus);
        _oneWireLines.Add(made);
        return made;
    }

    private static object Required(object port, SensorLine line)
    {
        if (port == null)
        {
            throw new ArgumentException(line.Kind + ": this board has no " + SensorKinds.BusAt(line.Index) + line.BusNumber.ToString() + " for it");
        }

        return port;
    }

    // Two chips at one address would answer at once; two quantities of one name could not be told apart by a receiver.
    private void RefuseSecond(SensorLine line, ISensor sensor)
    {
        for (int i = 0; i < _slots.Count; i++)
        {
            var other = (SensorLine)_lines[i];
            string clash = Clash(line, other);
            if (clash != null)
            {
                throw new ArgumentException(line.Kind + ": " + Described(other) + " is at " + other.Place + " already: " + clash);
            }

            string name = Shared(((SensorSlot)_slots[i]).Sensor, sensor);
            if (name != null)
            {
                throw new ArgumentException(line.Kind + ": " + other.Kind + "@" + other.Place + " gives \"" + name
                    + "\" too; " + (line.Name == null ? "add name=… to one of the two" : "give one of the two another name"));
            }
        }
    }

    private static string Described(SensorLine line) => line.Kind + (line.Name == null ? "" : " name=" + line.Name);

    // Why two sensors cannot both be where they are; null when they can.
    private static string Clash(SensorLine line, SensorLine other)
    {
        string bus = SensorKinds.BusAt(line.Index);
        if (bus != SensorKinds.BusAt(other.Index) || line.BusNumber != other.BusNumber)
        {
            return null;
        }

        bool same = other.Place == line.Place;
        switch (bus)
        {
            case "i2c": return same ? "chips at one address answer at once; give one of the two another address or bus" : null;
            case "onewire":
                return same || line.RomCode == null || other.RomCode == null
                    ? "several on one wire are told apart by their codes, which sensors scan shows: write " + line.Kind + "@onewire"
                        + line.BusNumber.ToString() + ":CODE for each"
                    : null;
            case "gpio": return "a pin serves one sensor";
            case "serial": return "a serial line serves one sensor";
            default: return null;
        }
    }

    private static string Shared(ISensor one, ISensor other)
    {
        for (int i = 0; i < one.QuantityCount; i++)
        {
            for (int k = 0; k < other.QuantityCount; k++)
            {
                if (one.QuantityAt(i).Name == other.QuantityAt(k).Name)
                {
                    return one.QuantityAt(i).Name;
                }
            }
        }

        return null;
    }
}
