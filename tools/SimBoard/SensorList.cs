using System.Globalization;
using System.Text.RegularExpressions;
using Telenode.Drivers;

namespace Telenode.SimBoard;

/// <summary>A list of simulated sensors as a person writes it: lines with semicolons between, each also several times (<c>x3</c>), or a number of any.</summary>
/// <remarks>
/// <c>bme280@i2c1:0x76 name=greenhouse; sht4x; 3xds18b20</c> and <c>100</c> are lists. Sensors that are asked for several times are
/// put at the next free places, on further buses when one is full, and numbered: <c>ds18b20-1.temperature</c>.
/// </remarks>
public static partial class SensorList
{
    /// <summary>Most sensors in a list.</summary>
    public const int MaxSensors = 1000;

    private const int MaxBuses = 99;
    private const string Anything = "";

    // What a number alone gives, in turn. The slow and the quick, every bus.
    private static readonly string[] _any =
        ["bme280", "sht4x", "bh1750", "scd4x", "ina219", "aht20", "mcp9808", "veml7700", "sht3x", "bmp280", "ads1115", "battery upper=100k", "ds18b20",
         "ina226", "pulse as=energy", "frequency gate=500ms", "contact"];

    /// <summary>Gives each sensor a line of its own.</summary>
    /// <exception cref="ArgumentException">It is no such list; the message is for a person. The lines themselves are not looked at.</exception>
    public static IReadOnlyList<string> Expand(string list)
    {
        var lines = new List<string>();
        var places = new HashSet<string>();
        var numbers = new Dictionary<string, int>();
        (string Line, int Count)[] items = [.. list.Split(';', '\n').Select(item => item.Trim()).Where(item => item.Length > 0).Select(Counted)];
        if (items.Length == 0)
        {
            throw new ArgumentException("name at least one sensor, such as bme280@i2c1:0x76");
        }

        if (items.Sum(item => (long)Math.Max(1, item.Count)) > MaxSensors)
        {
            throw new ArgumentException($"at most {MaxSensors} sensors");
        }

        // Lines with a place of their own keep it: the others go round them.
        foreach ((string line, _) in items.Where(item => item.Count == 0 && item.Line.Split(' ')[0].Contains('@')))
        {
            places.Add(PlaceOf(line));
        }

        foreach ((string line, int count) in items)
        {
            for (int i = 0; i < Math.Max(1, count); i++)
            {
                string one = line == Anything ? _any[i % _any.Length] : line;
                lines.Add(count == 0 ? Alone(one, places) : Numbered(one, places, numbers));
            }
        }

        return lines;
    }

    [GeneratedRegex(@"^(?:(?<n>\d+)\s*[xX]\s*(?<line>.*\D.*)|(?<line>.*?)\s+[xX](?<n>\d+)|(?<n>\d+))$")]
    private static partial Regex Several();

    private static (string Line, int Count) Counted(string item)
    {
        Match match = Several().Match(item);
        if (!match.Success)
        {
            return (item, 0);
        }

        return int.TryParse(match.Groups["n"].Value, CultureInfo.InvariantCulture, out int count) && count is > 0 and <= MaxSensors
            ? (match.Groups["line"].Value, count)
            : throw new ArgumentException($"\"{item}\": from 1 to {MaxSensors} sensors");
    }

    // One line without a number in front: with a name of its own quantities, at the usual place or the next free one.
    private static string Alone(string line, HashSet<string> places)
    {
        string[] words = line.Split(' ', 2);
        string kind = words[0].ToLowerInvariant();
        int index = SensorKinds.Find(kind);
        return kind.Contains('@') || index < 0 ? line : Joined(kind + "@" + NextPlace(index, places), words, null);
    }

    private static string Numbered(string line, HashSet<string> places, Dictionary<string, int> numbers)
    {
        string[] words = line.Split(' ', 2);
        string kind = words[0].Split('@')[0].ToLowerInvariant();
        int index = SensorKinds.Find(kind);
        if (index < 0)
        {
            return line;
        }

        Match named = Name().Match(line);
        string name = named.Success ? named.Groups["name"].Value : kind;
        numbers[name] = numbers.GetValueOrDefault(name) + 1;
        return Joined(kind + "@" + NextPlace(index, places), words, $"name={name}-{numbers[name]}");
    }

    [GeneratedRegex(@"\s+name=(?<name>\S+)")]
    private static partial Regex Name();

    private static string Joined(string place, string[] words, string? name)
    {
        string options = words.Length < 2 ? "" : " " + words[1].Trim();
        return name is null ? place + options : place + Name().Replace(options, "") + " " + name;
    }

    private static string PlaceOf(string line)
    {
        try
        {
            return new SensorLine(line).Place;
        }
        catch (ArgumentException)
        {
            return line; // whoever makes the sensor says what is wrong with it
        }
    }

    private static string NextPlace(int kind, HashSet<string> places)
    {
        string bus = SensorKinds.BusAt(kind);

        // A 1-Wire line takes as many as there are.
        int addresses = bus == "onewire" ? MaxSensors : SensorKinds.AddressCount(kind);
        for (int number = bus == "serial" ? 2 : 1; number <= MaxBuses; number++)
        {
            for (int i = 0; i < Math.Max(1, addresses); i++)
            {
                string address = bus == "i2c" ? $":0x{SensorKinds.AddressAt(kind, i):X2}" : bus == "adc" ? $":{i}" : bus == "onewire" ? $":28-{i + 1:x12}" : "";
                if (places.Add(bus + number + address))
                {
                    return bus + number + address;
                }
            }
        }

        throw new ArgumentException($"there is no room for another {SensorKinds.NameAt(kind)}");
    }
}
