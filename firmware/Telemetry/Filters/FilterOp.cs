namespace Telenode.Telemetry;

/// <summary>One step of a chain, with its cells: parameters first, then state.</summary>
internal enum FilterOp : byte
{
    /// <summary>[summand]</summary>
    Offset = 0,

    /// <summary>[numerator, denominator]</summary>
    Multiply,

    /// <summary>[points, from, to, from, to …], from ascending.</summary>
    Calibrate,

    /// <summary>[step]</summary>
    Quantize,

    /// <summary>[lowest, highest]</summary>
    Clamp,

    /// <summary>[lowest, highest] that are no error</summary>
    RejectOutside,

    /// <summary>[value]</summary>
    RejectEqual,

    /// <summary>[readings; left]</summary>
    SkipInitial,

    /// <summary>[longest; last ms]</summary>
    Gap,

    /// <summary>[size, every; since, count, next, ring × size, sorted × size]</summary>
    Median,

    /// <summary>[size, every; since, count, next, ring × size]</summary>
    Lowest,

    /// <summary>As <see cref="Lowest"/>.</summary>
    Highest,

    /// <summary>As <see cref="Lowest"/>.</summary>
    Average,

    /// <summary>[period; end ms, count, so far]</summary>
    LowestOver,

    /// <summary>As <see cref="LowestOver"/>.</summary>
    HighestOver,

    /// <summary>As <see cref="LowestOver"/>; so far is the sum.</summary>
    AverageOver,

    /// <summary>[numerator, denominator; started, average × 65536]</summary>
    Exponential,

    /// <summary>[period; value, since ms]</summary>
    Debounce,

    /// <summary>[ms × 10^digits; value, its ms]</summary>
    Rate,

    /// <summary>[numerator, denominator (0: absolute); started, reference, candidate]</summary>
    Delta,

    /// <summary>[period; last passed ms]</summary>
    Throttle,

    /// <summary>[period; last passed ms]</summary>
    Heartbeat,

    /// <summary>[raise at, clear below; raised]</summary>
    AlarmHigh,

    /// <summary>[raise at, clear above; raised]</summary>
    AlarmLow,
}
