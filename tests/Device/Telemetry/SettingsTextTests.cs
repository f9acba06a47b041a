using Telenode.Telemetry;

namespace Telenode.Tests.Telemetry;

[TestClass]
public class SettingsTextTests
{
    [TestMethod]
    public void Values_are_what_follows_the_first_equals_sign()
    {
        var settings = new SettingsText("# home\r\nWifi.SSID = my net \r\n\r\n  wifi.password=a=b # c\nuplink.url =\n");
        Assert.AreEqual("my net", settings.Get("wifi.ssid", "?"));
        Assert.AreEqual("a=b # c", settings.Get("wifi.password", "?"));
        Assert.AreEqual("none", settings.Get("uplink.url", "none"));
        Assert.AreEqual("none", settings.Get("device.id", "none"));
        Assert.AreEqual(0, settings.Problems().Length);
    }

    [TestMethod]
    public void A_byte_order_mark_is_no_part_of_the_first_key()
    {
        var settings = new SettingsText("\uFEFFdevice.id = attic");
        Assert.AreEqual("attic", settings.Get("device.id", null));
    }

    [TestMethod]
    [DataRow("60", 60)]
    [DataRow("0x76", 0x76)]
    [DataRow("0XFF", 255)]
    [DataRow("-5", -5)]
    [DataRow("007", 7)]
    public void Numbers_are_decimal_or_hexadecimal(string text, int expected)
    {
        var settings = new SettingsText("n = " + text);
        Assert.AreEqual(expected, settings.GetInt("n", 1, -10, 1000));
        Assert.AreEqual(0, settings.Problems().Length);
    }

    [TestMethod]
    [DataRow("1001")] // above the range
    [DataRow("-11")] // below the range
    [DataRow("99999999999999999999999999")] // more than 64 bits
    [DataRow("1.5")]
    [DataRow("12s")]
    [DataRow("0x")]
    [DataRow("0xG")]
    [DataRow("-")]
    [DataRow("a")]
    public void What_is_no_number_in_range_is_named_and_left_at_its_default(string text)
    {
        var settings = new SettingsText("\nn = " + text);
        Assert.AreEqual(42, settings.GetInt("n", 42, -10, 1000));
        string[] problems = settings.Problems();
        Assert.AreEqual(1, problems.Length);
        Assert.AreEqual("line 2: n must be a whole number from -10 to 1000", problems[0]);
    }

    [TestMethod]
    public void Every_problem_names_its_line_and_no_value()
    {
        var settings = new SettingsText("wifi.passwort = secret\nnonsense\n= secret\nn = 1\nn = 2\nuplink.url = secret");
        Assert.AreEqual(2, settings.GetInt("n", 0, 0, 9));
        settings.Refuse("uplink.url", "is no URL");
        settings.Refuse("wifi.ssid", "is missing");
        string[] problems = settings.Problems();
        Assert.AreEqual(6, problems.Length);
        Assert.AreEqual("line 2: expected key = value", problems[0]);
        Assert.AreEqual("line 3: expected key = value", problems[1]);
        Assert.AreEqual("line 5: n is set a second time; this line counts", problems[2]);
        Assert.AreEqual("line 6: uplink.url is no URL", problems[3]);
        Assert.AreEqual("wifi.ssid is missing", problems[4]);
        Assert.AreEqual("line 1: unknown key wifi.passwort", problems[5]);
    }

    [TestMethod]
    public void An_empty_text_has_no_settings_and_no_problems()
    {
        Assert.AreEqual(0, new SettingsText("").Problems().Length);
    }
}
