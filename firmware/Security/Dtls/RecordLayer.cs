using System;
using Telenode.Core;

namespace Telenode.Security;

/// <summary>Records (RFC 6347 §4.1) of epoch 0, in the clear, and epoch 1, under AES-CCM (RFC 6655), with connection ids (RFC 9146).</summary>
/// <remarks>There is no third epoch: renegotiation is refused.</remarks>
internal sealed class RecordLayer
{
    /// <summary>Type, version, epoch, sequence number, length.</summary>
    internal const int HeaderLength = 13;

    private const int KeyLength = 16;
    private const int SaltLength = 4;
    private const int ExplicitNonce = 8;
    private const int NonceLength = SaltLength + ExplicitNonce;
    private const long SequenceLimit = 1L << 48;

    private readonly DtlsCounters _counters;
    private readonly AesCcm _write;
    private readonly AesCcm _read;
    private readonly byte[] _writeNonce = new byte[NonceLength];
    private readonly byte[] _readNonce = new byte[NonceLength];
    private readonly byte[] _aad = new byte[23 + Dtls.MaxConnectionId];
    private readonly byte[] _peerId = new byte[Dtls.MaxConnectionId];
    private readonly byte[] _ownId;
    private long _clearSequence;
    private int _tagLength;

    internal RecordLayer(ICrypto crypto, DtlsCounters counters, int ownIdLength)
    {
        _counters = counters;
        _write = new AesCcm(crypto.CreateAes(), 8, 128);
        _read = new AesCcm(crypto.CreateAes(), 8, 128);
        _ownId = new byte[ownIdLength];
    }

    /// <summary>Sequence number of the next protected record.</summary>
    internal long WriteSequence { get; set; }

    internal ReplayWindow Window { get; } = new ReplayWindow(64);

    /// <summary>Whether protected records can be read and written.</summary>
    internal bool HasKeys { get; private set; }

    /// <summary>The most plaintext in a record that the peer takes.</summary>
    internal int MaxPlaintext { get; set; } = 16384;

    /// <summary>Whether the peer must name our connection id; set when one of at least a byte has been agreed.</summary>
    internal bool ReadsConnectionId { get; set; }

    /// <summary>Bytes of the peer's connection id; 0 when none is to be sent.</summary>
    internal int PeerIdCount { get; private set; }

    internal byte[] PeerId => _peerId;

    internal byte[] OwnId => _ownId;

    // The record that Open has read last.
    internal int Type { get; private set; }

    internal int Epoch { get; private set; }

    internal int PlainOffset { get; private set; }

    internal int PlainCount { get; private set; }

    /// <summary>Whether the record is newer than all before it, so that its source may become the peer's address (RFC 9146 §6).</summary>
    internal bool IsNewest { get; private set; }

    /// <summary>Index of the record behind it.</summary>
    internal int Next { get; private set; }

    internal void Reset(long clearSequence)
    {
        ClearKeys();
        _clearSequence = clearSequence;
        WriteSequence = 0;
        Window.Reset();
        MaxPlaintext = 16384;
        ReadsConnectionId = false;
        PeerIdCount = 0;
    }

    internal void ClearKeys()
    {
        HasKeys = false;
        _write.ClearKey();
        _read.ClearKey();
        Bytes.Clear(_writeNonce);
        Bytes.Clear(_readNonce);
    }

    internal void SetPeerId(byte[] id, int offset, int count)
    {
        Array.Copy(id, offset, _peerId, 0, count);
        PeerIdCount = count;
    }

    /// <summary>Installs keys from a key block (RFC 5246 §6.3): client key, server key, client salt, server salt.</summary>
    internal void SetKeys(byte[] block, bool isClient, int tagLength)
    {
        int own = isClient ? 0 : 1;
        int salts = 2 * KeyLength;
        _tagLength = tagLength;
        _write.SetKey(block, own * KeyLength, KeyLength, tagLength);
        _read.SetKey(block, (1 - own) * KeyLength, KeyLength, tagLength);
        Array.Copy(block, salts + (own * SaltLength), _writeNonce, 0, SaltLength);
        Array.Copy(block, salts + ((1 - own) * SaltLength), _readNonce, 0, SaltLength);
        HasKeys = true;
    }

    /// <summary>Where the plaintext of a record to be written begins, counted from the record's start.</summary>
    internal int PlainStart(int epoch) => epoch == 0 ? HeaderLength : HeaderLength + PeerIdCount + ExplicitNonce;

    /// <summary>Bytes that a record adds to its plaintext.</summary>
    internal int Overhead(int epoch) => PlainStart(epoch) + (epoch == 0 ? 0 : _tagLength + (PeerIdCount > 0 ? 1 : 0));

    /// <summary>Completes a record whose plaintext stands at <see cref="PlainStart"/>, with room for <see cref="Overhead"/>.</summary>
    /// <returns>Bytes of the record; 0 when the sequence numbers are used up.</returns>
    internal int Seal(int type, int epoch, byte[] buffer, int offset, int plainCount)
    {
        if (epoch == 0)
        {
            WriteHeader(buffer, offset, type, 0, _clearSequence++);
            WriteLength(buffer, offset + HeaderLength, plainCount);
            return HeaderLength + plainCount;
        }

        long sequence = WriteSequence;
        if (sequence >= SequenceLimit)
        {
            return 0;
        }

        WriteSequence = sequence + 1;
        int idCount = PeerIdCount;
        int plain = offset + HeaderLength + idCount + ExplicitNonce;
        if (idCount > 0)
        {
            buffer[plain + plainCount++] = (byte)type;
            type = ContentType.ConnectionId;
            Array.Copy(_peerId, 0, buffer, offset + HeaderLength - 2, idCount);
        }

        WriteHeader(buffer, offset, type, 1, sequence);
        WriteLength(buffer, offset + HeaderLength + idCount, ExplicitNonce + plainCount + _tagLength);

        // The explicit nonce repeats epoch and sequence number (RFC 6655 §3).
        Array.Copy(buffer, offset + 3, buffer, plain - ExplicitNonce, ExplicitNonce);
        Array.Copy(buffer, offset + 3, _writeNonce, SaltLength, ExplicitNonce);
        int aadCount = WriteAad(buffer, offset, idCount, plainCount);
        _write.Encrypt(_writeNonce, 0, NonceLength, _aad, 0, aadCount, buffer, plain, plainCount);
        return plain + plainCount + _tagLength - offset;
    }

