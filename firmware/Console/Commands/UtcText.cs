namespace Telenode.SerialConsole;

/// <summary>Wall time as text, in UTC (ISO 8601).</summary>
internal static class UtcText
{
    private const long DayMs = 86400000;

    /// <summary>Writes 2026-11-21 12:30:00 UTC.</summary>
    public static void Write(ConsoleWriter output, long unixMs)
    {
        // Days are counted from 0000-03-01, so that the leap day is the last of its year.
        int days = (int)(unixMs / DayMs) + 719468;
        int seconds = (int)(unixMs % DayMs / 1000);
        int era = days / 146097;
        int day = days % 146097;
        int year = (day - (day / 1460) + (day / 36524) - (day / 146096)) / 365;
        day -= (365 * year) + (year / 4) - (year / 100);
        int month = ((5 * day) + 2) / 153;
        day -= ((153 * month) + 2) / 5;
        year += (era * 400) + (month >= 10 ? 1 : 0);
        output.Write(year);
        Part(output, '-', month < 10 ? month + 3 : month - 9);
        Part(output, '-', day + 1);
        Part(output, ' ', seconds / 3600);
        Part(output, ':', seconds / 60 % 60);
        Part(output, ':', seconds % 60);
        output.Write(" UTC");
    }

    /// <summary>Reads 2026-11-21T12:30:00Z; a blank for the T, and no Z, will do.</summary>
    /// <returns>Unix ms; −1 when it is no time between 2020 and 2099.</returns>
    public static long Parse(string text)
    {
        int year = Number(text, 0, 4);
        int month = Number(text, 5, 2);
        int day = Number(text, 8, 2);
        int hour = Number(text, 11, 2);
        int minute = Number(text, 14, 2);
        int second = Number(text, 17, 2);
        bool shaped = (text.Length == 19 || (text.Length == 20 && text[19] == 'Z'))
            && text[4] == '-' && text[7] == '-' && (text[10] == 'T' || text[10] == ' ') && text[13] == ':' && text[16] == ':';
        bool inRange = year >= 2020 && year <= 2099 && month >= 1 && month <= 12 && day >= 1 && day <= DaysOf(year, month)
            && hour >= 0 && hour < 24 && minute >= 0 && minute < 60 && second >= 0 && second < 60;
        if (!shaped || !inRange)
        {
            return -1;
        }

        int march = month > 2 ? month - 3 : month + 9;
        int years = month > 2 ? year : year - 1;
        long days = (365L * years) + (years / 4) - (years / 100) + (years / 400) + (((153 * march) + 2) / 5) + day - 1 - 719468;
        return (days * DayMs) + ((((hour * 60) + minute) * 60L) + second) * 1000;
    }

    private static int DaysOf(int year, int month)
    {
        bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
        return month == 2 ? (leap ? 29 : 28) : month == 4 || month == 6 || month == 9 || month == 11 ? 30 : 31;
    }

    // −1 when there are no such digits.
    private static int Number(string text, int at, int digits)
    {
        int value = 0;
        for (int i = at; i < at + digits; i++)
        {
            if (i >= text.Length || text[i] < '0' || text[i] > '9')
            {
                return -1;
            }

            value = (value * 10) + text[i] - '0';
        }

        return value;
    }

    private static void Part(ConsoleWriter output, char before, int value)
    {
        output.WriteByte(before);
        output.WriteByte('0' + (value / 10));
        output.WriteByte('0' + (value % 10));
    }
}
