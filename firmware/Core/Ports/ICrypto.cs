namespace Telenode.Core;

/// <summary>What the platform gives of cryptography: AES and HMAC-SHA-256, native on the device.</summary>
public interface ICrypto
{
    /// <summary>Creates a cipher that holds a key of its own. Called in constructors only.</summary>
    IAes CreateAes();

    /// <summary>Computes HMAC-SHA-256 (RFC 2104, FIPS 198-1) over one run of bytes.</summary>
    /// <param name="key">Holds the key.</param>
    /// <param name="keyOffset">Index of its first byte.</param>
    /// <param name="keyCount">Bytes of the key, 0 or more.</param>
    /// <param name="data">Holds the message.</param>
    /// <param name="offset">Index of its first byte.</param>
    /// <param name="count">Bytes of the message, 0 or more.</param>
    /// <param name="mac">Receives 32 bytes; may be <paramref name="data"/> or <paramref name="key"/>, overlapping them.</param>
    /// <param name="macOffset">Index of the first of them.</param>
    void HmacSha256(byte[] key, int keyOffset, int keyCount, byte[] data, int offset, int count, byte[] mac, int macOffset);
}
