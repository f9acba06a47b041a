namespace Telenode.Tests.Host;

/// <summary>Finds the files that tests read.</summary>
internal static class TestData
{
    /// <summary>The full path of a file in tests/Host/Data.</summary>
    public static string PathOf(string name) => Path.Combine(AppContext.BaseDirectory, "Data", name);

    /// <summary>The full path of a file in the shared/data folder beside the checkout; null where it does not stand there.</summary>
    public static string? PathOfShared(string name)
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder != null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "nf.sln")))
            {
                string path = Path.Combine(folder.FullName, "..", "shared", "data", name);
                return File.Exists(path) ? path : null;
            }
        }

        return null;
    }
}
