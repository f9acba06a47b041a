using Telenode.SerialConsole;
using Telenode.Telemetry;
using Telenode.Uplinks;

namespace Telenode.Application;

/// <summary>The settings of the way to the receiver, as an uplink takes them.</summary>
internal static class UplinkSettings
{
    /// <summary>Reads them.</summary>
    /// <param name="settings">The settings.</param>
    /// <param name="certificates">What <c>uplink.ca</c>, <c>uplink.cert</c> and <c>uplink.key</c> name.</param>
    /// <param name="problems">Receives what cannot be used.</param>
    public static UplinkOptions Read(Settings settings, CertificateStore certificates, ProblemList problems)
    {
        var options = new UplinkOptions();
        options.DeviceId = settings.Get("device.id");
        options.User = settings.Get("uplink.user");
        options.Password = settings.Get("uplink.password");
        options.ScramSha256 = settings.Get("uplink.auth") == "scram-sha-256";
        options.PlatformClient = settings.Get("uplink.client") == "m2mqtt";
        options.Qos = settings.GetInt("uplink.qos");
        PackFormats.TryParse(settings.Get("uplink.format"), out PackFormat format);
        options.Format = format;
        options.PackUnits = settings.GetFlag("uplink.units");
        options.HomeAssistant = settings.GetFlag("uplink.homeassistant");
        options.KeepAliveSeconds = (int)(settings.GetDurationMs("uplink.keepalive") / 1000);
        options.SessionExpirySeconds = settings.GetDurationMs("uplink.expiry") / 1000;
        options.FirstRetryMs = (int)settings.GetDurationMs("uplink.retry.first");
        int last = (int)settings.GetDurationMs("uplink.retry.last");
        options.LastRetryMs = last < options.FirstRetryMs ? options.FirstRetryMs : last;
        ReadKeys(settings, "uplink.", options.Secure);
        options.Tls.Insecure = settings.GetFlag("uplink.insecure");
        options.Tls.ClientCertificate = Named(settings.Get("uplink.cert"), "uplink.cert", certificates, problems);
        options.Tls.ClientKey = Named(settings.Get("uplink.key"), "uplink.key", certificates, problems);
        options.Tls.CaCertificates = Authorities(settings.Get("uplink.ca"), certificates, problems);
        return options;
    }

    /// <summary>Names and keys, of the uplink or of the device's server.</summary>
    /// <param name="settings">Holds them.</param>
    /// <param name="whose">What their keys begin with, with the dot.</param>
    /// <param name="keys">Receives them.</param>
    internal static void ReadKeys(Settings settings, string whose, SecureOptions keys)
    {
        keys.PskIdentity = settings.Get(whose + "psk.identity");
        keys.PskKey = settings.GetBytes(whose + "psk.key");
        keys.OscoreSecret = settings.GetBytes(whose + "oscore.secret");
        keys.OscoreSalt = settings.GetBytes(whose + "oscore.salt") ?? keys.OscoreSalt;
        keys.OscoreSender = settings.GetBytes(whose + "oscore.sender") ?? keys.OscoreSender;
        keys.OscoreRecipient = settings.GetBytes(whose + "oscore.recipient") ?? keys.OscoreRecipient;
        keys.OscoreContext = settings.GetBytes(whose + "oscore.context");
    }

    private static byte[][] Authorities(string names, CertificateStore certificates, ProblemList problems)
    {
        if (names == null)
        {
            return null;
        }

        string[] words = names.Split(' ');
        var found = new byte[words.Length][];
        int count = 0;
        for (int i = 0; i < words.Length; i++)
        {
            byte[] certificate = words[i].Length == 0 ? null : Named(words[i], "uplink.ca", certificates, problems);
            if (certificate != null)
            {
                found[count++] = certificate;
            }
        }

        var exact = new byte[count][];
        for (int i = 0; i < count; i++)
        {
            exact[i] = found[i];
        }

        return exact;
    }

    private static byte[] Named(string name, string key, CertificateStore certificates, ProblemList problems)
    {
        byte[] data = name == null ? null : certificates.Read(name);
        if (name != null && data == null)
        {
            problems.Add(key + ": there is no certificate \"" + name + "\" on the board: cert add " + name);
        }

        return data;
    }
}
