using System;
using Telenode.SerialConsole;

namespace Telenode.Tests.SerialConsole;

/// <summary>Values, their types and their errors; what is not of the store.</summary>
[TestClass]
public class SettingsTests
{
    [TestMethod]
    public void A_value_that_is_not_set_is_its_default()
    {
        Settings settings = Empty();
        Assert.AreEqual("telenode", settings.Get("device.id"));
        Assert.IsNull(settings.Get("wifi.ssid"));
        Assert.AreEqual(1, settings.GetInt("uplink.qos"));
        Assert.AreEqual(60000L, settings.GetDurationMs("sample.interval"));
        Assert.IsTrue(settings.GetFlag("uplink.units"));
        Assert.IsFalse(settings.GetFlag("uplink.insecure"));
        Assert.IsFalse(settings.IsSet("device.id"));
        Assert.IsNull(settings.GetBytes("uplink.psk.key"));
        Assert.AreEqual(0, settings.Changes);
    }

    [TestMethod]
    [DataRow("wifi.ssid", "my \"own\" net; =#")]
    [DataRow("WIFI.Password", " p ssw\u00F6rd\u20AC\U0001F600 ")]
    [DataRow("uplink.url", "mqtts://user:pass@[::1]:8883/prefix?x=y")]
    [DataRow("uplink.qos", "0x2")]
    [DataRow("uplink.units", "off")]
    [DataRow("sample.interval", "1h30m")]
    [DataRow("uplink.format", "compact")]
    [DataRow("sensor.0", "bme280@i2c1:0x76 name=greenhouse interval=30s")]
    [DataRow("sensor.99.filter.co2", "median 5, delta 0.2")]
    [DataRow("uplink.psk.key", "hex:00ff")]
    public void A_value_comes_back_as_it_was_set(string key, string value)
    {
        Settings settings = Empty();
        Sets(settings, key, value);
        string canonical = SettingsSchema.Canonical(key);
        Assert.AreEqual(value, settings.Get(canonical));
        Assert.IsTrue(settings.IsSet(canonical));
        Assert.AreEqual(1, settings.Changes);
        Sets(settings, key, value);
        Assert.AreEqual(1, settings.Changes, "the same value is no change");
        Assert.IsTrue(settings.Unset(key));
        Assert.IsFalse(settings.IsSet(canonical));
        Assert.IsFalse(settings.Unset(key));
        Assert.AreEqual(2, settings.Changes);
        Assert.AreEqual(0, settings.Count);
        Assert.AreEqual(Settings.DefaultCapacity, settings.FreeBytes);
    }

