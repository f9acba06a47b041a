using System;
using Telenode.Core;
using Telenode.Drivers;
using Telenode.SerialConsole;
using Telenode.Telemetry;
using Telenode.Uplinks;

namespace Telenode.Application;

/// <summary>Refuses values that the schema lets pass and the device could not use, when they are set and not at the next start.</summary>
internal sealed class SettingsCheck : ISettingsCheck
{
    public string Problem(string key, string value)
    {
        switch (key)
        {
            case "uplink.url":
            case "serve.directory":
                EndpointUrl.Parse(value, out string error);
                return error == null ? null : "is not usable: " + error;
            case "wifi.address":
                int slash = value.IndexOf('/');
                return slash > 0 && WifiSettings.Mask(value.Substring(slash + 1)) != null
                    ? null : "must be an address with its prefix length, such as 192.168.1.50/24";
            case "time.servers": return Refusal(value, true);
            default: return key.IndexOf("sensor.") == 0 && key.IndexOf('.', 7) < 0 ? Refusal(value, false) : null;
        }
    }

    private static string Refusal(string value, bool isServers)
    {
        try
        {
            if (isServers)
            {
                SntpClient.Check(value);
                return null;
            }

            int blank = value.IndexOf(' ');
            if (DerivedSensor.IsKind(blank < 0 ? value : value.Substring(0, blank)))
            {
                DerivedSensor.Parse(value, out string error);
                return error == null ? null : "is not usable: " + error;
            }

            string problem = SensorFactory.Check(value, Time.Never);
            return problem == null ? null : "is not usable: " + problem;
        }
        catch (ArgumentException e)
        {
            return "is not usable: " + e.Message;
        }
    }
}
