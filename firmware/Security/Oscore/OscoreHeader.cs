using System;

namespace Telenode.Security;

/// <summary>The value of the OSCORE option: a COSE header, compressed (RFC 8613 §6.1).</summary>
internal sealed class OscoreHeader
{
    private const int KidFlag = 0x08;
    private const int KidContextFlag = 0x10;
    private const int ReservedFlags = 0xe0;

    internal bool HasKid { get; private set; }

    internal int KidOffset { get; private set; }

    internal int KidCount { get; private set; }

    internal int KidContextOffset { get; private set; }

    /// <summary>Bytes of the kid context; −1 when the field is absent.</summary>
    internal int KidContextCount { get; private set; }

    internal int PivOffset { get; private set; }

    /// <summary>Bytes of the Partial IV; 0 when the field is absent.</summary>
    internal int PivCount { get; private set; }

    /// <summary>The Partial IV as a number; −1 when the field is absent.</summary>
    internal long Piv { get; private set; }

    /// <summary>Reads a value. Indices then point into <paramref name="buffer"/>.</summary>
    /// <returns>False when it cannot be decompressed.</returns>
    internal bool Read(byte[] buffer, int offset, int count)
    {
        int end = offset + count;
        int flags = count > 0 ? buffer[offset++] : 0;
        HasKid = (flags & KidFlag) != 0;
        PivCount = flags & 7;
        PivOffset = offset;
        KidContextCount = -1;
        KidCount = 0;
        Piv = -1;

        // No bits set is encoded as no bytes at all (§2).
        if ((flags & ReservedFlags) != 0 || PivCount > 5 || PivCount > end - offset || (count > 0 && flags == 0))
        {
            return false;
        }

        offset += PivCount;
        if (PivCount > 0 && !ReadPiv(buffer))
        {
            return false;
        }

        if ((flags & KidContextFlag) != 0)
        {
            KidContextCount = offset < end ? buffer[offset++] : 256;
            KidContextOffset = offset;
            if (KidContextCount > end - offset)
            {
                return false;
            }

            offset += KidContextCount;
        }

        KidOffset = offset;
        KidCount = end - offset;
        return HasKid || KidCount == 0;
    }

    /// <summary>Whether kid and, where it is there, kid context are those of a recipient context.</summary>
    internal bool Names(byte[] buffer, byte[] recipientId, byte[] idContext)
    {
        return KidCount == recipientId.Length
            && Bytes.Equal(buffer, KidOffset, recipientId, 0, KidCount)
            && (KidContextCount < 0 || (idContext != null && KidContextCount == idContext.Length
                && Bytes.Equal(buffer, KidContextOffset, idContext, 0, KidContextCount)));
    }

    /// <summary>Writes a value.</summary>
    /// <param name="buffer">Receives it; room for 15 bytes and the kid context.</param>
    /// <param name="piv">Holds the Partial IV from index 0.</param>
    /// <param name="pivCount">Its bytes; 0 leaves it out.</param>
    /// <param name="kid">The kid, or null to leave it out.</param>
    /// <param name="kidContext">The kid context, or null to leave it out.</param>
    /// <returns>Bytes written.</returns>
    internal static int Write(byte[] buffer, byte[] piv, int pivCount, byte[] kid, byte[] kidContext)
    {
        int flags = pivCount | (kid != null ? KidFlag : 0) | (kidContext != null ? KidContextFlag : 0);
        if (flags == 0)
        {
            return 0;
        }

        buffer[0] = (byte)flags;
        Array.Copy(piv, 0, buffer, 1, pivCount);
        int at = 1 + pivCount;
        if (kidContext != null)
        {
            buffer[at++] = (byte)kidContext.Length;
            Array.Copy(kidContext, 0, buffer, at, kidContext.Length);
            at += kidContext.Length;
        }

        if (kid != null)
        {
            Array.Copy(kid, 0, buffer, at, kid.Length);
            at += kid.Length;
        }

        return at;
    }

    /// <summary>Leading zeros are not a Partial IV's encoding (§5): one number must have one form, as the form goes into the AAD.</summary>
    private bool ReadPiv(byte[] buffer)
    {
        if (PivCount > 1 && buffer[PivOffset] == 0)
        {
            return false;
        }

        long piv = 0;
        for (int i = 0; i < PivCount; i++)
        {
            piv = (piv << 8) | buffer[PivOffset + i];
        }

        Piv = piv;
        return true;
    }
}
