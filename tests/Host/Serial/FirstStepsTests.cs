using System.Diagnostics;
using Telenode.Cli.Serial;
using Telenode.Tests.Host.Broker;
using Telenode.Tests.Host.Peers;

namespace Telenode.Tests.Host.Serial;

/// <summary>A blank simulated board set up by a person at a terminal, or from a browser's flasher, with what goes wrong on the way.</summary>
[TestClass]
public class FirstStepsTests
{
    private const int Patience = 60_000;

    [TestMethod]
    public void A_person_who_types_sees_what_is_typed()
    {
        using var board = new SerialBoard();
        using var person = new Typist(board.Port);
        person.Presses("get devicx");
        person.Presses("\u007f"); // backspace
        string seen = person.Enters("e.id");
        StringAssert.Contains(seen, "get devicx\b \be.id\r\ntelenode\r\nok\r\n> ");
        Assert.DoesNotContain("geheim", person.Does("set wifi.password geheim123"));
    }

    [TestMethod]
    public void Typed_lines_set_a_blank_board_up()
    {
        using var broker = new MosquittoBroker();
        using MosquittoClient subscriber = Subscribe(broker, "attic");
        using var board = new SerialBoard();
        using var person = new Typist(board.Port);
        StringAssert.Contains(person.Does("wifi scan"), "simnet");
        person.Presses("wifi join simnet\r");
        person.Sees("Password, nothing for an open network: ");
        StringAssert.Contains(person.Enters("wrong-password"), "error: the network refuses the password");
        person.Presses("wifi join simnet\r");
        person.Sees("Password, nothing for an open network: ");
        StringAssert.Contains(person.Enters("simulated"), "wifi: in simnet, address ");
        StringAssert.Contains(person.Does("sensors scan"), "bme280");
        person.Does("set device.id attic; set sensor.1 bme280 interval=1s");
        person.Does("set uplink.url " + broker.Url);
        StringAssert.Contains(person.Does("uplink test"), "MQTT: ok");
        Assert.AreEqual("telenode/attic/telemetry", subscriber.Messages()[0]);
    }

    [TestMethod]
    public void The_guide_offers_the_networks_by_their_names()
    {
        using var board = new SerialBoard();
        using SerialPort port = SerialPort.Open(board.Port);
        using BoardConsole console = BoardConsole.Open(port, board.Port);
        CollectionAssert.AreEqual(new[] { "simnet", "open" }, Guide.Networks(console.Ask("wifi scan", Patience)).Order().Reverse().ToArray());
    }

    [TestMethod]
    public void Ctrl_and_bracket_leave_the_console()
    {
        using var board = new SerialBoard();
        string tool = Path.Combine(AppContext.BaseDirectory, "telenode.dll");
        var start = new ProcessStartInfo("script", ["-qec", $"dotnet {tool} console --port {board.Port}", "/dev/null"]) { RedirectStandardInput = true, RedirectStandardOutput = true };
        using Process terminal = Process.Start(start)!;
        terminal.StandardInput.Write("get device.id\r");
        terminal.StandardInput.Flush();
        Task<bool> answered = Task.Run(() => Enumerable.Range(0, 50).Any(_ => terminal.StandardOutput.ReadLine()!.Trim() == "telenode"));
        Assert.IsTrue(answered.Wait(Patience) && answered.Result, "the console does not answer");
        terminal.StandardInput.Write("\u001d");
        terminal.StandardInput.Flush();
        bool left = terminal.WaitForExit(Patience);
        terminal.Kill(entireProcessTree: true);
        Assert.IsTrue(left, "Ctrl-] does not leave");
    }

