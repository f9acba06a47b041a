namespace Telenode.Core;

/// <summary>The words for a <see cref="Status"/>: on the device an enum's ToString gives its number.</summary>
public static class StatusText
{
    /// <summary>One short phrase, lower case, such as "no answer at its address".</summary>
    public static string Of(Status status)
    {
        switch (status)
        {
            case Status.Ok: return "ok";
            case Status.Pending: return "measuring";
            case Status.Absent: return "no answer at its address";
            case Status.WrongChip: return "another chip answers at its address";
            case Status.ChecksumMismatch: return "checksum wrong";
            case Status.Stuck: return "stuck";
            case Status.OutOfRange: return "value out of the chip's range";
            case Status.Timeout: return "took too long";
            case Status.BusFault: return "bus fault";
            default: return "unknown status";
        }
    }
}
