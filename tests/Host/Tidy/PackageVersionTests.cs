using System.Xml.Linq;

namespace Telenode.Tests.Host.Tidy;

/// <summary>What the packages build needs and the usual one does not look at.</summary>
[TestClass]
public sealed class PackageVersionTests
{
    [TestMethod]
    public void EveryPackageOfTheDeviceHasItsVersion()
    {
        string versions = Path.Combine(Repository.Root, "build", "Nano.Packages.props");
        string[] known = [.. XDocument.Load(versions).Descendants("PackageVersion").Select(version => (string)version.Attribute("Include")!)];
        Assert.IsGreaterThan(10, known.Length);
        string[] named =
        [
            .. Repository.Files("*.csproj", "firmware", "drivers", "tests/Device")
                .SelectMany(project => XDocument.Load(Path.Combine(Repository.Root, project)).Descendants("NanoReference"))
                .Where(reference => reference.Attribute("Condition") is null)
                .Select(reference => (string)reference.Attribute("Include")!),
        ];
        Assert.AreEqual("", string.Join(", ", named.Except(known)), "named without a version: restoring with -p:NanoPackages=true fails (NU1010)");
    }
}
