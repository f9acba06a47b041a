using System.Diagnostics;

namespace Telenode.Tests.Host;

/// <summary>The checkout that the tests were built from.</summary>
internal static class Repository
{
    private static readonly string[] _notSources = ["bin", "obj", ".git", "artifacts", "TestResults", "BenchmarkDotNet.Artifacts", "node_modules"];

    public static string Root { get; } = FindRoot();

    /// <summary>"Debug" or "Release": what was built together with these tests.</summary>
    public static string Configuration { get; } = new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name;

    /// <summary>Files below the folders, as paths relative to the root, without what builds leave behind.</summary>
    public static List<string> Files(string pattern, params string[] folders)
    {
        var found = new List<string>();
        foreach (string folder in folders)
        {
            Collect(new DirectoryInfo(Path.Combine(Root, folder)), pattern, found);
        }

        found.Sort(StringComparer.Ordinal);
        return found;
    }

    public static string Read(string file) => File.ReadAllText(Path.Combine(Root, file));

    /// <summary>Device assemblies of this configuration, one path for each module.</summary>
    public static List<string> DeviceAssemblies()
    {
        var found = new List<string>();
        foreach (string project in Files("*.csproj", "firmware", "drivers", "tests/Device"))
        {
            string folder = Path.Combine(Root, Path.GetDirectoryName(project)!, "bin", Configuration, "netnano1.0");
            string module = Path.GetFileNameWithoutExtension(project);
            string name = module is "Device" or "Protocols" or "ConsoleTests" ? "NFUnitTest.dll" : "Telenode." + module + (module == "Board" ? ".exe" : ".dll");
            string path = Path.Combine(folder, name);
            Assert.IsTrue(File.Exists(path), path + " is missing: build nf.sln in the same configuration first");
            found.Add(path);
        }

        return found;
    }

    public static List<string> ContractAssemblies()
    {
        return Files("*.csproj", "tools/Contract").ConvertAll(project =>
        {
            var folder = new DirectoryInfo(Path.Combine(Root, Path.GetDirectoryName(project)!, "bin", Configuration, "netnano1.0"));
            Assert.IsTrue(folder.Exists, folder + " is missing: build nf.sln in the same configuration first");
            return folder.EnumerateFiles("*.dll").Single().FullName;
        });
    }

    /// <summary>Runs a program to its end in the root.</summary>
    /// <returns>Exit code and everything it wrote.</returns>
    public static (int ExitCode, string Output) Run(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = Root,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using Process process = Process.Start(start)!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output + errors.Result);
    }

    private static void Collect(DirectoryInfo folder, string pattern, List<string> found)
    {
        foreach (FileInfo file in folder.EnumerateFiles(pattern))
        {
            found.Add(Path.GetRelativePath(Root, file.FullName).Replace('\\', '/'));
        }

        foreach (DirectoryInfo sub in folder.EnumerateDirectories())
        {
            if (Array.IndexOf(_notSources, sub.Name) < 0)
            {
                Collect(sub, pattern, found);
            }
        }
    }

    private static string FindRoot()
    {
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (folder != null && !File.Exists(Path.Combine(folder.FullName, "nf.sln")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName ?? throw new InvalidOperationException("nf.sln is in no folder above the tests");
    }
}
