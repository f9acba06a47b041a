using System;

namespace Telenode.Encoding;

/// <summary>What the packs of one boot have in common: the device's base name, the boot count and the table of channels.</summary>
public sealed class PackSchema
{
    /// <summary>Most channels that a schema may have: a compact row counts its elements in one byte.</summary>
    public const int MaxChannels = 250;

    private readonly string[] _names;
    private readonly string[] _units;
    private readonly int[] _exponents;

    /// <summary>Describes the channels; a channel's index is its place in the three arrays.</summary>
    /// <param name="baseName">What precedes each name, such as "node-01/"; may be empty.</param>
    /// <param name="boot">Boot count, 0 or more.</param>
    /// <param name="names">Names within the device.</param>
    /// <param name="units">Units of the SenML registry; null or empty for none.</param>
    /// <param name="exponents">Decimal exponents of the mantissas, −9 to 9.</param>
    /// <param name="includeUnits">Whether SenML packs carry units; otherwise the <see cref="SchemaMessage"/> does.</param>
    /// <param name="includeSequence">Whether SenML packs carry (boot, sequence); compact packs always do.</param>
    /// <exception cref="ArgumentException">
    /// Arrays of different lengths or more than <see cref="MaxChannels"/>; an exponent out of range; a base name and name that together
    /// are not a SenML name (RFC 8428 §4.5.1): letters, digits and <c>- : . / _</c>, the first a letter or digit.
    /// </exception>
    public PackSchema(
        string baseName, int boot, string[] names, string[] units, int[] exponents, bool includeUnits, bool includeSequence)
    {
        if (baseName == null || names == null || units == null || exponents == null)
        {
            throw new ArgumentNullException("schema");
        }

        if (boot < 0 || names.Length > MaxChannels || units.Length != names.Length || exponents.Length != names.Length)
        {
            throw new ArgumentException("channels");
        }

        for (int i = 0; i < names.Length; i++)
        {
            if (names[i] == null || !IsSenmlName(baseName + names[i]) || exponents[i] < -9 || exponents[i] > 9)
            {
                throw new ArgumentException("channel");
            }
        }

        BaseName = baseName;
        Boot = boot;
        IncludeUnits = includeUnits;
        IncludeSequence = includeSequence;
        _names = names;
        _units = units;
        _exponents = exponents;
    }

    /// <summary>What precedes each name.</summary>
    public string BaseName { get; }

    /// <summary>Boot count: with a sequence it identifies a reading of this device for good.</summary>
    public int Boot { get; }

    /// <summary>Whether SenML packs carry units.</summary>
    public bool IncludeUnits { get; }

    /// <summary>Whether SenML packs carry (boot, sequence).</summary>
    public bool IncludeSequence { get; }

    /// <summary>Number of channels.</summary>
    public int ChannelCount => _names.Length;

    /// <summary>Name of a channel within the device.</summary>
    public string NameOf(int channel) => _names[channel];

    /// <summary>Unit of a channel; empty for none.</summary>
    public string UnitOf(int channel) => _units[channel] ?? "";

    /// <summary>Decimal exponent of a channel's mantissas.</summary>
    public int ExponentOf(int channel) => _exponents[channel];

    /// <summary>Index of the first channel of the same unit, so that units compare as integers.</summary>
    internal int UnitGroupOf(int channel)
    {
        string unit = UnitOf(channel);
        int group = 0;
        while (UnitOf(group) != unit)
        {
            group++;
        }

        return group;
    }

    /// <summary>Whether a base unit may be used: a record without a unit would inherit it.</summary>
    internal bool EveryChannelHasUnit()
    {
        for (int i = 0; i < _names.Length; i++)
        {
            if (UnitOf(i).Length == 0)
            {
                return false;
            }
        }

        return true;
    }

    private static bool IsSenmlName(string name)
    {
        for (int i = 0; i < name.Length; i++)
        {
            char c = name[i];
            bool alphanumeric = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
            bool mark = c == '-' || c == ':' || c == '.' || c == '/' || c == '_';
            if (!alphanumeric && (i == 0 || !mark))
            {
                return false;
            }
        }

        return name.Length > 0;
    }
}
