using System;

namespace Telenode.Security;

/// <summary>What every part does with runs of bytes.</summary>
internal static class Bytes
{
    /// <summary>Compares in a time that depends on <paramref name="count"/> alone, for tags, cookies and verify data.</summary>
    internal static bool EqualInConstantTime(byte[] a, int aOffset, byte[] b, int bOffset, int count)
    {
        int difference = 0;
        for (int i = 0; i < count; i++)
        {
            difference |= a[aOffset + i] ^ b[bOffset + i];
        }

        return difference == 0;
    }

    /// <summary>Compares what is not secret.</summary>
    internal static bool Equal(byte[] a, int aOffset, byte[] b, int bOffset, int count)
    {
        for (int i = 0; i < count; i++)
        {
            if (a[aOffset + i] != b[bOffset + i])
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Gives the bytes of a text of ASCII characters. Allocates.</summary>
    internal static byte[] OfAscii(string text)
    {
        byte[] bytes = new byte[text.Length];
        for (int i = 0; i < bytes.Length; i++)
        {
            bytes[i] = (byte)text[i];
        }

        return bytes;
    }

    /// <summary>Overwrites a secret.</summary>
    internal static void Clear(byte[] secret) => Array.Clear(secret, 0, secret.Length);

    /// <summary>Throws unless the range lies inside the array.</summary>
    internal static void RequireRange(byte[] buffer, int offset, int count)
    {
        if (buffer == null || offset < 0 || count < 0 || offset > buffer.Length - count)
        {
            throw new ArgumentException("buffer range");
        }
    }
}
