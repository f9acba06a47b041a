using System;
using Telenode.Core;

namespace Telenode.Security;

/// <summary>AES-CCM (NIST SP 800-38C, RFC 3610) in place over whole messages.</summary>
/// <remarks>
/// Two passes: CBC-MAC, then the key stream. A message that fits the work area costs one call of the cipher for each, so the
/// area is chosen by the largest usual message. CTR cannot ride on CBC (each input would need the block before it), so the
/// counter blocks go through ECB, all of them in one call of the port.
/// </remarks>
public sealed class AesCcm
{
    private const int Block = 16;

    private readonly IAes _aes;
    private int _tagLength;
    private readonly byte[] _work;
    private readonly byte[] _mac = new byte[Block];
    private readonly byte[] _tagMask = new byte[Block];
    private readonly byte[] _counter = new byte[Block];
    private int _filled;

    /// <summary>Creates an AEAD without a key.</summary>
    /// <param name="aes">The cipher; no one else may set its key.</param>
    /// <param name="tagLength">4, 6, … 16 bytes (SP 800-38C A.1).</param>
    /// <param name="workLength">Bytes of the work area, a multiple of 16, at least 32.</param>
    /// <exception cref="ArgumentException">A length is out of its range.</exception>
    public AesCcm(IAes aes, int tagLength, int workLength)
    {
        if (aes == null || tagLength < 4 || tagLength > 16 || (tagLength & 1) != 0 || workLength < 2 * Block || workLength % Block != 0)
        {
            throw new ArgumentException("CCM lengths");
        }

        _aes = aes;
        _tagLength = tagLength;
        _work = new byte[workLength];
    }

    /// <summary>Bytes that <see cref="Encrypt"/> adds.</summary>
    public int TagLength => _tagLength;

    /// <summary>Sets the key.</summary>
    /// <param name="key">Holds it.</param>
    /// <param name="offset">Index of its first byte.</param>
    /// <param name="count">16, 24 or 32.</param>
    public void SetKey(byte[] key, int offset, int count) => _aes.SetKey(key, offset, count);

    /// <summary>Sets the key and, as a cipher suite is agreed only with it, the length of the tags.</summary>
    internal void SetKey(byte[] key, int offset, int count, int tagLength)
    {
        _tagLength = tagLength;
        _aes.SetKey(key, offset, count);
    }

    /// <summary>Forgets the key and what was computed under it.</summary>
    public void ClearKey()
    {
        _aes.ClearKey();
        Wipe();
    }

    /// <summary>Encrypts <paramref name="count"/> bytes in place and writes the tag behind them.</summary>
    /// <param name="nonce">Holds the nonce, which must never have been used under this key.</param>
    /// <param name="nonceOffset">Index of its first byte.</param>
    /// <param name="nonceCount">7 to 13; a nonce of n bytes bounds messages to 2^(8 × (15 − n)) − 1 bytes.</param>
    /// <param name="aad">Holds the additional data; may be null when there is none.</param>
    /// <param name="aadOffset">Index of its first byte.</param>
    /// <param name="aadCount">Bytes of it.</param>
    /// <param name="data">Holds the plaintext, with room for the tag behind it.</param>
    /// <param name="offset">Index of its first byte.</param>
    /// <param name="count">Bytes of plaintext, 0 or more.</param>
    /// <exception cref="ArgumentException">A range or length is wrong.</exception>
    public void Encrypt(
        byte[] nonce, int nonceOffset, int nonceCount, byte[] aad, int aadOffset, int aadCount, byte[] data, int offset, int count)
    {
        Bytes.RequireRange(data, offset, count + _tagLength);
        Begin(nonce, nonceOffset, nonceCount, count);
        Authenticate(aad, aadOffset, aadCount, data, offset, count);
        ApplyKeyStream(data, offset, count);
        for (int i = 0; i < _tagLength; i++)
        {
            data[offset + count + i] = (byte)(_mac[i] ^ _tagMask[i]);
        }

        Wipe();
    }

    /// <summary>Decrypts in place and checks the tag. The arguments are those of <see cref="Encrypt"/>.</summary>
    /// <param name="nonce">Holds the nonce.</param>
    /// <param name="nonceOffset">Index of its first byte.</param>
    /// <param name="nonceCount">7 to 13.</param>
    /// <param name="aad">Holds the additional data.</param>
    /// <param name="aadOffset">Index of its first byte.</param>
    /// <param name="aadCount">Bytes of it.</param>
    /// <param name="data">Holds ciphertext and tag.</param>
    /// <param name="offset">Index of the first byte.</param>
    /// <param name="count">Bytes of ciphertext and tag together.</param>
    /// <returns>False when the tag is wrong; the bytes are then zeros, never unauthenticated plaintext.</returns>
    /// <exception cref="ArgumentException">A range or length is wrong.</exception>
    public bool Decrypt(
        byte[] nonce, int nonceOffset, int nonceCount, byte[] aad, int aadOffset, int aadCount, byte[] data, int offset, int count)
    {
        Bytes.RequireRange(data, offset, count);
        int plain = count - _tagLength;
        if (plain < 0)
        {
            return false;
        }

        Begin(nonce, nonceOffset, nonceCount, plain);
        ApplyKeyStream(data, offset, plain);
        Authenticate(aad, aadOffset, aadCount, data, offset, plain);
        for (int i = 0; i < _tagLength; i++)
        {
            _mac[i] ^= _tagMask[i];
        }

        bool authentic = Bytes.EqualInConstantTime(_mac, 0, data, offset + plain, _tagLength);
        if (!authentic)
        {
            Array.Clear(data, offset, plain);
        }

        Wipe();
        return authentic;
    }

