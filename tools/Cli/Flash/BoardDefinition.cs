using System.Text.Json;
using System.Text.Json.Serialization;

namespace Telenode.Cli.Flash;

/// <summary>What <c>nanoFramework.json</c> says: where the firmware image is built to, and the boards it runs on.</summary>
internal sealed record BoardDefinitions(string Image, BoardDefinition[] Boards)
{
    private const string FileName = "nanoFramework.json";

    private static readonly JsonSerializerOptions _format = new() { PropertyNamingPolicy = JsonNamingPolicy.CamelCase, RespectRequiredConstructorParameters = true };

    /// <summary>The folder that holds the file; the image's path starts there.</summary>
    [JsonIgnore]
    public string Folder { get; private init; } = "";

    /// <summary>Reads the file from a folder or one above it.</summary>
    /// <exception cref="BadInputException">It is not there, or not what it should be.</exception>
    public static BoardDefinitions Read(string folder)
    {
        DirectoryInfo? at = new(folder);
        while (at is not null && !File.Exists(Path.Combine(at.FullName, FileName)))
        {
            at = at.Parent;
        }

        if (at is null)
        {
            throw new BadInputException($"{FileName} was not found in {folder} or above it: run this inside the project");
        }

        string path = Path.Combine(at.FullName, FileName);
        try
        {
            return JsonSerializer.Deserialize<BoardDefinitions>(File.ReadAllText(path), _format)! with { Folder = at.FullName };
        }
        catch (JsonException e)
        {
            throw new BadInputException($"{path} is not what it should be: {e.Message}");
        }
    }

    /// <summary>The board of a name.</summary>
    /// <exception cref="BadInputException">There is none.</exception>
    public BoardDefinition Named(string name) =>
        Boards.FirstOrDefault(board => board.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
        ?? throw new BadInputException($"--board: '{name}' is none of {string.Join(", ", Boards.Select(board => board.Name))}");

    /// <summary>The board of a chip as nanoff names it, such as ESP32-C3; null when Telenode has none.</summary>
    public BoardDefinition? OfChip(string chip) => Boards.FirstOrDefault(board => board.Chip.Equals(chip, StringComparison.OrdinalIgnoreCase));
}

/// <summary>A kind of board.</summary>
/// <param name="Name">For <c>--board</c>.</param>
/// <param name="Title">For a person.</param>
/// <param name="Chip">As nanoff reports it.</param>
/// <param name="Target">nanoFramework's name of its runtime for this chip.</param>
internal sealed record BoardDefinition(string Name, string Title, string Chip, string Target);
