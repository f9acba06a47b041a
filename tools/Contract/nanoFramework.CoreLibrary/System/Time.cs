namespace System;

public struct DateTime
{
    public static readonly DateTime UnixEpoch;

    public extern DateTime(long ticks);

    public extern DateTime(int year, int month, int day);

    public extern DateTime(int year, int month, int day, int hour, int minute, int second);

    public static extern DateTime UtcNow { get; }

    public extern int Year { get; }

    public extern long Ticks { get; }

    public static extern TimeSpan operator -(DateTime d1, DateTime d2);

    public extern DateTime AddTicks(long val);

    public static extern DateTime FromUnixTimeSeconds(long seconds);

    public override extern string ToString();

    public extern string ToString(string format);

    public extern long ToUnixTimeSeconds();
}

public struct TimeSpan
{
    public const long TicksPerMillisecond = 10000;

    public const long TicksPerSecond = 10000000;

    public static readonly TimeSpan Zero;

    public extern TimeSpan(long ticks);

    public extern TimeSpan(int hours, int minutes, int seconds);

    public extern long Ticks { get; }

    public static extern TimeSpan FromMilliseconds(long value);

    public static extern TimeSpan FromSeconds(long value);
}
