namespace Telenode.Coap;

/// <summary>Comparisons of byte ranges.</summary>
internal static class Bytes
{
    public static bool AreEqual(byte[] a, int aOffset, byte[] b, int bOffset, int count)
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
}
