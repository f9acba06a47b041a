using Telenode.Drivers;
using Telenode.SerialConsole;
using Telenode.SimBoard;
using Telenode.SimBoard.Decoding;
using Telenode.Telemetry;
using Telenode.Tests.SerialConsole;

namespace Telenode.Tests.Host.Fuzz;

/// <summary>Texts that are none of their kind: each row says what is wrong, gives the text, and a part of what it is answered.</summary>
[TestClass]
public sealed class MalformedTextTests
{
    private static readonly (string Wrong, string Text, string Answer)[] _sensorLines =
    [
        ("nothing at all", "", "named by its kind first"),
        ("blanks alone", "   ", "named by its kind first"),
        ("a place without a kind", "@i2c1:0x76", "named by its kind first"),
        ("a kind of no letters", "0x76", "no sensor kind"),
        ("a kind that is longer than any", new string('b', 200), "no sensor kind"),
        ("a NUL within the kind", "bme\0280", "no sensor kind"),
        ("a letter beyond ASCII in the kind", "bme28é", "no sensor kind"),
        ("two places", "bme280@i2c1@i2c1", "is connected to i2c"),
        ("a bus without its number", "bme280@i2c:0x76", "is connected to i2c"),
        ("a bus number beyond 32 bits", "bme280@i2c99999999999:0x76", "bme280"),
        ("a negative bus", "bme280@i2c-1", "is connected to i2c"),
        ("an address that is no number", "bme280@i2c1:0x", "cannot have the address"),
        ("an address beyond seven bits", "bme280@i2c1:0x176", "cannot have the address"),
        ("an address beyond 32 bits", "bme280@i2c1:0x100000076", "cannot have the address"),
        ("an address of another chip", "bme280@i2c1:0x44", "cannot have the address 0x44"),
        ("two addresses", "bme280@i2c1:0x76:0x77", "cannot have the address"),
        ("an option without a value", "bme280 interval", "not an option"),
        ("an option without a key", "bme280 =5s", "not an option"),
        ("an option with two values", "bme280 interval=5s=6s", "interval must be a time"),
        ("an option twice", "bme280 interval=5s interval=6s", "given twice"),
        ("an option that the chip has not", "bh1750 shunt=100", "has no option"),
        ("a time that is negative", "bme280 interval=-5s", "interval must be a time"),
        ("a time beyond 64 bits", "bme280 interval=99999999999999999999d", "interval must be a time"),
        ("a time of nothing", "bme280 interval=0s", "interval must be a time"),
        ("a name that begins with a mark", "bme280 name=.a", "must begin with a letter"),
        ("a name with a letter that SenML has not", "bme280 name=küche", "must begin with a letter"),
        ("quantities that are left open", "bme280 give=", "not an option"),
        ("a quantity that the chip does not measure", "bme280 give=temperature,light", "does not give \"light\""),
        ("a list that ends with a comma", "bme280 give=temperature,", "does not give \"\""),
        ("a resistor beyond every one", "battery@adc1:3 upper=999999999999k lower=1k", "upper must be"),
        ("a code of a 1-Wire chip that is cut off", "ds18b20@onewire1:28-3c01", "a ROM code is written as"),
    ];

