using Telenode.Uplinks;

namespace Telenode.Tests.Uplinks;

[TestClass]
public class EndpointUrlTests
{
    [DataRow("mqtt://broker", "mqtt://broker:1883")]
    [DataRow("  MQTT://Broker:1884/home/attic ", "mqtt://Broker:1884/home/attic")]
    [DataRow("mqtt://[::1]:1885/", "mqtt://[::1]:1885")]
    [DataRow("mqtt://[fe80::1%wlan0]", "mqtt://[fe80::1%wlan0]:1883")]
    [DataRow("mqtt://user:secret@10.0.0.1", "mqtt://user@10.0.0.1:1883")]
    [DataRow("mqtt://h/a%20b", "mqtt://h:1883/a b")]
    [DataRow("mqtts://h", "mqtts://h:8883")]
    [DataRow("ws://u:secret@h/mqtt?prefix=home%2Fattic&token=secret", "ws://u@h:80/mqtt?prefix=home/attic")]
    [DataRow("wss://h/?token=secret", "wss://h:443")]
    [DataRow("coap://h/a%20b?token=secret", "coap://h:5683/a b")]
    [DataRow("coap+tcp://[::1]", "coap+tcp://[::1]:5683")]
    [TestMethod]
    public void Urls_are_taken_apart_and_shown_without_their_password(string text, string shown)
    {
        EndpointUrl url = EndpointUrl.Parse(text, out string error);
        Assert.IsNull(error);
        Assert.AreEqual(shown, url.ToString());
    }

    [TestMethod]
    public void User_and_password_are_percent_decoded_utf8_and_may_hold_an_at_sign()
    {
        EndpointUrl url = EndpointUrl.Parse("mqtt://caf%C3%A9:p%40ss:w@rd@host", out string error);
        Assert.IsNull(error);
        Assert.AreEqual("caf\u00e9", url.User);
        Assert.AreEqual("p@ss:w@rd", url.Password);
        Assert.AreEqual("host", url.Host);
        Assert.AreEqual("", EndpointUrl.Parse("mqtt://user:@host", out error).Password);
        Assert.IsNull(EndpointUrl.Parse("mqtt://user@host", out error).Password);
    }

    [DataRow("", "not a URL")]
    [DataRow("broker", "not a URL")]
    [DataRow("://broker", "not a URL")]
    [DataRow("gopher://broker", "unknown scheme")]
    [DataRow("mqtt://", "no host")]
    [DataRow("mqtt://user@", "no host")]
    [DataRow("mqtt:///topic", "no host")]
    [DataRow("mqtt://:1883", "no host")]
    [DataRow("mqtt://host:", "not a port")]
    [DataRow("mqtt://host:0", "not a port")]
    [DataRow("mqtt://host:65536", "not a port")]
    [DataRow("mqtt://host:99999999999999", "not a port")]
    [DataRow("mqtt://host:18x", "not a port")]
    [DataRow("mqtt://::1", "several colons")]
    [DataRow("mqtt://[::1", "closing bracket")]
    [DataRow("mqtt://[::1]x", "not a port")]
    [DataRow("mqtt://ho st", "not a host name")]
    [DataRow("mqtt://host/a%2", "hexadecimal")]
    [DataRow("mqtt://u%zz@host", "hexadecimal")]
    [DataRow("ws://host/a b", "cannot stand in the path")]
    [DataRow("ws://host/a#b", "cannot stand in the path")]
    [DataRow("ws://host/a?prefix=%4", "hexadecimal")]
    [DataRow("coap://host/a?b=%4", "hexadecimal")]
    [DataRow("coap://host/a#b", "fragment")]
    [TestMethod]
    public void What_is_no_url_is_refused_with_what_to_write_instead(string text, string expected)
    {
        EndpointUrl url = EndpointUrl.Parse(text, out string error);
        Assert.IsNull(url);
        Assert.IsTrue(error.IndexOf(expected) >= 0, error);
    }

    [DataRow("ws://h", "/mqtt", "")]
    [DataRow("ws://h/", "/mqtt", "")]
    [DataRow("wss://h/a/%20b?c=d%26&e", "/a/%20b?c=d%26&e", "")]
    [DataRow("wss://h/a?prefix=x/y", "/a", "x/y")]
    [DataRow("wss://h/a?c=d&prefix=x%20y&e", "/a?c=d&e", "x y")]
    [DataRow("wss://h?prefix=x", "/mqtt", "x")]
    [TestMethod]
    public void A_websocket_url_says_what_to_request_and_apart_from_it_the_topics_prefix(string text, string target, string prefix)
    {
        EndpointUrl url = EndpointUrl.Parse(text, out string error);
        Assert.IsNull(error);
        Assert.AreEqual(target, url.RequestTarget);
        Assert.AreEqual(prefix, url.TopicPrefix);
        Assert.AreEqual("x/y", EndpointUrl.Parse("mqtt://h/x/y", out error).TopicPrefix);
    }

    [TestMethod]
    public void A_missing_url_is_refused_like_an_empty_one()
    {
        Assert.IsNull(EndpointUrl.Parse(null, out string error));
        Assert.IsTrue(error.IndexOf("not a URL") >= 0, error);
    }

    [TestMethod]
    public void A_password_is_in_no_message_whatever_is_wrong_with_the_url()
    {
        string[] wrong = new string[]
        {
            "user:secret@host", "mqtt:/user:secret@host", "gopher://user:secret@host", "mqtt://user:secret@", "mqtt://user:secret@host:99999",
            "mqtt://user:secret@ho st", "mqtt://user:secret%@host", "mqtt://user:secret@host/%",
        };
        for (int i = 0; i < wrong.Length; i++)
        {
            Assert.IsNull(EndpointUrl.Parse(wrong[i], out string error));
            Assert.IsTrue(error.IndexOf("secret") < 0, error);
        }
    }
}