    /// <summary>Reads the record at <paramref name="offset"/>, decrypting it in place.</summary>
    /// <returns>Whether it is to be processed; if not, the one at <see cref="Next"/> may still be.</returns>
    internal bool Open(byte[] buffer, int offset, int end)
    {
        Next = end;
        int type = end - offset >= HeaderLength ? buffer[offset] : 0;
        int idCount = type == ContentType.ConnectionId ? _ownId.Length : 0;
        int body = offset + HeaderLength + idCount;
        if (body > end || buffer[offset + 1] != 0xfe)
        {
            _counters.Malformed++;
            return false;
        }

        int length = (buffer[body - 2] << 8) | buffer[body - 1];
        if (length > end - body)
        {
            _counters.Malformed++;
            return false;
        }

        // From here on a fault costs this record alone (RFC 6347 §4.1.2.7).
        Next = body + length;
        Type = type;
        Epoch = (buffer[offset + 3] << 8) | buffer[offset + 4];
        PlainOffset = body;
        PlainCount = length;
        if (Epoch == 0)
        {
            return type != ContentType.ApplicationData && type != ContentType.ConnectionId;
        }

        return Epoch == 1 && HasKeys && Decrypt(buffer, offset, idCount);
    }

    private bool Decrypt(byte[] buffer, int offset, int idCount)
    {
        bool named = Type == ContentType.ConnectionId;
        long sequence = ReadSequence(buffer, offset);
        int sealedCount = PlainCount - ExplicitNonce;
        if (named != ReadsConnectionId || sealedCount < _tagLength || buffer[offset + 2] != (Dtls.Version12 & 0xff)
            || (named && !Bytes.Equal(buffer, offset + HeaderLength - 2, _ownId, 0, idCount)))
        {
            _counters.Malformed++;
            return false;
        }

        if (!Window.IsFresh(sequence))
        {
            _counters.Replayed++;
            return false;
        }

        int aadCount = WriteAad(buffer, offset, idCount, sealedCount - _tagLength);
        Array.Copy(buffer, PlainOffset, _readNonce, SaltLength, ExplicitNonce);
        PlainOffset += ExplicitNonce;
        if (!_read.Decrypt(_readNonce, 0, NonceLength, _aad, 0, aadCount, buffer, PlainOffset, sealedCount))
        {
            _counters.NotAuthentic++;
            return false;
        }

        IsNewest = sequence > Window.Highest;
        Window.Accept(sequence);
        PlainCount = sealedCount - _tagLength;
        return !named || TakeInnerType(buffer);
    }

    /// <summary>The real type stands behind the content, and zeros as padding behind that (RFC 9146 §4).</summary>
    private bool TakeInnerType(byte[] buffer)
    {
        int at = PlainOffset + PlainCount - 1;
        while (at >= PlainOffset && buffer[at] == 0)
        {
            at--;
        }

        if (at < PlainOffset)
        {
            _counters.Malformed++;
            return false;
        }

        Type = buffer[at];
        PlainCount = at - PlainOffset;
        return true;
    }

    /// <summary>The additional data of RFC 5246 §6.2.3.3, or with a connection id that of RFC 9146 §5.3.</summary>
    private int WriteAad(byte[] buffer, int offset, int idCount, int plainCount)
    {
        byte[] aad = _aad;
        if (buffer[offset] != ContentType.ConnectionId)
        {
            Array.Copy(buffer, offset + 3, aad, 0, 8);
            Array.Copy(buffer, offset, aad, 8, 3);
            WriteLength(aad, 13, plainCount);
            return 13;
        }

        for (int i = 0; i < 8; i++)
        {
            aad[i] = 0xff;
        }

        aad[8] = ContentType.ConnectionId;
        aad[9] = (byte)idCount;
        Array.Copy(buffer, offset, aad, 10, 11 + idCount);
        WriteLength(aad, 23 + idCount, plainCount);
        return 23 + idCount;
    }

    private static void WriteHeader(byte[] buffer, int offset, int type, int epoch, long sequence)
    {
        buffer[offset] = (byte)type;
        buffer[offset + 1] = Dtls.Version12 >> 8;
        buffer[offset + 2] = Dtls.Version12 & 0xff;
        buffer[offset + 3] = 0;
        buffer[offset + 4] = (byte)epoch;
        for (int i = 10; i >= 5; i--)
        {
            buffer[offset + i] = (byte)sequence;
            sequence >>= 8;
        }
    }

    /// <summary>Writes a length just before <paramref name="end"/>.</summary>
    private static void WriteLength(byte[] buffer, int end, int length)
    {
        buffer[end - 2] = (byte)(length >> 8);
        buffer[end - 1] = (byte)length;
    }

    internal static long ReadSequence(byte[] buffer, int offset)
    {
        long sequence = 0;
        for (int i = 5; i <= 10; i++)
        {
            sequence = (sequence << 8) | buffer[offset + i];
        }

        return sequence;
    }
}
