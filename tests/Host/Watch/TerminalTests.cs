using System.Diagnostics;
using Telenode.Cli.Watch;
using Telenode.SimBoard.Broker;
using Telenode.Tests.Host.Broker;

namespace Telenode.Tests.Host.Watch;

[TestClass]
public sealed class TerminalTests
{
    [TestMethod]
    public void ControlCharactersAreWrittenOut()
    {
        Assert.AreEqual("a\\u001b[2Jb\\u000ac\\u202ed\\u0085", Printable.Text("a\u001b[2Jb\nc\u202ed\u0085"));
        Assert.AreEqual("Küche/µ °C", Printable.Text("Küche/µ °C"));
        Assert.AreEqual(
            "a/\\u001b: not telemetry: 3 bytes, empty: 01ff…", Printable.Undecodable(new UndecodableReport("a/\u001b", 3, "empty", [1, 255])));
    }

    [TestMethod]
    public void TimesOutsideTheCalendarAreNumbers()
    {
        Assert.AreEqual("1970-01-01T00:00:00Z", Printable.Time(0));
        Assert.AreEqual("9999-12-31T23:59:59.999Z", Printable.Time(253_402_300_799_999));
        Assert.AreEqual("253402300800000ms", Printable.Time(253_402_300_800_000));
        Assert.AreEqual("-9000000000000000ms", Printable.Time(-9_000_000_000_000_000));
    }

    [TestMethod]
    public void TerminalGetsATable()
    {
        using var broker = new TcpBroker();
        MosquittoClient.Publish(broker.Port, "-t", "telenode/node-01/telemetry", "-r", "-m", """[{"n":"[markup]\u001b[2Jcold","u":"Cel","v":-3.5}]""");
        MosquittoClient.Publish(broker.Port, "-t", "telenode/node-01/other", "-r", "-m", "not senml");
        string telenode = $"dotnet {Path.Combine(AppContext.BaseDirectory, "telenode.dll")} watch {broker.Url} --count 2";

        // script(1) gives it a terminal.
        var start = new ProcessStartInfo("script", ["-qec", $"stty rows 40 cols 120; {telenode}", "/dev/null"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        start.Environment["TERM"] = "xterm";
        using Process process = Process.Start(start)!;
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.AreEqual(0, process.ExitCode, output);
        foreach (string expected in new[] { "[markup]\\u001b[2Jcold", "-3.5", "°C", "telenode/node-01/other: not telemetry: 9 bytes", "2 messages, 1 readings, 1 undecodable" })
        {
            StringAssert.Contains(output, expected);
        }
    }
}
