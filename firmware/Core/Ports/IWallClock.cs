namespace Telenode.Core;

/// <summary>The platform's clock, which can be set.</summary>
public interface IWallClock : IClock
{
    /// <summary>Sets the wall time; what checks certificates goes by it.</summary>
    void SetUnixMs(long unixMs);
}
