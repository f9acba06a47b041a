using System;

namespace Telenode.Drivers;

/// <summary>ROM codes of 1-Wire chips as people write them: family and serial number, <c>28-3c01d607a1b2</c>, as Linux shows them.</summary>
public static class RomCode
{
    private const string Digits = "0123456789abcdef";

    /// <summary>Reads a code.</summary>
    /// <returns>Its 8 bytes with the checksum, in the order they go over the wire.</returns>
    /// <exception cref="ArgumentException">It is none; the message is for a person.</exception>
    public static byte[] Parse(string text)
    {
        var rom = new byte[8];
        bool good = text.Length == 15 && text[2] == '-';
        for (int i = 0; i < 7 && good; i++)
        {
            // The serial number is written from its most significant byte on.
            int at = i == 0 ? 0 : 15 - (2 * i);
            int high = LineOptions.Digit(text[at]);
            int low = LineOptions.Digit(text[at + 1]);
            good = high >= 0 && low >= 0;
            rom[i] = (byte)((high << 4) | low);
        }

        if (!good)
        {
            throw new ArgumentException("a ROM code is written as family and serial number, such as 28-3c01d607a1b2, not " + text);
        }

        rom[7] = (byte)OneWireCrc.Compute(rom, 0, 7);
        return rom;
    }

    /// <summary>Writes a code.</summary>
    public static string TextOf(byte[] rom)
    {
        var text = new char[15];
        text[2] = '-';
        for (int i = 0; i < 7; i++)
        {
            int at = i == 0 ? 0 : 15 - (2 * i);
            text[at] = Digits[rom[i] >> 4];
            text[at + 1] = Digits[rom[i] & 0x0F];
        }

        return new string(text);
    }
}
