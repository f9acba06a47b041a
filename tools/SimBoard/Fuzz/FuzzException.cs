namespace Telenode.SimBoard.Fuzz;

/// <summary>A decoder did what it must not do.</summary>
public sealed class FuzzException(string message) : Exception(message);
