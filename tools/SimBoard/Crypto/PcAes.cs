using System.Security.Cryptography;
using Telenode.Core;

namespace Telenode.SimBoard.Crypto;

/// <summary>AES on the PC. One ECB transform lives as long as its key, so that no message allocates.</summary>
public sealed class PcAes : IAes
{
    private const int Block = 16;

    private readonly Aes _aes = Aes.Create();
    private ICryptoTransform? _encryptor;

    /// <summary>Creates a cipher without a key.</summary>
    public PcAes()
    {
        _aes.Mode = CipherMode.ECB;
        _aes.Padding = PaddingMode.None;
    }

    /// <inheritdoc/>
    public void SetKey(byte[] key, int offset, int count)
    {
        ClearKey();
        byte[] copy = key.AsSpan(offset, count).ToArray();
        _encryptor = _aes.CreateEncryptor(copy, null);
        CryptographicOperations.ZeroMemory(copy);
    }

    /// <inheritdoc/>
    public void ClearKey()
    {
        _encryptor?.Dispose();
        _encryptor = null;
    }

    /// <inheritdoc/>
    public void EncryptBlocks(byte[] buffer, int offset, int count)
        => Encryptor.TransformBlock(buffer, offset, count, buffer, offset);

    /// <inheritdoc/>
    public void ChainBlocks(byte[] buffer, int offset, int count, byte[] chain)
    {
        ICryptoTransform encryptor = Encryptor;
        for (int end = offset + count; offset < end; offset += Block)
        {
            for (int i = 0; i < Block; i++)
            {
                chain[i] ^= buffer[offset + i];
            }

            encryptor.TransformBlock(chain, 0, Block, chain, 0);
        }
    }

    private ICryptoTransform Encryptor => _encryptor ?? throw new InvalidOperationException("no key");
}
