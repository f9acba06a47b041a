using Telenode.Encoding;

namespace Telenode.Uplinks;

/// <summary>The pack schema of a node, the same for every uplink.</summary>
internal static class UplinkSchema
{
    /// <summary>Channels as packs name them, with the device id as base name.</summary>
    public static PackSchema Of(UplinkOptions options, UplinkParts parts) => Of(options, parts, true);

    /// <summary>The same, with or without sequence numbers.</summary>
    public static PackSchema Of(UplinkOptions options, UplinkParts parts, bool includeSequence)
    {
        int count = parts.Channels.Count;
        string[] names = new string[count];
        string[] units = new string[count];
        int[] exponents = new int[count];
        for (int i = 0; i < count; i++)
        {
            names[i] = parts.Channels[i].Name;
            units[i] = parts.Channels[i].Unit;
            exponents[i] = parts.Channels[i].Exponent;
        }

        bool includeUnits = options.PackUnits || HasTwins(names);
        return new PackSchema(options.DeviceId + "/", parts.Outbox.Boot, names, units, exponents, includeUnits, includeSequence);
    }

    // Readings wait from when a sensor of the same name had another unit: the schema message cannot tell which is meant.
    private static bool HasTwins(string[] names)
    {
        for (int i = 1; i < names.Length; i++)
        {
            for (int before = 0; before < i; before++)
            {
                if (names[before] == names[i])
                {
                    return true;
                }
            }
        }

        return false;
    }
}
