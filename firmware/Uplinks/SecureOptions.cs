using System;

namespace Telenode.Uplinks;

/// <summary>Names and keys of CoAP over DTLS and of OSCORE. What is secret here is never shown.</summary>
public sealed class SecureOptions
{
    /// <summary>Who we are to the other side's DTLS: 1 to 128 bytes of UTF-8.</summary>
    public string PskIdentity { get; set; }

    /// <summary>The pre-shared key of <see cref="PskIdentity"/>: 1 to 64 bytes.</summary>
    public byte[] PskKey { get; set; }

    /// <summary>OSCORE's Master Secret.</summary>
    public byte[] OscoreSecret { get; set; }

    /// <summary>OSCORE's Master Salt; empty by default.</summary>
    public byte[] OscoreSalt { get; set; } = new byte[0];

    /// <summary>Our Sender ID, 0 to 7 bytes.</summary>
    public byte[] OscoreSender { get; set; } = new byte[0];

    /// <summary>Our Recipient ID, the other side's Sender ID, 0 to 7 bytes.</summary>
    public byte[] OscoreRecipient { get; set; } = new byte[0];

    /// <summary>ID Context; null for none. Where there is one, requests carry it.</summary>
    public byte[] OscoreContext { get; set; }

    /// <summary>Whether there is what DTLS needs.</summary>
    public bool HasPsk => PskIdentity != null && PskKey != null;

    /// <summary>Whether there is what OSCORE needs.</summary>
    public bool HasOscore => OscoreSecret != null;

    /// <summary>What a person should know about the keys, in one line; null for nothing.</summary>
    public string Warning
        => (PskKey != null && PskKey.Length < 16) || (OscoreSecret != null && OscoreSecret.Length < 16)
            ? "the key has less than 16 bytes: whoever records the traffic can guess it at leisure"
            : null;

    /// <summary>Takes a setting.</summary>
    /// <param name="name">psk.identity, psk.key, oscore.secret, oscore.salt, oscore.sender, oscore.recipient or oscore.context.</param>
    /// <param name="value">The identity as text; anything else as <see cref="KeyText"/> reads it.</param>
    /// <returns>What is wrong with it, which never holds the value; null for nothing.</returns>
    public string Set(string name, string value)
    {
        if (name == "psk.identity")
        {
            bool fits = value.Length > 0 && System.Text.Encoding.UTF8.GetBytes(value).Length <= 128;
            PskIdentity = fits ? value : null;
            return fits ? null : "must have 1 to 128 bytes";
        }

        byte[] bytes = KeyText.Parse(value);
        if (bytes == null)
        {
            return "is not readable: write it as hex:0a1b…, base64:… or as text";
        }

        switch (name)
        {
            case "psk.key":
                PskKey = bytes;
                return bytes.Length >= 1 && bytes.Length <= 64 ? null : "must have 1 to 64 bytes, better 16 random ones";
            case "oscore.secret":
                OscoreSecret = bytes;
                return bytes.Length > 0 ? null : "must have bytes, better 16 random ones";
            case "oscore.salt":
                OscoreSalt = bytes;
                return null;
            case "oscore.sender":
                OscoreSender = bytes;
                return bytes.Length <= 7 ? null : "must have 0 to 7 bytes";
            case "oscore.recipient":
                OscoreRecipient = bytes;
                return bytes.Length <= 7 ? null : "must have 0 to 7 bytes";
            case "oscore.context":
                OscoreContext = bytes;
                return bytes.Length <= 64 ? null : "must have 0 to 64 bytes";
            default:
                return "is no setting of DTLS or OSCORE";
        }
    }
}
