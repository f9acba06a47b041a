namespace Telenode.Core;

/// <summary>A digital input.</summary>
public interface IPinInput
{
    /// <summary>Whether the pin is high now.</summary>
    bool IsHigh { get; }
}
