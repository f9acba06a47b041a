namespace Telenode.SimBoard.Simulation;

/// <summary>A promise was broken.</summary>
public sealed class SimulationViolation(string message) : Exception(message);

/// <summary>The power is gone in the middle of something: every object of the board is.</summary>
internal sealed class PowerCut : Exception;
