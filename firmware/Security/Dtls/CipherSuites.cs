using System;

namespace Telenode.Security;

/// <summary>The cipher suites as a table, best first: one row for each, read by index.</summary>
/// <remarks>ECDHE suites would add rows and a key exchange; in managed code they take half a minute on an ESP32.</remarks>
public static class CipherSuites
{
    /// <summary>TLS_PSK_WITH_AES_128_CCM_8 (RFC 6655), what every CoAP peer has (RFC 7252 §9.1.3.1).</summary>
    public const int PskAes128Ccm8 = 0xc0a8;

    /// <summary>TLS_PSK_WITH_AES_128_CCM (RFC 6655): 8 bytes more in each record, a tag of 16 bytes.</summary>
    public const int PskAes128Ccm = 0xc0a4;

    private static readonly ushort[] Ids = { PskAes128Ccm8, PskAes128Ccm };
    private static readonly byte[] TagLengths = { 8, 16 };

    /// <summary>Finds a suite's row.</summary>
    /// <returns>Its index, or −1 when it is not in the table.</returns>
    internal static int IndexOf(int id)
    {
        for (int i = 0; i < Ids.Length; i++)
        {
            if (Ids[i] == id)
            {
                return i;
            }
        }

        return -1;
    }

    internal static int TagLength(int index) => TagLengths[index];

    /// <summary>Throws unless every suite is in the table.</summary>
    internal static void Check(int[] suites)
    {
        if (suites == null || suites.Length == 0 || suites.Length > Ids.Length)
        {
            throw new ArgumentException("cipher suites");
        }

        for (int i = 0; i < suites.Length; i++)
        {
            if (IndexOf(suites[i]) < 0)
            {
                throw new ArgumentException("cipher suite");
            }
        }
    }
}
