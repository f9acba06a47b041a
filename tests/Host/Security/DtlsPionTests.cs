using System.Diagnostics;
using Telenode.Security;

namespace Telenode.Tests.Host.Security;

/// <summary>pion, a third implementation that shares no code with the others, built here from its Debian package.</summary>
[TestClass]
public class DtlsPionTests
{
    private static string program = "";

    [ClassInitialize]
    public static void Build(TestContext context)
    {
        program = Path.Combine(Path.GetTempPath(), $"telenode-pion-{Environment.ProcessId}");
        string source = Path.Combine(Repository.Root, "tests", "Host", "Security", "Pion", "main.go");
        var start = new ProcessStartInfo("go", ["build", "-o", program, source]) { RedirectStandardError = true };
        start.Environment["GO111MODULE"] = "off";
        start.Environment["GOPATH"] = "/usr/share/gocode";
        start.Environment["GOFLAGS"] = "";
        using Process build = Process.Start(start)!;
        string errors = build.StandardError.ReadToEnd();
        build.WaitForExit();
        Assert.AreEqual(0, build.ExitCode, errors);
    }

    [ClassCleanup]
    public static void Clean() => File.Delete(program);

    [TestMethod]
    [DataRow("ccm8", CipherSuites.PskAes128Ccm8)]
    [DataRow("ccm", CipherSuites.PskAes128Ccm)]
    public void Server(string name, int suite)
    {
        int port = DtlsPeerProcess.FreePort();
        using var server = new DtlsPeerProcess(program, "server", port.ToString(), name);
        server.WaitForPort(port);
        var options = new DtlsOptions { Suites = [suite], Identity = "ident"u8.ToArray(), Key = "secretPSK"u8.ToArray() };
        using var client = new DtlsSocketClient(port, options);
        Assert.IsTrue(client.Connect(), client.Reason + server.Output);
        client.Send("to pion"u8.ToArray());
        CollectionAssert.AreEqual("to pion"u8.ToArray(), client.Receive());
    }

    [TestMethod]
    [DataRow("ccm8")]
    [DataRow("ccm")]
    public void Client(string name)
    {
        using var server = new DtlsSocketServer(
            new DtlsOptions { ConnectionIdLength = 4 }, "secretPSK"u8.ToArray(), text => [.. "echo "u8, .. text]);
        using var client = new DtlsPeerProcess(program, "client", server.Port.ToString(), name);
        Assert.IsTrue(client.Prints("got echo hello from pion"), client.Output + server.Log);
    }
}
