namespace Telenode.Core;

/// <summary>Values of a time in milliseconds that stand for no time.</summary>
public static class Time
{
    /// <summary>A deadline that never comes: an unarmed timer.</summary>
    public const long Never = long.MaxValue;

    /// <summary>A wall time that is not known: the clock has not been set.</summary>
    public const long Unknown = long.MinValue;
}
