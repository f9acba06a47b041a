using PcAes = System.Security.Cryptography.Aes;

namespace Telenode.Board;

// nanoFramework's cryptography as its native code behaves, in front of the PC's classes of the same names: whole arrays in, new arrays
// out, AES-128 alone, no padding, the key kept by reference, and of ECB the first block only.
internal enum CipherMode
{
    CBC = 1,
    ECB = 2,
}

internal sealed class Aes(CipherMode mode)
{
    /// <summary>Native calls since the start.</summary>
    public static int Calls { get; set; }

    /// <summary>The firmware of 2024, which took the key for the initialisation vector.</summary>
    public static bool TakesKeyAsVector { get; set; }

    public byte[]? Key { get; set; }

    public byte[]? IV { get; set; }

    public byte[] Encrypt(byte[] data)
    {
        Calls++;
        Assert.AreEqual(0, data.Length % 16);
        Assert.AreEqual(16, Key!.Length);
        using PcAes aes = PcAes.Create();
        aes.Key = Key;
        if (mode == CipherMode.CBC)
        {
            return aes.EncryptCbc(data, TakesKeyAsVector ? Key : IV!, System.Security.Cryptography.PaddingMode.None);
        }

        byte[] output = new byte[data.Length];
        aes.EncryptEcb(data.AsSpan(0, 16), output, System.Security.Cryptography.PaddingMode.None);
        return output;
    }
}

internal static class HMACSHA256
{
    public static byte[] HashData(byte[] key, byte[] source) => System.Security.Cryptography.HMACSHA256.HashData(key, source);
}
