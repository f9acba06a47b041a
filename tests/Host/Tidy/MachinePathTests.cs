using System.Text.RegularExpressions;

namespace Telenode.Tests.Host.Tidy;

/// <summary>Nothing in the project names a folder of the machine that it was written on.</summary>
[TestClass]
public class MachinePathTests
{
    private static readonly string[] _textFiles =
        ["*.cs", "*.csproj", "*.props", "*.targets", "*.sln", "*.md", "*.json", "*.yml", "test", "run", "*.sh", "*.csv"];

    // Absolute paths below folders where people and machines keep checkouts and homes.
    private static readonly Regex _machinePath = new(@"(?<![\w.~-])(/(work|home|root|Users|tmp)/\w|[A-Z]:\\(Users|work|src)\b)");

    [TestMethod]
    public void NoFileNamesAMachinePath()
    {
        var found = new List<string>();
        foreach (string file in _textFiles.SelectMany(pattern => Repository.Files(pattern, ".")))
        {
            string[] lines = Repository.Read(file).Split('\n');
            for (int i = 0; i < lines.Length; i++)
            {
                if (_machinePath.IsMatch(lines[i]) && file != "tests/Host/Tidy/MachinePathTests.cs")
                {
                    found.Add($"{file}:{i + 1}: {lines[i].Trim()}");
                }
            }
        }

        Assert.AreEqual("", string.Join("\n", found));
    }
}
