namespace Telenode.SimBoard;

/// <summary>A chip model that senses its surroundings.</summary>
public interface IExposed
{
    /// <summary>Gives the chip what surrounds it at a time, effective from the next conversion on; what the environment does not know stays as it was.</summary>
    void Expose(IEnvironment environment, long unixMs);
}