    /// <summary>Sets the counter block A_0 (SP 800-38C A.3).</summary>
    private void Begin(byte[] nonce, int nonceOffset, int nonceCount, int count)
    {
        Bytes.RequireRange(nonce, nonceOffset, nonceCount);
        int lengthSize = 15 - nonceCount;
        if (lengthSize < 2 || lengthSize > 8 || (lengthSize == 2 && count > 0xffff) || (lengthSize == 3 && count > 0xffffff))
        {
            throw new ArgumentException("CCM nonce");
        }

        byte[] counter = _counter;
        Array.Clear(counter, 0, Block);
        counter[0] = (byte)(lengthSize - 1);
        Array.Copy(nonce, nonceOffset, counter, 1, nonceCount);
    }

    /// <summary>CBC-MAC over B_0, the additional data with its length, and the plaintext (SP 800-38C A.2).</summary>
    private void Authenticate(byte[] aad, int aadOffset, int aadCount, byte[] data, int offset, int count)
    {
        Array.Clear(_mac, 0, Block);
        byte[] work = _work;
        Array.Copy(_counter, work, Block);
        work[0] = (byte)(_counter[0] | ((_tagLength - 2) << 2) | (aadCount > 0 ? 0x40 : 0));
        work[15] = (byte)count;
        work[14] = (byte)(count >> 8);
        if (_counter[0] >= 2)
        {
            work[13] = (byte)(count >> 16);
        }

        if (_counter[0] >= 3)
        {
            work[12] = (byte)(count >> 24);
        }

        _filled = Block;
        if (aadCount > 0)
        {
            Bytes.RequireRange(aad, aadOffset, aadCount);
            AbsorbAadLength(aadCount);
            Absorb(aad, aadOffset, aadCount);
            Pad();
        }

        Absorb(data, offset, count);
        Pad();
        if (_filled > 0)
        {
            _aes.ChainBlocks(work, 0, _filled, _mac);
        }
    }

    private void AbsorbAadLength(int count)
    {
        byte[] work = _work;
        if (count >= 0xff00)
        {
            work[_filled++] = 0xff;
            work[_filled++] = 0xfe;
            work[_filled++] = (byte)(count >> 24);
            work[_filled++] = (byte)(count >> 16);
        }

        work[_filled++] = (byte)(count >> 8);
        work[_filled++] = (byte)count;
    }

    private void Absorb(byte[] data, int offset, int count)
    {
        while (count > 0)
        {
            if (_filled == _work.Length)
            {
                _aes.ChainBlocks(_work, 0, _filled, _mac);
                _filled = 0;
            }

            int part = _work.Length - _filled;
            part = part < count ? part : count;
            Array.Copy(data, offset, _work, _filled, part);
            _filled += part;
            offset += part;
            count -= part;
        }
    }

    private void Pad()
    {
        int padding = -_filled & (Block - 1);
        Array.Clear(_work, _filled, padding);
        _filled += padding;
    }

    /// <summary>Keeps the block S_0 for the tag and adds S_1, S_2, … to the data.</summary>
    private void ApplyKeyStream(byte[] data, int offset, int count)
    {
        byte[] work = _work;
        byte[] counter = _counter;
        int blocks = 1 + ((count + Block - 1) / Block);
        int index = 0;
        while (index < blocks)
        {
            int filled = 0;
            for (; filled < work.Length && index < blocks; filled += Block)
            {
                SetCounter(counter, index++);
                Array.Copy(counter, 0, work, filled, Block);
            }

            _aes.EncryptBlocks(work, 0, filled);
            int from = 0;
            if (index * Block == filled)
            {
                Array.Copy(work, _tagMask, Block);
                from = Block;
            }

            int length = filled - from < count ? filled - from : count;
            for (int i = 0; i < length; i++)
            {
                data[offset + i] ^= work[from + i];
            }

            offset += length;
            count -= length;
        }

        SetCounter(counter, 0);
    }

    /// <summary>The field has two bytes at least; what does not fit them cannot occur, see <see cref="Begin"/>.</summary>
    private static void SetCounter(byte[] counter, int index)
    {
        counter[15] = (byte)index;
        counter[14] = (byte)(index >> 8);
        if (counter[0] >= 2)
        {
            counter[13] = (byte)(index >> 16);
        }
    }

    private void Wipe()
    {
        Bytes.Clear(_work);
        Bytes.Clear(_mac);
        Bytes.Clear(_tagMask);
    }
}
