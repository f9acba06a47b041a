namespace Telenode.Core;

/// <summary>The light by which a board without a screen says how it fares.</summary>
public interface IStatusLed
{
    /// <summary>Switches it.</summary>
    void Set(bool on);
}
