using System;
using Telenode.Core;

namespace Telenode.Security;

/// <summary>The key schedule of RFC 8613 §3.2.1 and the nonces and additional data built on it (§5.2, §5.4).</summary>
internal sealed class OscoreKeys
{
    private const int KeyLength = 16;

    /// <summary>COSE algorithm AES-CCM-16-64-128.</summary>
    private const byte Algorithm = 10;

    /// <summary>Enc_structure up to the external_aad: [ "Encrypt0", h'', … ].</summary>
    private static readonly byte[] AadPrefix = { 0x83, 0x68, 0x45, 0x6e, 0x63, 0x72, 0x79, 0x70, 0x74, 0x30, 0x40 };

    private readonly byte[] _commonIv = new byte[OscoreExchange.NonceLength];
    private readonly byte[] _aad = new byte[AadPrefix.Length + 6 + OscoreExchange.MaxId + 1 + OscoreExchange.MaxPiv + 1];

    internal OscoreKeys(ICrypto crypto, OscoreParameters parameters, AesCcm sender, AesCcm recipient)
    {
        Array.Copy(AadPrefix, _aad, AadPrefix.Length);
        byte[] info = new byte[32 + OscoreContext.MaxIdContext];
        byte[] key = new byte[KeyLength];
        var hkdf = new Hkdf(crypto, info.Length);
        hkdf.Extract(parameters.MasterSalt, parameters.MasterSecret);
        hkdf.Expand(info, WriteInfo(info, parameters.SenderId, parameters.IdContext, true), key, 0, KeyLength);
        sender.SetKey(key, 0, KeyLength);
        hkdf.Expand(info, WriteInfo(info, parameters.RecipientId, parameters.IdContext, true), key, 0, KeyLength);
        recipient.SetKey(key, 0, KeyLength);
        int count = WriteInfo(info, new byte[0], parameters.IdContext, false);
        hkdf.Expand(info, count, _commonIv, 0, OscoreExchange.NonceLength);
        hkdf.Clear();
        Bytes.Clear(key);
    }

    /// <summary>The additional data that the last <see cref="WriteAad"/> built.</summary>
    internal byte[] Aad => _aad;

    /// <summary>Forms the AEAD nonce from the id of the end that chose the Partial IV (§5.2).</summary>
    internal void WriteNonce(byte[] nonce, byte[] id, int idCount, byte[] piv, int pivOffset, int pivCount)
    {
        const int idEnd = OscoreExchange.NonceLength - OscoreExchange.MaxPiv;
        Array.Copy(_commonIv, nonce, OscoreExchange.NonceLength);
        nonce[0] ^= (byte)idCount;
        for (int i = 0; i < idCount; i++)
        {
            nonce[idEnd - idCount + i] ^= id[i];
        }

        for (int i = 0; i < pivCount; i++)
        {
            nonce[OscoreExchange.NonceLength - pivCount + i] ^= piv[pivOffset + i];
        }
    }

    /// <summary>Forms the additional data of an exchange; there are no Class I options.</summary>
    /// <returns>Its bytes in <see cref="Aad"/>.</returns>
    internal int WriteAad(OscoreExchange exchange)
    {
        byte[] aad = _aad;
        int lengthAt = AadPrefix.Length;
        int at = lengthAt + 1;
        aad[at++] = 0x85;
        aad[at++] = 1;
        aad[at++] = 0x81;
        aad[at++] = Algorithm;
        at = WriteBytes(aad, at, exchange.Kid, exchange.KidCount);
        at = WriteBytes(aad, at, exchange.Piv, exchange.PivCount);
        aad[at++] = 0x40;
        aad[lengthAt] = (byte)(0x40 + at - lengthAt - 1);
        return at;
    }

    internal void Clear() => Bytes.Clear(_commonIv);

    private static int WriteInfo(byte[] info, byte[] id, byte[] idContext, bool isKey)
    {
        info[0] = 0x85;
        int at = WriteBytes(info, 1, id, id.Length);
        if (idContext == null)
        {
            info[at++] = 0xf6;
        }
        else
        {
            at = WriteBytes(info, at, idContext, idContext.Length);
        }

        info[at++] = Algorithm;
        info[at++] = (byte)(isKey ? 0x63 : 0x62);
        info[at++] = (byte)(isKey ? 'K' : 'I');
        info[at++] = (byte)(isKey ? 'e' : 'V');
        if (isKey)
        {
            info[at++] = (byte)'y';
        }

        info[at++] = (byte)(isKey ? KeyLength : OscoreExchange.NonceLength);
        return at;
    }

    /// <summary>Writes a CBOR byte string of less than 256 bytes.</summary>
    private static int WriteBytes(byte[] output, int at, byte[] value, int count)
    {
        if (count < 24)
        {
            output[at++] = (byte)(0x40 + count);
        }
        else
        {
            output[at++] = 0x58;
            output[at++] = (byte)count;
        }

        Array.Copy(value, 0, output, at, count);
        return at + count;
    }
}