    private static readonly (string Wrong, string Text, string Answer)[] _settings =
    [
        ("no equals sign", "wifi.ssid", "expected key = value"),
        ("no key", "= attic", "expected key = value"),
        ("an equals sign alone", "=", "expected key = value"),
        ("a key with a blank in it", "wifi ssid = attic", "no key"),
        ("a key that ends with a dot", "wifi. = attic", "no key"),
        ("a key with two dots", "wifi..ssid = attic", "no key"),
        ("a key that begins with a dot", ".ssid = attic", "no key"),
        ("a key of letters that no key has", "wifi.ßid = attic", "no key"),
        ("a key longer than any", new string('k', 49) + " = 1", "no key"),
        ("a key that nothing is near", "zzzzzz = 1", "unknown key zzzzzz; list shows the keys"),
        ("a key with one letter wrong", "wifi.sside = 1", "did you mean wifi.ssid?"),
        ("a number with a leading zero in the key", "sensor.01 = bme280", "unknown key"),
        ("a number beyond 99 in the key", "sensor.100 = bme280", "unknown key"),
        ("a number that is none", "uplink.qos = two", "uplink.qos must be a whole number"),
        ("a number beyond its range", "uplink.qos = 3", "uplink.qos must be a whole number from 0 to 2"),
        ("a number beyond 64 bits", "outbox.drain = 99999999999999999999", "outbox.drain must be"),
        ("a flag that is none", "uplink.units = maybe", "must be on or off"),
        ("a duration without its unit's sense", "sample.interval = 5 parsecs", "must be a duration"),
        ("a duration beyond 64 bits", "sample.interval = 99999999999999999999d", "must be a duration"),
        ("a choice there is not", "uplink.format = xml", "must be one of"),
        ("a URL that is none", "uplink.url = broker", "uplink.url"),
        ("a text that is too long", "wifi.ssid = " + new string('s', 33), "must be text of 1 to 32 bytes"),
        ("a text whose bytes are too many, though not its letters", "wifi.ssid = " + new string('é', 17), "must be text of 1 to 32 bytes"),
        ("a control character in a text", "device.id = a\tb", "without control characters"),
        ("a password that is too short", "wifi.password = short", "wifi.password must be"),
        ("a key in hex of an odd number of digits", "uplink.psk.key = hex:123", "uplink.psk.key must be"),
        ("a key in hex with a letter that is none", "uplink.psk.key = hex:12xy", "uplink.psk.key must be"),
        ("a key in Base64 that is cut off", "uplink.oscore.secret = base64:AAAAA", "uplink.oscore.secret must be"),
    ];

    private static readonly (string Wrong, string Text, string Answer)[] _consoleLines =
    [
        ("a command there is not", "frobnicate", "error: "),
        ("a letter that is none", "\u0001\u0002x", "error: "),
        ("a word with a quote that is not closed", "set device.id \"a", "error: "),
        ("a quote that something follows at once", "get \"device.id\"x", "error: the quote"),
        ("a backslash at the end of a quoted word", "get \"device.id\\\"", "error: the quote"),
        ("a command without what it needs", "set", "error: usage: set KEY VALUE"),
        ("a command with more than it takes", "get device.id wifi.ssid", "error: usage: get KEY"),
        ("a key there is not", "get device", "error: unknown key device"),
        ("a value that is none", "set uplink.qos 9", "error: uplink.qos must be"),
        ("a number of seconds that is none", "sleep soon", "error: "),
        ("a time beyond 64 bits", "sleep 99999999999999999999d", "error: "),
        ("an error amid three commands ends the line", "get device.id; nonsense; reboot", "error: "),
    ];

    private static readonly (string Wrong, string Text, string Answer)[] _chains =
    [
        ("nothing", "", ""),
        ("a comma alone", ",", ""),
        ("a comma at the end", "median 5,", ""),
        ("two commas", "median 5,, delta 1", ""),
        ("a filter there is not", "smooth 5", "smooth"),
        ("a filter without its number", "median", "character 7: expected how many readings"),
        ("a number that is none", "median five", "character 8: expected how many readings"),
        ("a window of nothing", "median 0", "from 2 to 64, not \"0\""),
        ("a window beyond memory", "median 2000000000", "from 2 to 64"),
        ("a number beyond 64 bits", "delta 99999999999999999999", "not \"99999999999999999999\""),
        ("a number with two points", "delta 0.2.3", "not \"0.2.3\""),
        ("a time without a unit's sense", "heartbeat 5x", "heartbeat"),
        ("an alarm without a bound", "alarm", "alarm"),
        ("an alarm whose hysteresis is negative", "alarm high 30 hysteresis -1", "cannot be negative"),
        ("points that do not ascend", "calibrate 5->5 1->1", "ascending order"),
        ("one point where two are needed to say it", "calibrate 5->", "expected the true value"),
    ];

