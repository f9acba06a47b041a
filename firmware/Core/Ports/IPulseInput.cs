namespace Telenode.Core;

/// <summary>A pin whose pulses are counted by the hardware, also while the loop is busy.</summary>
public interface IPulseInput
{
    /// <summary>Pulses since the counter was opened; never goes back.</summary>
    /// <returns>A negative number when the counter cannot be read.</returns>
    long Count { get; }
}
