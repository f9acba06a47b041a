namespace Telenode.Core;

/// <summary>Whether a peer's bytes are UTF-8.</summary>
public static class Utf8Text
{
    /// <summary>Whether the bytes are well-formed: no overlong form, no surrogate, nothing above U+10FFFF, not cut off (RFC 3629 §4).
    /// U+0000 is well-formed.</summary>
    public static bool IsWellFormed(byte[] buffer, int offset, int count)
    {
        int more = 0;
        int low = 0;
        int high = 0;
        for (int end = offset + count; offset < end; offset++)
        {
            int next = buffer[offset];
            if (more > 0)
            {
                if (next < low || next > high)
                {
                    return false;
                }

                more--;
                low = 0x80;
                high = 0xBF;
            }
            else if (next >= 0x80)
            {
                if (next < 0xC2 || next > 0xF4)
                {
                    return false;
                }

                // The first byte gives the length and bounds the second.
                more = next < 0xE0 ? 1 : next < 0xF0 ? 2 : 3;
                low = next == 0xE0 ? 0xA0 : next == 0xF0 ? 0x90 : 0x80;
                high = next == 0xED ? 0x9F : next == 0xF4 ? 0x8F : 0xBF;
            }
        }

        return more == 0;
    }
}
