namespace Telenode.Drivers;

/// <summary>Integer division to the nearest.</summary>
internal static class Rounded
{
    /// <summary>The quotient, halves away from zero; <paramref name="divisor"/> is above 0.</summary>
    public static long Divide(long dividend, long divisor) =>
        dividend >= 0 ? (dividend + (divisor / 2)) / divisor : -((-dividend + (divisor / 2)) / divisor);
}
