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

        return new PackSchema(options.DeviceId + "/", parts.Outbox.Boot, names, units, exponents, options.PackUnits, includeSequence);
    }
}
