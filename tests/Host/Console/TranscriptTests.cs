using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Telenode.Tests.Host.SerialConsole;

/// <summary>The session that docs/console.md shows is typed into a whole device, and what it answers is what the document says.</summary>
[TestClass]
public class TranscriptTests
{
    private const string Begin = "<!-- transcript: replayed by tests/Host/Console/TranscriptTests.cs, numbers aside -->\n```\n";

    [TestMethod]
    public void The_documented_session_is_what_a_board_answers()
    {
        string document = Repository.Read("docs/console.md");
        int begin = document.IndexOf(Begin, StringComparison.Ordinal) + Begin.Length;
        string transcript = document[begin..document.IndexOf("```", begin, StringComparison.Ordinal)];
        using var rig = new ConsoleRig();
        var shown = new StringBuilder();
        foreach (string line in transcript.Split('\n').Where(line => line.StartsWith("> ", StringComparison.Ordinal)))
        {
            // The document's broker is this test's; a person types a password that is not in the document.
            string typed = line[2..].Replace("192.168.1.10", "127.0.0.1:" + rig.Port.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal);
            string answer = rig.Types(typed);
            if (answer.EndsWith("open network: ", StringComparison.Ordinal))
            {
                answer += rig.Types("correct horse")[2..];
            }

            shown.Append(answer[..^2]);
            rig.Runs(1500);
        }

        Assert.AreEqual(WithoutNumbers(transcript), WithoutNumbers(shown.ToString()), shown.ToString());
    }

    [TestMethod]
    public void Every_step_on_the_way_is_told_to_whoever_looks_for_a_fault()
    {
        using var rig = new ConsoleRig();
        rig.Types("log debug");
        rig.Types("set sensor.1 bh1750; set uplink.url mqtt://127.0.0.1:" + rig.Port.ToString(CultureInfo.InvariantCulture));
        rig.Types("wifi join attic 'correct horse'");
        rig.Runs(4000);
        StringAssert.Contains(rig.Shown, "> MQTT ready\r\n");
    }

    [TestMethod]
    public void The_board_tells_the_projects_version()
    {
        using var rig = new ConsoleRig();
        string version = typeof(Telenode.Application.DeviceOptions).Assembly.GetName().Version!.ToString(3);
        StringAssert.Contains(rig.Types("status"), $"Telenode {version} on ESP32");
    }

    // Which step of the loop was the longest is chance.
    private static string WithoutNumbers(string text)
    {
        text = Regex.Replace(text, "(?<=^longest step of the loop).*", "", RegexOptions.Multiline);
        return Regex.Replace(text.Replace("192.168.1.10", "127.0.0.1:1", StringComparison.Ordinal), "[0-9]+(min|ms|s)?( [0-9]+s)?", "#");
    }
}
