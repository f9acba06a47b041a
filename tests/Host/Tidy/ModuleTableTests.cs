using System.Xml.Linq;

namespace Telenode.Tests.Host.Tidy;

/// <summary>Who may reference whom. A reference that the table does not allow is a design change.</summary>
[TestClass]
public class ModuleTableTests
{
    private const string Modules = "Core Encoding Mqtt Coap Security Telemetry Console Drivers Uplinks Application";

    private static readonly Dictionary<string, string> _mayReference = new()
    {
        ["Core"] = "",
        ["Encoding"] = "Core",
        ["Mqtt"] = "Core",
        ["Coap"] = "Core",
        ["Security"] = "Core",
        ["Telemetry"] = "Core Encoding",
        ["Console"] = "Core Telemetry",
        ["Drivers"] = "Core Telemetry",
        ["Uplinks"] = "Core Encoding Mqtt Coap Security Telemetry",
        ["Application"] = "Core Encoding Mqtt Coap Security Telemetry Console Drivers Uplinks",
        ["Board"] = Modules,
        ["SimBoard"] = Modules,
        ["Cli"] = "SimBoard",
        ["Benchmarks"] = Modules + " SimBoard Cli",
        ["Device"] = Modules,
        ["Protocols"] = "Core Coap Mqtt Security Uplinks",
        ["ConsoleTests"] = "Console",
        ["Host"] = Modules + " SimBoard Cli Benchmarks Device",
    };

    // Only Board touches hardware and network: the others get by with text.
    private static readonly Dictionary<string, string> _mayUseOfNanoFramework = new()
    {
        ["Board"] = "*",
        ["Device"] = "nanoFramework.TestFramework nanoFramework.System.Text",
        ["Protocols"] = "nanoFramework.TestFramework nanoFramework.System.Text",
        ["ConsoleTests"] = "nanoFramework.TestFramework nanoFramework.System.Text",
    };

    [TestMethod]
    public void ProjectsReferenceOnlyWhatTheTableAllows()
    {
        foreach (string project in Projects())
        {
            string name = Path.GetFileNameWithoutExtension(project);
            Assert.IsTrue(_mayReference.TryGetValue(name, out string? allowed), project + " is not in the module table");
            foreach (XElement reference in Items(project, "ProjectReference"))
            {
                // A reference for the order of the build alone takes nothing from the other project.
                if ((string?)reference.Attribute("ReferenceOutputAssembly") != "false")
                {
                    string target = Path.GetFileNameWithoutExtension((string)reference.Attribute("Include")!);
                    CollectionAssert.Contains(allowed!.Split(' '), target, name + " may not reference " + target);
                }
            }
        }
    }

    [TestMethod]
    public void OnlyBoardUsesHardwareAndNetworkPackages()
    {
        foreach (string project in Projects())
        {
            string allowed = _mayUseOfNanoFramework.GetValueOrDefault(Path.GetFileNameWithoutExtension(project), "nanoFramework.System.Text");
            foreach (XElement reference in Items(project, "NanoReference"))
            {
                string assembly = (string)reference.Attribute("Include")!;
                Assert.IsTrue(allowed == "*" || allowed.Split(' ').Contains(assembly), project + " may not use " + assembly);
            }
        }
    }

    [TestMethod]
    public void DeviceModulesBuildForBothSides()
    {
        foreach (string project in Repository.Files("*.csproj", "firmware", "drivers", "tests/Device"))
        {
            string frameworks = (string)Items(project, "TargetFrameworks").Single();
            string expected = project == "firmware/Board/Board.csproj" ? "netnano1.0" : "net10.0;netnano1.0";
            Assert.AreEqual(expected, frameworks, project);
        }
    }

    [TestMethod]
    public void EveryProjectIsInTheSolution()
    {
        string solution = Repository.Read("nf.sln").Replace('\\', '/');
        foreach (string project in Repository.Files("*.csproj", "."))
        {
            StringAssert.Contains(solution, "\"" + project + "\"");
        }
    }

    private static List<string> Projects()
    {
        List<string> projects = Repository.Files("*.csproj", "firmware", "drivers", "tools", "tests");
        projects.RemoveAll(project => project.StartsWith("tools/Contract/", StringComparison.Ordinal));
        Assert.IsTrue(projects.Count > 8, "the projects are not where they are looked for");
        return projects;
    }

    private static IEnumerable<XElement> Items(string project, string item) =>
        XDocument.Parse(Repository.Read(project)).Descendants(item);
}