    [TestMethod]
    [DataRow("uplink.qos", "3", "uplink.qos must be a whole number from 0 to 2")]
    [DataRow("uplink.qos", "-1", "uplink.qos must be a whole number from 0 to 2")] // below the range
    [DataRow("uplink.qos", "1.0", "uplink.qos must be a whole number from 0 to 2")] // no fractions
    [DataRow("uplink.qos", "0x", "uplink.qos must be a whole number from 0 to 2")] // hexadecimal without digits
    [DataRow("uplink.qos", "99999999999999999999", "uplink.qos must be a whole number from 0 to 2")] // more than 64 bits
    [DataRow("uplink.units", "maybe", "uplink.units must be on or off")]
    [DataRow("sample.interval", "10", "")] // seconds
    [DataRow("sample.interval", "0s", "sample.interval must be a duration from 1s to 1d, such as 500ms, 30s, 5min, 2h or 1d")]
    [DataRow("sample.interval", "30 s", "sample.interval must be a duration from 1s to 1d, such as 500ms, 30s, 5min, 2h or 1d")] // a blank
    [DataRow("sample.interval", "s", "sample.interval must be a duration from 1s to 1d, such as 500ms, 30s, 5min, 2h or 1d")] // no number
    [DataRow("sample.interval", "30x", "sample.interval must be a duration from 1s to 1d, such as 500ms, 30s, 5min, 2h or 1d")] // no unit
    [DataRow("sample.interval", "9999999999999999999d", "sample.interval must be a duration from 1s to 1d, such as 500ms, 30s, 5min, 2h or 1d")]
    [DataRow("uplink.format", "json", "uplink.format must be one of senml+cbor, senml+json or compact")]
    [DataRow("wifi.ssid", "123456789012345678901234567890123", "wifi.ssid must be text of 1 to 32 bytes, without control characters")]
    [DataRow("wifi.ssid", "a\tb", "wifi.ssid must be text of 1 to 32 bytes, without control characters")]
    [DataRow("wifi.password", "seven77", "wifi.password must be text of 8 to 64 bytes, without control characters")] // WPA wants 8
    [DataRow("uplink.url", "192.168.1.10", "uplink.url must be a URL, such as mqtt://host")]
    [DataRow("uplink.psk.key", "hex:123", "uplink.psk.key must be 1 to 64 bytes, as hex:... or base64:... or text")] // half a byte
    [DataRow("uplink.psk.key", "hex:1g", "uplink.psk.key must be 1 to 64 bytes, as hex:... or base64:... or text")] // no digit
    [DataRow("uplink.psk.key", "base64:QQ=A", "uplink.psk.key must be 1 to 64 bytes, as hex:... or base64:... or text")] // padding within
    [DataRow("uplink.psk.key", "base64:QR==", "uplink.psk.key must be 1 to 64 bytes, as hex:... or base64:... or text")] // bits left over
    [DataRow("uplink.psk.key", "base64:Q", "uplink.psk.key must be 1 to 64 bytes, as hex:... or base64:... or text")] // 6 bits are no byte
    [DataRow("uplink.oscore.sender", "12345678", "uplink.oscore.sender must be 0 to 7 bytes, as hex:... or base64:... or text")]
    public void A_wrong_value_is_refused_with_what_it_must_be(string key, string value, string error)
    {
        Settings settings = Empty();
        bool set = settings.TrySet(key, value, out string said);
        Assert.AreEqual(error, said ?? "");
        Assert.AreEqual(error.Length == 0, set);
        Assert.AreEqual(set ? 1 : 0, settings.Changes);
    }

    [TestMethod]
    [DataRow("wifi.sid", "unknown key wifi.sid; did you mean wifi.ssid?")]
    [DataRow("Wifi.Pasword", "unknown key wifi.pasword; did you mean wifi.password?")]
    [DataRow("wifi.pass", "unknown key wifi.pass; did you mean wifi.password?")] // the beginning of one
    [DataRow("uplnk.url", "unknown key uplnk.url; did you mean uplink.url?")]
    [DataRow("senosr.12", "unknown key senosr.12; did you mean sensor.12?")]
    [DataRow("sensor.3.filtr.co2", "unknown key sensor.3.filtr.co2; did you mean sensor.3.filter.co2?")]
    [DataRow("sensor.100", "unknown key sensor.100; list shows the keys")] // 0 to 99
    [DataRow("colour", "unknown key colour; list shows the keys")]
    [DataRow("wifi..ssid", "this is no key: keys look like wifi.ssid; list shows them")]
    [DataRow("wifi.ssid|", "this is no key: keys look like wifi.ssid; list shows them")] // a mark of the schema's own
    [DataRow("", "this is no key: keys look like wifi.ssid; list shows them")]
    public void An_unknown_key_is_answered_with_the_nearest(string key, string error)
    {
        Assert.IsFalse(Empty().TrySet(key, "x", out string said));
        Assert.AreEqual(error, said);
    }

    [TestMethod]
    [DataRow("hex:0aFF", "0AFF")]
    [DataRow("hex:", "")]
    [DataRow("base64:Cv8=", "0AFF")]
    [DataRow("base64:Cv8", "0AFF")]
    [DataRow("base64:+/+/", "FBFFBF")]
    [DataRow("text:hex:0a", "6865783A3061")]
    [DataRow("secret", "736563726574")]
    [DataRow("\u00E9:1", "C3A93A31")]
    public void Keys_are_entered_as_hex_base64_or_text(string value, string expected)
    {
        Settings settings = Empty();
        Sets(settings, "uplink.oscore.salt", value);
        byte[] bytes = settings.GetBytes("uplink.oscore.salt");
        string hex = "";
        for (int i = 0; i < bytes.Length; i++)
        {
            hex += "0123456789ABCDEF"[bytes[i] >> 4].ToString() + "0123456789ABCDEF"[bytes[i] & 15].ToString();
        }

        Assert.AreEqual(expected, hex);
    }

