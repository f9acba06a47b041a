namespace Telenode.SimBoard;

/// <summary>A chip model that senses its surroundings.</summary>
public interface IExposed
{
    /// <summary>Whether it goes on giving what it last sensed, whatever surrounds it.</summary>
    bool Frozen { get; set; }

    /// <summary>Gives the chip what surrounds it at a time, effective from the next conversion on; what the environment does not know stays as it was.</summary>
    void Expose(IEnvironment environment, long unixMs);
}

/// <summary>Many models in the same surroundings.</summary>
public static class ExposedModels
{
    /// <summary>Exposes those that are not frozen.</summary>
    public static void ExposeAll(this IReadOnlyList<IExposed> models, IEnvironment environment, long unixMs)
    {
        for (int i = 0; i < models.Count; i++)
        {
            if (!models[i].Frozen)
            {
                models[i].Expose(environment, unixMs);
            }
        }
    }
}