    private static readonly (string Wrong, string Text, string Answer)[] _messages =
    [
        ("nothing", "", "no object"),
        ("blanks", " \t\r\n", "no object"),
        ("an array", "[]", "no object"),
        ("a number", "7", "no object"),
        ("an object that is cut off", "{\"device\":", "not a schema message"),
        ("an object without a member", "{}", "is missing"),
        ("a boot that is an array", "{\"device\":\"d\",\"boot\":[1],\"format\":\"compact\",\"layout\":1,\"base\":\"d/\",\"fields\":[]}", "not a schema message"),
        ("a boot beyond 64 bits", "{\"device\":\"d\",\"boot\":99999999999999999999,\"format\":\"compact\",\"layout\":1,\"base\":\"d/\",\"fields\":[]}", "not a schema message"),
        ("a text with half a surrogate", "{\"device\":\"\\ud800\",\"boot\":1}", "not a schema message"),
        ("something behind the object", "{}{}", "not a schema message"),
        ("depth without end", string.Concat(Enumerable.Repeat("{\"a\":", 200)), "not a schema message"),
    ];

    [TestMethod]
    public void A_sensor_line_is_refused_with_what_is_wrong() => Each(_sensorLines, text =>
    {
        var factory = new SensorFactory(new SimPorts(new SimClock(1, 0)), 1000);
        bool taken = factory.Add(text);
        Assert.AreEqual(taken ? 1 : 0, factory.Count);
        return factory.Problem;
    });

    [TestMethod]
    public void A_line_of_settings_is_refused_without_its_value() => Each(_settings, text =>
    {
        var settings = new Settings(new CuttingStore());
        string? refusal = new SettingsImport(settings).Take(text);
        Assert.AreEqual(0, settings.Count);
        return refusal;
    });

    [TestMethod]
    public void A_console_line_is_answered_with_one_error_and_the_next_one_is_carried_out() => Each(_consoleLines, text =>
    {
        var console = new RemoteConsole(new Settings(new CuttingStore()), new ScriptedHost(), ConsoleCommands.Create());
        string answer = Ask(console, text);
        Assert.AreEqual("telenode\nok\n", Ask(console, "get device.id"), "the next line");
        int first = answer.IndexOf("error: ", StringComparison.Ordinal);
        Assert.AreEqual(first, answer.LastIndexOf("error: ", StringComparison.Ordinal), "one error: " + answer);
        return answer;
    });

    [TestMethod]
    public void A_chain_of_filters_is_refused_whole() => Each(_chains, text =>
    {
        FilterChain? chain = FilterChain.Parse(text, new Quantity("t", "Cel", -2), out string? error);
        Assert.IsNull(chain);
        return error;
    });

    [TestMethod]
    public void A_schema_message_is_not_learned() => Each(_messages, text =>
    {
        var decoder = new TelemetryDecoder();
        string? error = decoder.Learn(System.Text.Encoding.UTF8.GetBytes(text));
        Assert.IsNull(decoder.Schema);
        return error;
    });

    private static string Ask(RemoteConsole console, string line)
    {
        byte[] request = System.Text.Encoding.UTF8.GetBytes(line);
        byte[] answer = new byte[2000];
        int count = console.Handle(request, 0, request.Length, false, answer, 0, answer.Length);
        return System.Text.Encoding.UTF8.GetString(answer, 0, count).ReplaceLineEndings("\n");
    }

    private static void Each((string Wrong, string Text, string Answer)[] rows, Func<string, string?> read)
    {
        var found = new List<string>();
        foreach ((string wrong, string text, string expected) in rows)
        {
            string? answer = read(text);
            if (answer is null || answer.Length == 0 || !answer.Contains(expected, StringComparison.Ordinal))
            {
                found.Add($"{wrong}: {answer ?? "taken"}");
            }
        }

        Assert.AreEqual("", string.Join('\n', found));
    }
}