    [TestMethod]
    public void A_browsers_flasher_sets_the_network_and_typed_lines_the_rest()
    {
        using var broker = new MosquittoBroker();
        using MosquittoClient subscriber = Subscribe(broker, "roof");
        using var board = new SerialBoard();
        using (var flasher = new ImprovSdk(board.Port))
        {
            Assert.AreEqual("Telenode", flasher.Asks("initialize", 20_000).GetProperty("firmware").GetString());
            StringAssert.Contains(flasher.Asks("scan", Patience).ToString(), "simnet");
            flasher.Asks("provision", "nowhere", "whatever123", Patience);
            Assert.AreEqual("UNABLE_TO_CONNECT", flasher.Error);
            flasher.Asks("provision", "simnet", "simulated", Patience);
            Assert.IsNull(flasher.Error);
            Assert.AreEqual(4, flasher.State);
        }

        using var person = new Typist(board.Port);
        person.Does("set device.id roof; set sensor.1 bme280 interval=1s; set uplink.url " + broker.Url);
        Assert.AreEqual("telenode/roof/telemetry", subscriber.Messages()[0]);
    }

    [TestMethod]
    public void A_broker_that_refuses_is_told_with_what_to_do()
    {
        using var broker = new MosquittoBroker("password_file {folder}/users", ("users", MosquittoBroker.PasswordLine("ada", "s \"e\" ; c\u00e9")));
        using var board = new SerialBoard("--speed", "20");
        using var person = new Typist(board.Port);
        person.Does("wifi join open \"\"; set sensor.1 bme280; set uplink.url " + broker.Url);
        string shown = person.Enters("uplink test");
        StringAssert.Contains(shown, "error: MQTT: ");
        StringAssert.Contains(shown, "not authorized; are uplink.user and uplink.password right");
        person.Does("set uplink.user ada; set uplink.password \"s \\\"e\\\" ; c\u00e9\"");
        StringAssert.Contains(person.Does("uplink test"), "MQTT: ok");
    }

    [TestMethod]
    public void Power_cut_in_the_middle_of_every_step_costs_that_step_at_most()
    {
        using var broker = new MosquittoBroker();
        using MosquittoClient subscriber = Subscribe(broker, "cellar");
        using var folder = new TemporaryFolder();
        (string Line, string Question, string Answer)[] steps =
        [
            ("wifi join simnet simulated", "get wifi.ssid", "simnet"),
            ("set device.id cellar", "get device.id", "cellar"),
            ("set sensor.1 bme280 interval=1s", "get sensor.1", "bme280 interval=1s"),
            ("set uplink.url " + broker.Url, "get uplink.url", broker.Url),
            ("uplink test", "get uplink.url", broker.Url),
            ("reboot", "get uplink.url", broker.Url),
        ];
        var random = new Random(1);
        foreach ((string line, _, _) in steps)
        {
            using var board = new SerialBoard("--store", folder.Path);
            using var person = new Typist(board.Port);
            CheckEarlier(person, steps.TakeWhile(step => step.Line != line));
            LeaveSafeMode(person);
            person.Presses(line + "\r");
            Thread.Sleep(random.Next(60));
            board.Kill();

            using var again = new SerialBoard("--store", folder.Path);
            using var back = new Typist(again.Port);
            CheckEarlier(back, steps.TakeWhile(step => step.Line != line));
            LeaveSafeMode(back);
            back.Presses(line + "\r");
            back.Sees("\nok\r\n> ");
        }

        using var last = new SerialBoard("--store", folder.Path);
        Assert.AreEqual("telenode/cellar/telemetry", subscriber.Messages()[0]);
    }

    // So many power cuts so soon are what the guard against boot loops is for; it says how it is left.
    private static void LeaveSafeMode(Typist person)
    {
        string status = person.Does("status");
        if (status.Contains("safe mode: ", StringComparison.Ordinal))
        {
            StringAssert.Contains(status, "safe-mode off leaves it");
            person.Does("safe-mode off");
            StringAssert.Contains(person.Sees("\n> "), "help lists the commands");
        }
    }

    private static void CheckEarlier(Typist person, IEnumerable<(string Line, string Question, string Answer)> done)
    {
        foreach ((_, string question, string answer) in done)
        {
            StringAssert.Contains(person.Does(question), "\r\n" + answer + "\r\n");
        }
    }

    private static MosquittoClient Subscribe(MosquittoBroker broker, string device) =>
        MosquittoClient.Subscribe(broker.Port, "-t", $"telenode/{device}/telemetry", "-C", "1", "-F", "%t", "-W", "120");
}
