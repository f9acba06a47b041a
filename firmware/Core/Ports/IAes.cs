namespace Telenode.Core;

/// <summary>The AES block cipher under one key at a time, in the direction of encryption, which is all that CCM needs.</summary>
/// <remarks>Both operations take whole runs of blocks: a native call costs far more than a block (ESP32: tens of microseconds against one).</remarks>
public interface IAes
{
    /// <summary>Replaces the key.</summary>
    /// <param name="key">Holds the key.</param>
    /// <param name="offset">Index of its first byte.</param>
    /// <param name="count">16, 24 or 32.</param>
    void SetKey(byte[] key, int offset, int count);

    /// <summary>Overwrites the key and all that was derived from it. The cipher must not be used before the next <see cref="SetKey"/>.</summary>
    void ClearKey();

    /// <summary>Encrypts each 16-byte block in place and on its own (ECB).</summary>
    /// <param name="buffer">Holds the blocks.</param>
    /// <param name="offset">Index of the first byte.</param>
    /// <param name="count">Bytes, a multiple of 16, at least 16.</param>
    void EncryptBlocks(byte[] buffer, int offset, int count);

    /// <summary>Runs CBC encryption over whole blocks and keeps only the last block of ciphertext: a CBC-MAC, or a further part of one.</summary>
    /// <param name="buffer">Holds the blocks; left as it is.</param>
    /// <param name="offset">Index of the first byte.</param>
    /// <param name="count">Bytes, a multiple of 16, at least 16.</param>
    /// <param name="chain">Exactly 16 bytes: the initialisation vector before the call, the last block of ciphertext after it.</param>
    void ChainBlocks(byte[] buffer, int offset, int count, byte[] chain);
}
