using Telenode.SerialConsole;

namespace Telenode.Tests.SerialConsole;

/// <summary>Settings as text, in and out.</summary>
[TestClass]
public class SettingsImportTests
{
    [TestMethod]
    public void Lines_are_key_equals_value()
    {
        var settings = new Settings(new CuttingStore());
        Assert.AreEqual("", Import(settings, "\uFEFF# home\r\nWifi.SSID = my net \r\n\r\n  wifi.password=a=b # c;d\nuplink.user =\nwifi.1.ssid = \" a \\\"b\\\\ \"\n"));
        Assert.AreEqual("my net", settings.Get("wifi.ssid"));
        Assert.AreEqual("a=b # c;d", settings.Get("wifi.password"));
        Assert.AreEqual(" a \"b\\ ", settings.Get("wifi.1.ssid"));
        Assert.IsFalse(settings.IsSet("uplink.user"));
    }

    [TestMethod]
    public void A_telenode_txt_of_the_first_version_is_taken()
    {
        var settings = new Settings(new CuttingStore());
        Assert.AreEqual("", Import(settings, "wifi.ssid = my network\nwifi.password = its password\nuplink.url = mqtt://192.168.1.10\n"
            + "device.id = attic\nsensor.1.kind = bme280\nsensor.2.address = 0x40\nsensor.2.kind = ina219\nsensor.2.shunt = 50\nsample.interval = 60\nuplink.units = 1\ni2c.clock = 5"));
        Assert.AreEqual("bme280", settings.Get("sensor.1"));
        Assert.AreEqual("ina219@i2c1:0x40 shunt=50", settings.Get("sensor.2"));
        Assert.AreEqual(5, settings.GetInt("i2c1.clock"));
        Assert.AreEqual(9, settings.Count);
    }

    [TestMethod]
    public void A_sensor_beyond_the_last_of_the_first_version_is_not_half_taken()
    {
        var settings = new Settings(new CuttingStore());
        Assert.IsTrue(Import(settings, "sensor.21.kind = bme280").IndexOf("unknown key sensor.21.kind") == 0);
        Assert.AreEqual(0, settings.Count);
    }

    [TestMethod]
    [DataRow("nonsense", "expected key = value")]
    [DataRow("= secret", "expected key = value")]
    [DataRow("wifi.passwort = geheim123", "unknown key wifi.passwort; did you mean wifi.password?")]
    [DataRow("wifi.password = geheim", "wifi.password must be text of 8 to 64 bytes, without control characters")]
    public void What_is_wrong_is_told_without_the_value(string line, string problem)
    {
        Assert.AreEqual(problem + "; ", Import(new Settings(new CuttingStore()), line));
    }

    [TestMethod]
    [DataRow("wifi.ssid", " blanks ")]
    [DataRow("wifi.ssid", "\"quoted\"")]
    [DataRow("wifi.ssid", "\"")]
    [DataRow("wifi.ssid", "a\\")]
    [DataRow("wifi.ssid", " \\\" ")]
    [DataRow("wifi.ssid", "#=;'")]
    [DataRow("wifi.password", "\u20AC\u00FC \U0001F600 x")]
    [DataRow("uplink.url", "mqtt://u:p@h?q")]
    public void What_is_exported_can_be_imported(string key, string value)
    {
        var settings = new Settings(new CuttingStore());
        Assert.IsTrue(settings.TrySet(key, value, out string _));
        string text = SettingsExport.Line(settings, 0, true);
        var copy = new Settings(new CuttingStore());
        Assert.AreEqual("", Import(copy, text));
        Assert.AreEqual(value, copy.Get(key));
    }

    [TestMethod]
    [DataRow("wifi.password", "geheim123", "# wifi.password is set; export secrets shows it")]
    [DataRow("uplink.psk.key", "hex:00", "# uplink.psk.key is set; export secrets shows it")]
    [DataRow("uplink.url", "mqtt://user:geheim@host", "# uplink.url is set; export secrets shows it")]
    [DataRow("uplink.url", "mqtt://user@host", "uplink.url = mqtt://user@host")]
    [DataRow("wifi.ssid", " net", "wifi.ssid = \" net\"")]
    public void Secrets_are_left_out_where_they_are_not_asked_for(string key, string value, string line)
    {
        var settings = new Settings(new CuttingStore());
        Assert.IsTrue(settings.TrySet(key, value, out string _));
        Assert.AreEqual(line, SettingsExport.Line(settings, 0, false));
    }

    [TestMethod]
    [DataRow("mqtt://host/a?prefix=b", "mqtt://host/a?***")]
    [DataRow("mqtts://me:geheim@host:8883/p", "mqtts://me:***@host:8883/p")]
    [DataRow("mqtts://me:ge@heim@host", "mqtts://me:***@host")] // an @ in the password
    [DataRow("mqtts://me:ge/h?e:im@host", "mqtts://me:***@host")] // characters that end an authority
    [DataRow("mqtt://[::1]:1883/p", "mqtt://[::1]:1883/p")]
    public void A_password_within_a_url_is_never_shown(string url, string shown)
    {
        Assert.AreEqual(shown, SettingsExport.Shown(SettingsSchema.Find("uplink.url"), url));
    }

    // The problems, each with "; " after it.
    private static string Import(Settings settings, string text)
    {
        var import = new SettingsImport(settings);
        string problems = "";
        string[] lines = text.Split('\n');
        for (int i = 0; i < lines.Length; i++)
        {
            string problem = import.Take(lines[i]);
            problems += problem == null ? "" : problem + "; ";
        }

        import.End();
        return problems;
    }
}
