namespace Telenode.SerialConsole;

/// <summary>The order of keys: by their characters, but numbers by their value, so that sensor.2 comes before sensor.10.</summary>
internal static class SettingsOrder
{
    /// <summary>Less than, equal to or greater than 0, as the key in the buffer comes before, is, or comes after the other.</summary>
    public static int Compare(byte[] buffer, int at, int count, byte[] key)
    {
        int end = at + count;
        int other = 0;
        while (at < end && other < key.Length)
        {
            int digits = Digits(buffer, at, end);
            int otherDigits = Digits(key, other, key.Length);
            if (digits != otherDigits && digits > 0 && otherDigits > 0)
            {
                // Numbers in keys have no leading zeros: the longer one is the greater.
                return digits - otherDigits;
            }

            int step = digits > 0 && digits == otherDigits ? digits : 1;
            for (int i = 0; i < step; i++)
            {
                int difference = buffer[at + i] - key[other + i];
                if (difference != 0)
                {
                    return difference;
                }
            }

            at += step;
            other += step;
        }

        return (end - at) - (key.Length - other);
    }

    private static int Digits(byte[] buffer, int at, int end)
    {
        int start = at;
        while (at < end && buffer[at] >= '0' && buffer[at] <= '9')
        {
            at++;
        }

        return at - start;
    }
}
