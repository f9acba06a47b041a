using System;
using Telenode.Core;
using Telenode.Security;

namespace Telenode.Uplinks;

/// <summary>Makes a security context from what a person has entered, with its sequence number in the store.</summary>
internal static class OscoreContexts
{
    private const int NameBytes = 4;

    /// <summary>Creates a context.</summary>
    /// <param name="keys">Secret, salt, ids.</param>
    /// <param name="crypto">Gives AES and HMAC.</param>
    /// <param name="random">Gives Echo values.</param>
    /// <param name="store">Keeps the sender sequence number.</param>
    /// <param name="isLost">Whether the number was kept and is lost: the context must not be used.</param>
    /// <exception cref="ArgumentException">Something is missing or out of its range; the message says which.</exception>
    public static OscoreContext Create(SecureOptions keys, ICrypto crypto, IRandom random, IKeyValueStore store, out bool isLost)
    {
        if (!keys.HasOscore)
        {
            throw new ArgumentException("coap+oscore needs a secret: uplink.oscore.secret, with uplink.oscore.sender and uplink.oscore.recipient");
        }

        if (store == null)
        {
            throw new ArgumentException("coap+oscore needs a place to keep its sequence numbers");
        }

        if (IsSame(keys.OscoreSender, keys.OscoreRecipient))
        {
            throw new ArgumentException("the sender and the recipient id of OSCORE must differ");
        }

        var sequence = new StoredSequence(store, NameOf("os-", crypto, keys.OscoreSecret, Describe(keys)));
        isLost = sequence.IsLost;
        return new OscoreContext(crypto, random, new OscoreParameters
        {
            MasterSecret = keys.OscoreSecret,
            MasterSalt = keys.OscoreSalt,
            IdContext = keys.OscoreContext,
            SendsIdContext = keys.OscoreContext != null,
            SenderId = keys.OscoreSender,
            RecipientId = keys.OscoreRecipient,
            FirstSequence = sequence.First,
            Store = sequence,
        });
    }

    /// <summary>A name for the store: eight digits that tell contexts apart and nothing about the key, a part of an HMAC under it.</summary>
    public static string NameOf(string prefix, ICrypto crypto, byte[] key, byte[] context)
    {
        byte[] mac = new byte[32];
        crypto.HmacSha256(key, 0, key.Length, context, 0, context.Length, mac, 0);
        string name = prefix;
        for (int i = 0; i < NameBytes; i++)
        {
            name += Digit(mac[i] >> 4) + Digit(mac[i] & 15);
        }

        return name;
    }

    private static string Digit(int value) => ((char)(value < 10 ? '0' + value : 'a' + value - 10)).ToString();

    // Two contexts with the same of these have the same sender key.
    private static byte[] Describe(SecureOptions keys)
    {
        byte[] context = keys.OscoreContext ?? new byte[0];
        byte[] salt = keys.OscoreSalt;
        byte[] sender = keys.OscoreSender;
        byte[] all = new byte[2 + salt.Length + sender.Length + context.Length];
        all[0] = (byte)salt.Length;
        all[1] = (byte)sender.Length;
        Array.Copy(salt, 0, all, 2, salt.Length);
        Array.Copy(sender, 0, all, 2 + salt.Length, sender.Length);
        Array.Copy(context, 0, all, 2 + salt.Length + sender.Length, context.Length);
        return all;
    }

    private static bool IsSame(byte[] a, byte[] b)
    {
        bool same = a.Length == b.Length;
        for (int i = 0; same && i < a.Length; i++)
        {
            same = a[i] == b[i];
        }

        return same;
    }
}
