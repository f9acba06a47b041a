using Telenode.Cli.Serial;
using Telenode.Tests.Host.Broker;
using Telenode.Tests.Host.Cli;
using Telenode.Tests.Host.Peers;

namespace Telenode.Tests.Host.Serial;

/// <summary>A blank simulated board, set up over its console by the commands a person uses: processes and terminals are real.</summary>
[TestClass]
public class ProvisionTests
{
    private static readonly string[] _wifi = ["--ssid", "simnet", "--wifi-password", "simulated"];

    [TestMethod]
    public void A_blank_board_is_set_up_and_its_telemetry_arrives_at_Mosquitto()
    {
        using var broker = new MosquittoBroker();
        using MosquittoClient subscriber = MosquittoClient.Subscribe(broker.Port, "-t", "telenode/attic/telemetry", "-C", "1", "-F", "%t", "-W", "60");
        using var board = new SerialBoard();
        TelenodeProcess.Result result = board.Run(
            "provision", [.. _wifi, "--uplink", broker.Url, "--device-id", "attic", "--sensor", "bme280 interval=1s", "--set", "uplink.qos=2"]);

        Assert.AreEqual(0, result.ExitCode, result.Output + result.Errors);
        StringAssert.Contains(result.Output, "telenode/attic/telemetry: attic/temperature");
        StringAssert.Contains(result.Output, "Done: the board is set up.");
        Assert.AreEqual("telenode/attic/telemetry", subscriber.Messages()[0]);
    }

    [TestMethod]
    [DataRow("--ssid simnet --wifi-password wrong-password", "the network refuses the password")]
    [DataRow("--ssid nowhere --wifi-password whatever123", "no network of that name answers")]
    [DataRow("--ssid simnet --wifi-password short", "the password must be")]
    [DataRow("--set uplink.urll=mqtt://h", "unknown key uplink.urll; did you mean uplink.url?")]
    [DataRow("--set uplink.qos=3", "uplink.qos must be")]
    [DataRow("--sensor bme281", "there is no sensor kind \"bme281\"; the nearest is bme280")]
    [DataRow("--set uplink.url=mqtt://127.0.0.1:1 --sensor bme280", "refused")] // nothing listens there
    public void What_the_board_cannot_do_is_told_in_its_words(string arguments, string words)
    {
        using var board = new SerialBoard("--speed", "20");
        bool joins = arguments.StartsWith("--ssid", StringComparison.Ordinal);
        TelenodeProcess.Result result = board.Run("provision", [.. joins ? [] : _wifi, .. arguments.Split(' ')]);

        Assert.AreEqual(1, result.ExitCode, result.Output);
        StringAssert.Contains(result.Errors, "the board refused: ");
        StringAssert.Contains(result.Errors, words);
    }

    [TestMethod]
    public void Settings_that_are_no_settings_are_told_before_the_port_is_opened()
    {
        TelenodeProcess.Result result = TelenodeProcess.Run("provision", "--port", "/dev/tty-none", "--set", "novalue");
        Assert.AreEqual(2, result.ExitCode);
        StringAssert.Contains(result.Errors, "'novalue' is not KEY=VALUE");
        result = TelenodeProcess.Run("provision", "--port", "/dev/tty-none", "--uplink", "http://host");
        Assert.AreEqual(2, result.ExitCode);
        StringAssert.Contains(result.Errors, "--uplink: ");
        result = TelenodeProcess.Run("provision", "--port", "/dev/tty-none", "--ssid", "x");
        Assert.AreEqual(1, result.ExitCode);
        StringAssert.Contains(result.Errors, "there is no serial port /dev/tty-none");
    }

    [TestMethod]
    public void A_backup_with_secrets_makes_a_second_board_the_same()
    {
        const string password = "p \"w\" ; \u00fc#=";
        using var folder = new TemporaryFolder();
        string file = Path.Combine(folder.Path, "board.txt");
        string[] settings = ["set device.id attic", "set uplink.url mqtt://u:geheim@127.0.0.1:9", "set sensor.0 bme280 name=a", $"set wifi.password {BoardConsole.Quote(password)}", "set wifi.ssid simnet"];
        using (var first = new SerialBoard())
        {
            Assert.AreEqual(0, first.Run("console", settings).ExitCode);
            TelenodeProcess.Result plain = first.Run("backup", "-");
            Assert.DoesNotContain("geheim", plain.Output);
            Assert.DoesNotContain(password, plain.Output);
            TelenodeProcess.Result result = first.Run("backup", "--secrets", file);
            Assert.AreEqual(0, result.ExitCode, result.Errors);
        }

        using var second = new SerialBoard();
        TelenodeProcess.Result restored = second.Run("restore", file);
        Assert.AreEqual(0, restored.ExitCode, restored.Output + restored.Errors);
        Assert.AreEqual(File.ReadAllText(file), second.Run("backup", "--secrets", "-").Output);
        StringAssert.Contains(File.ReadAllText(file), "geheim");
    }

