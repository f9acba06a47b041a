using System;
using Telenode.Core;

namespace Telenode.Drivers;

/// <summary>A sensor as a person names it: <c>KIND[@BUS[:ADDRESS]] [OPTION=VALUE …]</c>, such as <c>bme280@i2c1:0x76 name=greenhouse interval=30s</c>.</summary>
/// <remarks>
/// Bus and address may be left out where the kind has a usual one. Options are asked for by whoever makes the sensor;
/// <see cref="LineOptions.RefuseUnknown"/> then names those that nobody has asked for. docs/sensors.md lists them.
/// </remarks>
public sealed class SensorLine
{
    private const int ShortestIntervalMs = 10;
    private const int LongestIntervalMs = 86400000;

    // COM1 is the debugger's, COM2 the console's.
    private const int FreeSerial = 3;

    private readonly LineOptions _options;

    /// <summary>Reads a line.</summary>
    /// <exception cref="ArgumentException">It is wrong; the message says what, why and what to write instead.</exception>
    public SensorLine(string text)
    {
        string[] words = (text ?? "").Trim().Split(' ', '\t');
        string first = words[0].ToLower();
        int at = first.IndexOf('@');
        string kind = at < 0 ? first : first.Substring(0, at);
        Index = SensorKinds.Find(kind);
        if (kind.Length == 0)
        {
            throw new ArgumentException("a sensor is named by its kind first, such as bme280@i2c1:0x76");
        }

        if (Index < 0)
        {
            throw new ArgumentException("there is no sensor kind \"" + kind + "\"; the nearest is " + SensorKinds.Nearest(kind));
        }

        Kind = SensorKinds.NameAt(Index);
        _options = new LineOptions(Kind, words);
        TakePlace(at < 0 ? "" : first.Substring(at + 1));
        string name = _options.Text("name", null);
        if (name != null && !IsName(name))
        {
            throw new ArgumentException(Kind + ": name=" + name + " must begin with a letter or digit and hold only letters, digits, - . / and _");
        }

        Name = name;
        IntervalMs = _options.Duration("interval", 0, ShortestIntervalMs, LongestIntervalMs);
    }

    /// <summary>The kind, an entry of <see cref="SensorKinds"/>.</summary>
    public string Kind { get; }

    /// <summary>Number of the bus, or of the pin for a kind on "gpio".</summary>
    public int BusNumber { get; private set; }

    /// <summary>The 7-bit I2C address or the ADC channel; −1 for the others.</summary>
    public int Address { get; private set; } = -1;

    /// <summary>A 1-Wire ROM code as it is written, family and serial number such as <c>28-3c01d607a1b2</c>; null when none is given.</summary>
    public string RomCode { get; private set; }

    /// <summary>What the quantities' names begin with; null for nothing.</summary>
    public string Name { get; }

    /// <summary>Time between two measurements in ms; 0 when the line does not say.</summary>
    public int IntervalMs { get; }

    /// <summary>Bus and address, as the line could have written them: <c>i2c1:0x76</c>.</summary>
    public string Place => SensorKinds.BusAt(Index) + BusNumber.ToString()
        + (RomCode != null ? ":" + RomCode : Address < 0 ? "" : ":" + AddressText(Address));

    /// <summary>The options.</summary>
    public LineOptions Options => _options;

    internal int Index { get; }

    /// <summary>The name of a quantity: with the sensor's name before it; null when <c>give=</c> leaves it out.</summary>
    /// <param name="word">The quantity, such as "temperature".</param>
    /// <param name="usually">Whether it is given when the line does not say.</param>
    public string Named(string word, bool usually)
    {
        bool given = _options.Gives(word, usually);
        return !given ? null : Name == null ? word : Name + "." + word;
    }

    /// <summary>Names a quantity that is given unless the line leaves it out.</summary>
    public string Named(string word) => Named(word, true);

    private static bool IsName(string name)
    {
        for (int i = 0; i < name.Length; i++)
        {
            char c = name[i];
            bool alphanumeric = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');

            // RFC 8428 §4.5.1; the colon is left to the device's own part of a name.
            if (!alphanumeric && (i == 0 || (c != '-' && c != '.' && c != '/' && c != '_')))
            {
                return false;
            }
        }

        return name.Length > 0;
    }

    private void TakePlace(string place)
    {
        string bus = SensorKinds.BusAt(Index);
        int colon = place.IndexOf(':');
        string busText = colon < 0 ? place : place.Substring(0, colon);
        string address = colon < 0 ? "" : place.Substring(colon + 1);

        // The first UART is the debugger's on most boards.
        BusNumber = busText.Length > 0 ? BusNumberOf(busText, bus) : bus == "serial" ? FreeSerial : 1;
        if (busText.Length == 0 && bus == "gpio")
        {
            throw new ArgumentException(Kind + " needs its pin: " + Kind + "@gpio25");
        }

        if (bus == "onewire")
        {
            RomCode = address.Length == 0 ? null : address;
        }
        else if (bus == "i2c" || bus == "adc")
        {
            Address = AddressOf(address);
        }
        else if (address.Length > 0)
        {
            throw new ArgumentException(Kind + " has no address: write " + Kind + "@" + busText);
        }
    }

    private int BusNumberOf(string text, string bus)
    {
        int number = text.StartsWith(bus) && text.Length > bus.Length ? (int)LineOptions.Number(text.Substring(bus.Length)) : -1;
        if (number < 0 || number > 99 || (number == 0 && bus != "gpio"))
        {
            throw new ArgumentException(Kind + " is connected to " + bus + ", not to \"" + text + "\": write " + Kind + "@" + bus + "1");
        }

        return number;
    }

    private int AddressOf(string text)
    {
        if (text.Length == 0)
        {
            return SensorKinds.UsualAddress(Index);
        }

        long address = LineOptions.Number(text);
        int count = SensorKinds.AddressCount(Index);
        for (int i = 0; i < count; i++)
        {
            if (SensorKinds.AddressAt(Index, i) == address)
            {
                return (int)address;
            }
        }

        string known = AddressText(SensorKinds.AddressAt(Index, 0));
        if (count > 4)
        {
            known += " to " + AddressText(SensorKinds.AddressAt(Index, count - 1));
        }

        for (int i = 1; i < count && count <= 4; i++)
        {
            known += (i == count - 1 ? " or " : ", ") + AddressText(SensorKinds.AddressAt(Index, i));
        }

        throw new ArgumentException(Kind + " cannot have the address " + text + ": it is " + known);
    }

    private string AddressText(int address) => SensorKinds.BusAt(Index) == "adc" ? address.ToString() : "0x" + address.ToString("X2");
}
