using System;
using Telenode.Core;
using Telenode.Encoding;
using Telenode.Mqtt;
using Telenode.Telemetry;

namespace Telenode.Uplinks;

/// <summary>Home Assistant's MQTT discovery: one retained configuration a channel, so that its sensors appear by themselves.</summary>
/// <remarks>
/// https://www.home-assistant.io/integrations/mqtt/#mqtt-discovery. Home Assistant reads JSON only, so packs are SenML-JSON;
/// a template picks a channel's newest record out of a pack and keeps the state where a pack has none of it.
/// </remarks>
internal static class HomeAssistantDiscovery
{
    private const string Manufacturer = "Telenode";
    private const int MissedReports = 3;

    /// <summary>Adds the configurations of all channels.</summary>
    /// <exception cref="ArgumentException">The format is none that Home Assistant reads.</exception>
    public static void AddTo(MqttAnnouncements announcements, MqttTopics topics, UplinkOptions options, Channels channels)
    {
        if (options.Format != PackFormat.SenmlJson)
        {
            throw new ArgumentException("Home Assistant reads only the format senml+json");
        }

        for (int channel = 0; channel < channels.PresentCount; channel++)
        {
            Quantity quantity = channels[channel];
            string device = IdOf(options.DeviceId);
            string topic = "homeassistant/sensor/" + device + "/" + IdOf(quantity.Name) + "/config";
            announcements.Add(topic, Configuration(topics, options, device, quantity, channel < channels.FirstStatus));
        }
    }

    private static byte[] Configuration(MqttTopics topics, UplinkOptions options, string id, Quantity quantity, bool expires)
    {
        var output = new ByteWriter();
        output.ResetToCount();
        Write(output, topics, options, id, quantity, expires);
        byte[] payload = new byte[output.Count];
        output.Reset(payload, 0, payload.Length);
        Write(output, topics, options, id, quantity, expires);
        return payload;
    }

    private static void Write(ByteWriter output, MqttTopics topics, UplinkOptions options, string id, Quantity quantity, bool expires)
    {
        var json = new JsonWriter(output);
        json.BeginObject();
        Member(json, "name", quantity.Name);
        Member(json, "unique_id", id + "_" + IdOf(quantity.Name));
        Member(json, "state_topic", topics.TelemetryName);
        Member(json, "value_template", Template(quantity.Name));
        Member(json, "state_class", "measurement");
        if (quantity.Unit.Length > 0)
        {
            Member(json, "unit_of_measurement", UnitOf(quantity.Unit));
        }

        if (ClassOf(quantity.Unit) != null)
        {
            Member(json, "device_class", ClassOf(quantity.Unit));
        }

        json.WriteName("suggested_display_precision");
        json.WriteInteger(quantity.Exponent < 0 ? -quantity.Exponent : 0);
        Member(json, "availability_topic", topics.StatusName);
        if (expires && options.ReportIntervalMs > 0) // what is sent only when it changes stays
        {
            // One reading may fail and one pack wait for a connection before a value counts as gone.
            json.WriteName("expire_after");
            json.WriteInteger(((MissedReports * options.ReportIntervalMs) + options.LastRetryMs + 999) / 1000);
        }

        json.WriteName("device");
        json.BeginObject();
        json.WriteName("identifiers");
        json.BeginArray();
        json.WriteString(id);
        json.EndArray();
        Member(json, "name", options.DeviceId);
        Member(json, "manufacturer", Manufacturer);
        Member(json, "model", "nanoFramework sensor node");
        json.EndObject();
        json.WriteName("origin");
        json.BeginObject();
        Member(json, "name", Manufacturer);
        json.EndObject();
        json.EndObject();
    }

    private static void Member(JsonWriter json, string name, string value)
    {
        json.WriteName(name);
        json.WriteString(value);
    }

    private static string Template(string name) =>
        "{% set r = value_json | selectattr('n', 'eq', '" + name + "') | list %}{{ r[-1].v if r else this.state }}";

    // Home Assistant's identifiers know only these characters.
    private static string IdOf(string name)
    {
        char[] id = name.ToCharArray();
        for (int i = 0; i < id.Length; i++)
        {
            char c = id[i];
            bool fits = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-';
            id[i] = fits ? c : '_';
        }

        return new string(id);
    }

    private static string UnitOf(string senml)
    {
        switch (senml)
        {
            case "Cel": return "°C";
            case "%RH": return "%";
            default: return senml;
        }
    }

    private static string ClassOf(string senml)
    {
        switch (senml)
        {
            case "Cel": return "temperature";
            case "%RH": return "humidity";
            case "Pa": return "atmospheric_pressure";
            case "lx": return "illuminance";
            case "V": return "voltage";
            case "A": return "current";
            case "W": return "power";
            case "ppm": return "carbon_dioxide";
            default: return null;
        }
    }
}
