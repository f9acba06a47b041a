namespace Telenode.SerialConsole;

/// <summary>All settings there are. To add one is to add its line to <see cref="Lines"/>; docs/settings.md is checked against it.</summary>
/// <remarks>
/// A line is <c>~key|type|default|effect|help</c>. The types are those of <see cref="SettingType"/>, with a range where one applies;
/// effects are <c>none</c>, <c>reconnect</c> and <c>restart</c>. In a key, a segment N stands for a number from 0 to 99, Q for the
/// name of a quantity. It is one literal, searched and never taken apart, because that stays in flash: a table of strings
/// would hold 24 bytes of heap for each of them.
/// </remarks>
public static class SettingsSchema
{
    /// <summary>Longest key in characters.</summary>
    public const int MaxKey = 48;

    private const string Lines =
        "~console.echo|flag|on|none|whether the console echoes what is typed and shows its prompt" +
        "~device.id|text 1..64|telenode|reconnect|the device's name in topics, SenML and the network" +
        "~diagnostics.interval|duration 0s..1d|10min|reconnect|time between two reports of the board on itself; 0 none" +
        "~i2c1.clock|int 0..48|22|restart|GPIO of the first I2C bus's clock" +
        "~i2c1.data|int 0..48|21|restart|GPIO of the first I2C bus's data" +
        "~i2c2.clock|int 0..48||restart|GPIO of the second I2C bus's clock, on chips that have one" +
        "~i2c2.data|int 0..48||restart|GPIO of the second I2C bus's data" +
        "~improv.url|url||none|page that a browser opens when it has set the board up, such as a dashboard" +
        "~led.pin|int -1..48|-1|restart|GPIO of the status LED; -1 is none" +
        "~log.level|choice error,warning,info,debug|info|none|what the console tells by itself; debug tells every step on the way to the receiver" +
        "~onewire1.power|int 0..48||restart|GPIO whose low level feeds the 1-Wire line strongly" +
        "~onewire1.rx|int 0..48||restart|GPIO that hears the 1-Wire line, made by the third UART" +
        "~onewire1.tx|int 0..48||restart|GPIO that pulls it low" +
        "~outbox.drain|int 1..1000|50|restart|readings that waited on flash sent in a second, beside those just measured" +
        "~reboot.after|duration 0s..30d|1h|none|reboots as a last step after so long without an acknowledged reading; 0 never" +
        "~sample.interval|duration 1s..1d|60s|reconnect|time between two measurements of a sensor without an interval of its own" +
        "~sensor.N|text 1..200||reconnect|a sensor: kind@bus:address name=... interval=..., such as bme280@i2c1:0x76 name=attic" +
        "~sensor.N.filter.Q|text 1..200||reconnect|filters of one of its quantities, such as median 5, delta 0.2, heartbeat 5min" +
        "~serial3.rx|int 0..48||restart|GPIO that hears a serial sensor at the third UART" +
        "~serial3.tx|int 0..48||restart|GPIO that speaks to it" +
        "~serve.coap|flag|off|reconnect|serves the sensors over CoAP on UDP port 5683, readable by anyone who reaches the board" +
        "~serve.coaps|flag|off|reconnect|serves them over DTLS on UDP port 5684; needs serve.psk.key" +
        "~serve.directory|url||reconnect|CoAP resource directory to register with, such as coap://192.168.1.10" +
        "~serve.echo|flag|off|reconnect|unprotected clients prove their address (Echo) before they observe or get long answers over UDP" +
        "~serve.oscore.context|bytes 0..16||reconnect|OSCORE of the device's server: ID Context, where its clients use one" +
        "~serve.oscore.recipient|bytes 0..7||reconnect|OSCORE of the device's server: the client's ID" +
        "~serve.oscore.salt|key 0..32||reconnect|OSCORE of the device's server: Master Salt" +
        "~serve.oscore.secret|key 16..64||reconnect|OSCORE of the device's server: Master Secret; served beside serve.coap" +
        "~serve.oscore.sender|bytes 0..7||reconnect|OSCORE of the device's server: the board's ID" +
        "~serve.psk.identity|text 1..64||reconnect|identity that clients of the device show" +
        "~serve.psk.key|key 8..64||reconnect|key that clients of the device share with it" +
        "~sleep.awake|duration 10s..1d|2min|restart|how long a board that sleeps can be reached after a start, and after input at the console" +
        "~sleep.connect|int 1..1000|1|restart|every how many wakings from sleep the board connects; alarms connect at once" +
        "~sleep.deliver|duration 5s..10min|30s|restart|the longest that a waking tries to connect and deliver" +
        "~sleep.mode|choice none,light,deep|none|restart|how the board sleeps between measurements" +
        "~time.servers|text 1..128|pool.ntp.org|reconnect|SNTP servers, separated by blanks" +
        "~uplink.auth|choice password,scram-sha-256|password|reconnect|whether an MQTT 5 broker is sent the password or only a proof of it" +
        "~uplink.ca|text 1..64||reconnect|names of the certificates that may vouch for the server, separated by blanks" +
        "~uplink.cert|text 1..32||reconnect|name of the certificate that the board shows to the server" +
        "~uplink.client|choice telenode,m2mqtt|telenode|reconnect|the MQTT client: ours, or nanoFramework.M2Mqtt at QoS 0 and 1 without TLS" +
        "~uplink.expiry|duration 0s..30d|1h|reconnect|how long an MQTT broker keeps the session of a board that is away" +
        "~uplink.format|choice senml+cbor,senml+json,compact|senml+cbor|reconnect|form of the packs" +
        "~uplink.homeassistant|flag|off|reconnect|makes the sensors appear in Home Assistant; needs uplink.format senml+json" +
        "~uplink.insecure|flag|off|reconnect|does not verify the server: whoever stands between reads and alters everything" +
        "~uplink.keepalive|duration 5s..18h|60s|reconnect|silence after which the connection is probed" +
        "~uplink.key|text 1..32||reconnect|name of the private key to uplink.cert" +
        "~uplink.oscore.context|bytes 0..16||reconnect|OSCORE: ID Context, where the server uses one" +
        "~uplink.oscore.recipient|bytes 0..7||reconnect|OSCORE: the server's ID" +
        "~uplink.oscore.salt|key 0..32||reconnect|OSCORE: Master Salt" +
        "~uplink.oscore.secret|key 16..64||reconnect|OSCORE: Master Secret" +
        "~uplink.oscore.sender|bytes 0..7||reconnect|OSCORE: the board's ID" +
        "~uplink.password|password 1..256||reconnect|password at the broker" +
        "~uplink.psk.identity|text 1..128||reconnect|identity of the pre-shared key" +
        "~uplink.psk.key|key 1..64||reconnect|pre-shared key of coaps" +
        "~uplink.qos|int 0..2|1|reconnect|MQTT quality of service: 1 at least once, 2 exactly once, 0 at most once" +
        "~uplink.retry.first|duration 1s..1h|1s|reconnect|first pause before a new try to connect" +
        "~uplink.retry.last|duration 1s..1d|2min|reconnect|longest pause before a new try to connect" +
        "~uplink.units|flag|on|reconnect|whether SenML packs carry units" +
        "~uplink.url|url||reconnect|where readings go, such as mqtt://192.168.1.10" +
        "~uplink.user|text 1..128||reconnect|user name at the broker" +
        "~wifi.N.password|password 8..64||reconnect|password of a further network" +
        "~wifi.N.ssid|text 1..32||reconnect|a further network, tried when wifi.ssid cannot be joined" +
        "~wifi.address|text 9..18||reconnect|static address with its prefix length, such as 192.168.1.50/24; DHCP without" +
        "~wifi.dns|text 7..39||reconnect|name server, with wifi.address" +
        "~wifi.gateway|text 7..15||reconnect|router, with wifi.address" +
        "~wifi.password|password 8..64||reconnect|its password; none for an open network" +
        "~wifi.ssid|text 1..32||reconnect|the Wi-Fi network to join" +
        "~";