    [TestMethod]
    public void Entries_are_kept_by_their_key_with_numbers_by_their_value()
    {
        Settings settings = Empty();
        string[] keys = { "wifi.ssid", "sensor.10", "sensor.2", "sensor.2.filter.a", "sensor.0", "device.id", "sensor.10.filter.b", "i2c1.data" };
        for (int i = 0; i < keys.Length; i++)
        {
            Sets(settings, keys[i], "12");
        }

        string order = "";
        for (int i = 0; settings.KeyAt(i) != null; i++)
        {
            order += settings.KeyAt(i) + " ";
        }

        Assert.AreEqual("device.id i2c1.data sensor.0 sensor.2 sensor.2.filter.a sensor.10 sensor.10.filter.b wifi.ssid ", order);
        Assert.AreEqual(8, settings.Count);
    }

    [TestMethod]
    public void What_does_not_fit_is_refused_and_changes_nothing()
    {
        var settings = new Settings(new CuttingStore(), 64);
        Sets(settings, "device.id", "0123456789"); // 22 bytes
        Assert.AreEqual(42, settings.FreeBytes);
        Assert.IsTrue(settings.TrySet("sensor.1", "1234567890123456789012345678901", out string _)); // 31 + 8 + 3
        Assert.AreEqual(0, settings.FreeBytes);
        Assert.IsFalse(settings.TrySet("sensor.1", "12345678901234567890123456789012", out string error));
        Assert.AreEqual("there is no room left for sensor.1: unset what is not needed, 0 bytes are free", error);
        Assert.AreEqual("1234567890123456789012345678901", settings.Get("sensor.1"));
        Sets(settings, "sensor.1", "1234567890123456789012345678900");
        Sets(settings, "device.id", "x");
        Assert.AreEqual(9, settings.FreeBytes);
    }

    [TestMethod]
    public void A_change_says_what_it_needs()
    {
        Settings settings = Empty();
        Assert.AreEqual((int)SettingEffect.None, (int)settings.TakeEffect());
        Sets(settings, "log.level", "debug");
        Assert.AreEqual((int)SettingEffect.None, (int)settings.TakeEffect());
        Sets(settings, "sleep.mode", "deep");
        Sets(settings, "wifi.ssid", "a");
        Assert.AreEqual((int)SettingEffect.Restart, (int)settings.TakeEffect());
        settings.Unset("wifi.ssid");
        Assert.AreEqual((int)SettingEffect.Reconnect, (int)settings.TakeEffect());
        Assert.AreEqual((int)SettingEffect.None, (int)settings.TakeEffect());
    }

    [TestMethod]
    public void A_closer_look_can_refuse_what_the_schema_lets_pass()
    {
        Settings settings = Empty();
        settings.Check = new OnlyMqtt();
        Assert.IsFalse(settings.TrySet("uplink.url", "gopher://a", out string error));
        Assert.AreEqual("uplink.url must be mqtt", error);
        Sets(settings, "uplink.url", "mqtt://a");
        Sets(settings, "device.id", "gopher");
    }

    [TestMethod]
    public void Asking_for_a_key_that_does_not_exist_is_a_mistake_of_the_program()
    {
        Assert.ThrowsException(typeof(ArgumentException), () => Empty().Get("wifi.sid"));
        Assert.ThrowsException(typeof(ArgumentException), () => new Settings(null));
    }

    private static Settings Empty() => new Settings(new CuttingStore());

    private static void Sets(Settings settings, string key, string value)
    {
        Assert.IsTrue(settings.TrySet(key, value, out string error), error);
        Assert.IsNull(error);
    }

    private sealed class OnlyMqtt : ISettingsCheck
    {
        public string Problem(string key, string value) => key == "uplink.url" && value.Substring(0, 4) != "mqtt" ? "must be mqtt" : null;
    }
}
