[assembly: System.Reflection.AssemblyVersion("1.0.38.0")]

namespace System.Security.Cryptography;

public enum CipherMode
{
    None = 0,
    CBC = 1,
    ECB = 2,
}

public class Aes
{
    public extern Aes(CipherMode mode);

    public extern byte[] Key { get; set; }

    public extern byte[] IV { get; set; }

    public extern byte[] Encrypt(byte[] data);
}

public class HMACSHA256
{
    public extern HMACSHA256(byte[] key);

    public static extern byte[] HashData(byte[] key, byte[] source);
}