    [TestMethod]
    public void What_was_set_survives_a_power_cut()
    {
        using var folder = new TemporaryFolder();
        using (var board = new SerialBoard("--store", folder.Path))
        {
            Assert.AreEqual(0, board.Run("console", "set device.id cellar").ExitCode);
            board.Kill();
        }

        using var again = new SerialBoard("--store", folder.Path);
        Assert.AreEqual("cellar\n", again.Run("console", "get device.id").Output);
    }

    [TestMethod]
    public void A_script_ends_at_the_first_refusal()
    {
        using var board = new SerialBoard();
        TelenodeProcess.Result result = board.Run("console", "get device.id", "set sample.interval never", "set device.id late");
        Assert.AreEqual(1, result.ExitCode);
        StringAssert.StartsWith(result.Output, "telenode\nerror: sample.interval must be");
        Assert.AreEqual("telenode\n", board.Run("console", "get device.id").Output);
    }

    [TestMethod]
    public void A_line_on_which_no_board_answers_is_told()
    {
        using var silent = new SimBoard.Serial.PseudoTerminal();
        TelenodeProcess.Result result = TelenodeProcess.Run("console", "--port", silent.Name, "status");
        Assert.AreEqual(1, result.ExitCode);
        StringAssert.Contains(result.Errors, "no Telenode console answers on " + silent.Name);
    }

    [TestMethod]
    public void Settings_of_a_file_are_there_from_the_start_and_a_wrong_one_is_named()
    {
        using var folder = new TemporaryFolder();
        string file = Path.Combine(folder.Path, "settings.txt");
        File.WriteAllText(file, "# a board\ndevice.id = roof\n");
        using (var board = new SerialBoard("--settings", file))
        {
            Assert.AreEqual("roof\n", board.Run("console", "get device.id").Output);
        }

        File.WriteAllText(file, "device.id = roof\ndevice.idd = x\n");
        TelenodeProcess.Result result = TelenodeProcess.Run("sim", "--serial", "--settings", file);
        Assert.AreEqual(2, result.ExitCode);
        StringAssert.Contains(result.Errors, "settings.txt:2: unknown key device.idd; did you mean device.id?");
        result = TelenodeProcess.Run("sim", "--serial", "--qos", "2");
        Assert.AreEqual(2, result.ExitCode);
        StringAssert.Contains(result.Errors, "--qos: with --serial the board goes by its settings");
    }

    [TestMethod]
    public void A_board_answers_under_OSCORE_by_its_settings()
    {
        const string secret = "hex:0102030405060708090a0b0c0d0e0f10";
        using var folder = new TemporaryFolder();
        string file = Path.Combine(folder.Path, "settings.txt");
        File.WriteAllText(file, $"""
            wifi.ssid = open
            device.id = roof
            sensor.0 = bme280
            uplink.url = mqtt://127.0.0.1:1
            serve.coap = on
            serve.oscore.secret = {secret}
            serve.oscore.sender = hex:01
            serve.oscore.recipient = hex:02
            """);
        int port = MosquittoBroker.FreePort();
        using var board = new SerialBoard("--settings", file, "--serve", port.ToString(System.Globalization.CultureInfo.InvariantCulture));
        string[] get = ["get", $"coap+oscore://127.0.0.1:{port}/status", "--oscore-sender", "hex:02", "--oscore-recipient", "hex:01", "--oscore-secret"];

        TelenodeProcess.Result result = TelenodeProcess.Run([.. get, secret]);
        Assert.AreEqual(0, result.ExitCode, result.Errors);
        StringAssert.Contains(result.Output, "\"device\":\"roof\"");
        Assert.AreNotEqual(0, TelenodeProcess.Run([.. get, "hex:ff02030405060708090a0b0c0d0e0f10", "--timeout", "3"]).ExitCode);
        TelenodeProcess.Result exported = board.Run("console", "export", "get serve.oscore.secret");
        Assert.DoesNotContain("0102030405", exported.Output);
    }
}
