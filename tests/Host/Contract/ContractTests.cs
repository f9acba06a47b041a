namespace Telenode.Tests.Host.Contract;

/// <summary>The contract assemblies and what the device sources use of them, held against lists of the real assemblies' public API.</summary>
/// <remarks>The lists stand beside the checkout on the project's own machines, not in a clone of it; without them there is nothing to compare.</remarks>
[TestClass]
public class ContractTests
{
    private static readonly string _lists = Path.Combine(Repository.Root, "..", "shared", "nano-api");
    private static readonly string _tool = Path.Combine(Repository.Root, "..", "shared", "tools", "nanoapi.cs");

    public TestContext TestContext { get; set; } = null!;

    [TestMethod]
    public void EveryContractMemberIsInTheRealAssembly()
    {
        if (!HasLists())
        {
            return;
        }

        foreach (string assembly in Repository.ContractAssemblies())
        {
            string name = Path.GetFileNameWithoutExtension(assembly);
            var real = new HashSet<string>(File.ReadAllLines(Path.Combine(_lists, name + ".txt")));
            (int exitCode, string output) = Repository.Run("dotnet", "run", _tool, "--", "list", assembly);
            Assert.AreEqual(0, exitCode, output);
            string[] members = output.Split('\n', StringSplitOptions.RemoveEmptyEntries);

            // The first line is "# assembly version": the same version, too.
            Assert.AreEqual("", string.Join("\n", members.Where(m => !real.Contains(m))), name + " has what the real one has not");
            Assert.IsTrue(members.Length > 1, name + " is empty");
        }
    }

    [TestMethod]
    public void EveryFrameworkMemberInUseIsListed()
    {
        if (!HasLists())
        {
            return;
        }

        (int exitCode, string output) = Repository.Run("dotnet", ["run", _tool, "--", "check", _lists, .. Repository.DeviceAssemblies()]);
        Assert.AreEqual(0, exitCode, output);
    }

    private bool HasLists()
    {
        bool there = Directory.Exists(_lists);
        if (!there)
        {
            TestContext.WriteLine("no ../shared/nano-api beside the checkout: nothing to compare with");
        }

        return there;
    }
}
