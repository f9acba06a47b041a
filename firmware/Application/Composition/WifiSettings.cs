using Telenode.Core;
using Telenode.SerialConsole;

namespace Telenode.Application;

/// <summary>The settings of Wi-Fi.</summary>
internal static class WifiSettings
{
    /// <summary>Reads them.</summary>
    public static KnownNetworks Read(Settings settings, ProblemList problems)
    {
        var networks = new KnownNetworks();
        Add(networks, settings.Get("wifi.ssid"), settings.Get("wifi.password"));
        for (int i = 0; i < 100 && networks.Count < KnownNetworks.Max; i++)
        {
            string prefix = "wifi." + i.ToString() + ".";
            Add(networks, settings.Get(prefix + "ssid"), settings.Get(prefix + "password"));
        }

        string address = settings.Get("wifi.address");
        if (address != null)
        {
            int slash = address.IndexOf('/');
            string gateway = settings.Get("wifi.gateway");
            string mask = slash < 0 ? null : Mask(address.Substring(slash + 1));
            if (mask == null || gateway == null)
            {
                problems.Add("wifi.address: needs its prefix length, such as 192.168.1.50/24, and wifi.gateway; an address is asked for instead");
            }
            else
            {
                networks.Address = new StaticAddress(address.Substring(0, slash), mask, gateway, settings.Get("wifi.dns") ?? gateway);
            }
        }

        return networks;
    }

    /// <summary>The mask of a prefix length, such as 255.255.255.0 of 24; null when it is none from 1 to 30.</summary>
    internal static string Mask(string prefix)
    {
        if (!int.TryParse(prefix, out int bits) || bits < 1 || bits > 30)
        {
            return null;
        }

        string mask = "";
        for (int i = 0; i < 4; i++)
        {
            int left = bits - (8 * i);
            int part = left >= 8 ? 255 : left <= 0 ? 0 : (0xFF00 >> left) & 0xFF;
            mask += (i == 0 ? "" : ".") + part.ToString();
        }

        return mask;
    }

    private static void Add(KnownNetworks networks, string name, string password)
    {
        if (name != null)
        {
            networks.Add(name, password);
        }
    }
}
