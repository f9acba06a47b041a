using System.Text.Json.Nodes;
using Telenode.SimBoard;
using Telenode.Telemetry;
using Telenode.Tests.Host.Broker;
using Telenode.Tests.Host.Peers;
using Telenode.Uplinks;

namespace Telenode.Tests.Host.Uplinks;

/// <summary>Home Assistant's MQTT discovery, as a real Mosquitto retains it and as the template language that Home Assistant uses reads it.</summary>
[TestClass]
public sealed class HomeAssistantTests
{
    private static readonly (string Name, string Unit, string Class)[] _expected =
    [
        ("temperature", "°C", "temperature"),
        ("humidity", "%", "humidity"),
        ("pressure", "Pa", "atmospheric_pressure"),
        ("light", "lx", "illuminance"),
        ("battery", "V", "voltage"),
    ];

    // What Home Assistant knows of a sensor and of a device, as far as we say it; it refuses the whole configuration for a key that it does not know.
    // https://www.home-assistant.io/integrations/sensor.mqtt/
    private static readonly string[] _options =
    [
        "name", "unique_id", "state_topic", "value_template", "state_class", "unit_of_measurement", "device_class",
        "suggested_display_precision", "availability_topic", "expire_after", "device", "origin",
    ];

    private static readonly string[] _deviceOptions = ["identifiers", "name", "manufacturer", "model"];

    [TestMethod]
    public void Every_channel_is_announced_retained_and_its_template_finds_its_value_in_a_pack()
    {
        using var broker = new MosquittoBroker();
        using MosquittoClient live = MosquittoClient.Subscribe(broker.Port, "-t", "telenode/green.house/#", "-q", "1", "-F", "%t %p");
        Run(broker.Url);
        string offline = "telenode/green.house/status offline";
        string pack = live.WaitForLine(line => line == offline).First(line => line.StartsWith("telenode/green.house/telemetry ", StringComparison.Ordinal)).Split(' ', 2)[1];

        string[] output = MosquittoClient.Run("mosquitto_sub", broker.Port, out _, "-t", "homeassistant/#", "-W", "2", "-F", "%t %r %p");
        string[] retained = [.. output.Where(line => line.StartsWith("homeassistant/", StringComparison.Ordinal))];
        Assert.HasCount(_expected.Length, retained);
        foreach ((string name, string unit, string deviceClass) in _expected)
        {
            string prefix = $"homeassistant/sensor/green_house/{name}/config 1 ";
            JsonNode config = JsonNode.Parse(retained.Single(line => line.StartsWith(prefix, StringComparison.Ordinal))[prefix.Length..])!;
            Assert.AreEqual(name, (string?)config["name"]);
            Assert.AreEqual("green_house_" + name, (string?)config["unique_id"]);
            Assert.AreEqual("telenode/green.house/telemetry", (string?)config["state_topic"]);
            Assert.AreEqual("telenode/green.house/status", (string?)config["availability_topic"]);
            Assert.AreEqual(unit, (string?)config["unit_of_measurement"]);
            Assert.AreEqual(deviceClass, (string?)config["device_class"]);
            Assert.AreEqual("measurement", (string?)config["state_class"]);
            Assert.AreEqual("green_house", (string?)config["device"]!["identifiers"]![0]);

            Assert.AreEqual(3 + 120, (int?)config["expire_after"], "three readings, one a second, and the longest pause between two connections");
            Assert.AreEqual("green.house", (string?)config["device"]!["name"]);
            Assert.AreEqual("Telenode", (string?)config["origin"]!["name"], "which Home Assistant requires of an origin");
            CollectionAssert.IsSubsetOf(config.AsObject().Select(member => member.Key).ToArray(), _options);
            CollectionAssert.IsSubsetOf(config["device"]!.AsObject().Select(member => member.Key).ToArray(), _deviceOptions);

            string template = (string)config["value_template"]!;
            JsonNode record = JsonNode.Parse(pack)!.AsArray().Last(r => (string?)r!["n"] == name)!;
            Assert.AreEqual(record["v"]!.ToJsonString(), Render(template, pack));
            Assert.AreEqual("kept", Render(template, "[{\"n\":\"other\",\"v\":1}]"), "a pack without the channel");
        }
    }

    private static void Run(string url)
    {
        using var board = new SimulatedBoard(new SimulatedBoardOptions
        {
            Uplink = EndpointUrl.Parse(url, out _)!,
            DeviceId = "green.house",
            IntervalMs = 1000,
            StopAfterMs = 3000,
            Speed = double.PositiveInfinity,
            Format = PackFormat.SenmlJson,
            HomeAssistant = true,
        });
        board.Run(CancellationToken.None);
        Assert.IsTrue(board.AllAcknowledged, board.Snapshot().Failure);
    }

    // Jinja as Home Assistant runs it: value_json is the payload, this the entity's present state.
    private static string Render(string template, string payload)
    {
        const string Program = """
            import json, sys, jinja2
            class This: state = 'kept'
            numbers = json.JSONDecoder(parse_float=str).decode(sys.argv[2])
            print(jinja2.Template(sys.argv[1]).render(value_json=numbers, this=This()))
            """;
        (int exitCode, string output) = Repository.Run("/usr/bin/python3", "-c", Program, template, payload);
        Assert.AreEqual(0, exitCode, output);
        return output.Trim();
    }
}
