namespace Telenode.SimBoard.Simulation;

/// <summary>What a run has come to.</summary>
/// <param name="Taken">Readings measured.</param>
/// <param name="Delivered">Of them, those that arrived.</param>
/// <param name="Duplicates">Arrivals of what had arrived.</param>
/// <param name="Excused">Readings that a power cut met before they could be written, or while the flash did not work.</param>
/// <param name="Lost">Readings that the board counts as dropped.</param>
/// <param name="Boots">Starts of the board.</param>
/// <param name="Connections">Connections made.</param>
/// <param name="Steps">Steps of the node.</param>
/// <param name="VirtualMs">Time that passed.</param>
/// <param name="FlashWrites">Writes to flash.</param>
/// <param name="FlashBytes">Bytes written.</param>
/// <param name="FlashErases">Blocks erased, as the model of littlefs counts.</param>
public sealed record SimulationResult(
    int Taken, int Delivered, int Duplicates, int Excused, long Lost, int Boots, int Connections, long Steps, long VirtualMs,
    long FlashWrites, long FlashBytes, long FlashErases);
