using Telenode.Uplinks;

namespace Telenode.Tests.Security;

[TestClass]
public class KeyTextTests
{
    [TestMethod]
    [DataRow("hex:0a1B", "0a1b")]
    [DataRow("hex:", "")]
    [DataRow("hex:0a 1b:2c-3d", "0a1b2c3d")]
    [DataRow("base64:AAECAw==", "00010203")]
    [DataRow("secretPSK", "73656372657450534b")]
    [DataRow("", "")]
    [DataRow("0a1b", "30613162")] // without the prefix it is text
    [DataRow("grün", "6772c3bc6e")]
    public void A_key_is_hex_base64_or_text(string text, string bytes)
    {
        byte[] key = KeyText.Parse(text);
        Assert.AreEqual(bytes, Hex.Text(key, 0, key.Length));
    }

    [TestMethod]
    [DataRow("hex:0")] // half a byte
    [DataRow("hex:0g")] // no digit
    [DataRow("hex:0a1b2")] // an odd count
    [DataRow("base64:A")] // a quantum cut off
    [DataRow("base64:****")] // no base64
    public void What_does_not_decode_is_no_key(string text)
    {
        Assert.IsNull(KeyText.Parse(text));
    }

    [TestMethod]
    [DataRow("psk.identity", "", "must have 1 to 128 bytes")]
    [DataRow("psk.key", "", "must have 1 to 64 bytes, better 16 random ones")]
    [DataRow("psk.key", "hex:x", "is not readable: write it as hex:0a1b…, base64:… or as text")]
    [DataRow("oscore.secret", "", "must have bytes, better 16 random ones")]
    [DataRow("oscore.sender", "12345678", "must have 0 to 7 bytes")]
    [DataRow("oscore.recipient", "12345678", "must have 0 to 7 bytes")]
    [DataRow("oscore.other", "1", "is no setting of DTLS or OSCORE")]
    public void What_is_wrong_is_said_without_the_value(string name, string value, string message)
    {
        Assert.AreEqual(message, new SecureOptions().Set(name, value));
    }

    [TestMethod]
    public void Settings_are_taken()
    {
        var keys = new SecureOptions();
        Assert.IsFalse(keys.HasPsk || keys.HasOscore);
        Assert.IsNull(keys.Set("psk.identity", "node"));
        Assert.IsNull(keys.Set("psk.key", "hex:00112233445566778899aabbccddeeff"));
        Assert.IsTrue(keys.HasPsk);
        Assert.IsNull(keys.Warning);
        Assert.IsNull(keys.Set("oscore.secret", "short"));
        Assert.IsTrue(keys.HasOscore);
        Assert.IsNotNull(keys.Warning);
    }
}
