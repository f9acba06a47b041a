namespace Telenode.Tests.Host;

/// <summary>A folder of a test's own, gone with it.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("telenode-").FullName;

    public void Dispose() => Directory.Delete(Path, true);
}