    /// <summary>What is known of a key.</summary>
    /// <param name="key">A key, as <see cref="Canonical"/> gives it.</param>
    /// <returns>Null for an unknown one.</returns>
    public static SettingSpec Find(string key)
    {
        string pattern = PatternOf(key);
        int at = pattern == null ? -1 : Lines.IndexOf("~" + pattern + "|");
        return at < 0 ? null : SpecAt(at);
    }

    /// <summary>Goes through all settings: give 0 first, then what <see cref="After"/> gives.</summary>
    /// <param name="cursor">Where in the schema.</param>
    /// <returns>Null when there are no more.</returns>
    public static SettingSpec SpecAt(int cursor)
    {
        int end = cursor < 0 ? -1 : Lines.IndexOf('~', cursor + 1);
        return end < 0 ? null : new SettingSpec(Lines.Substring(cursor + 1, end - cursor - 1));
    }

    /// <summary>The key, or pattern of keys, of the setting at a cursor; null when there are no more. Cheaper than <see cref="SpecAt"/>.</summary>
    internal static string PatternAt(int cursor)
    {
        int end = cursor < 0 ? -1 : Lines.IndexOf('|', cursor + 1);
        return end < 0 ? null : Lines.Substring(cursor + 1, end - cursor - 1);
    }

    /// <summary>The cursor of the setting after the one at <paramref name="cursor"/>.</summary>
    public static int After(int cursor) => Lines.IndexOf('~', cursor + 1);

    /// <summary>A key as it is kept: lower case, without blanks around it.</summary>
    /// <returns>Null when it cannot be a key: segments of a–z, 0–9, '_' and '-' with dots between, up to <see cref="MaxKey"/>.</returns>
    public static string Canonical(string key)
    {
        key = key.Trim();
        if (key.Length == 0 || key.Length > MaxKey || key[0] == '.' || key[key.Length - 1] == '.')
        {
            return null;
        }

        var lower = new char[key.Length];
        for (int i = 0; i < lower.Length; i++)
        {
            char c = key[i];
            c = c >= 'A' && c <= 'Z' ? (char)(c | 0x20) : c;
            bool fits = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '-' || (c == '.' && lower[i - 1] != '.');
            if (!fits)
            {
                return null;
            }

            lower[i] = c;
        }

        return new string(lower);
    }

    /// <summary>The pattern of a key, <c>sensor.3.filter.co2</c> → <c>sensor.N.filter.Q</c>.</summary>
    /// <returns>Null when a number in it is none that a key may have: 0 to 99, without a leading zero.</returns>
    internal static string PatternOf(string key)
    {
        string[] segments = key.Split('.');
        string pattern = "";
        for (int i = 0; i < segments.Length; i++)
        {
            string segment = segments[i];
            if (i > 1 && segments[i - 1] == "filter")
            {
                segment = "Q";
            }
            else if (IsNumber(segment))
            {
                if (segment.Length > 2 || (segment.Length == 2 && segment[0] == '0'))
                {
                    return null;
                }

                segment = "N";
            }

            pattern = i == 0 ? segment : pattern + "." + segment;
        }

        return pattern;
    }

    private static bool IsNumber(string segment)
    {
        for (int i = 0; i < segment.Length; i++)
        {
            if (segment[i] < '0' || segment[i] > '9')
            {
                return false;
            }
        }

        return segment.Length > 0;
    }
}
