using Telenode.Tests.Host.Cli;

namespace Telenode.Tests.Host.Serial;

/// <summary>What <c>flash</c> asks of nanoff. nanoff itself cannot be restored where this runs: a script in its place writes down how it was called.</summary>
[TestClass]
public class FlashCommandTests
{
    [TestMethod]
    public void A_dry_run_prints_the_commands_and_runs_none()
    {
        using var nanoff = new NanoffStandIn("ESP32");
        TelenodeProcess.Result result = nanoff.Flash("--dry-run", "--port", "/dev/ttyUSB9", "--board", "esp32-c6", "--image", "missing.bin");

        Assert.AreEqual(0, result.ExitCode, result.Errors);
        Assert.AreEqual("dotnet build nf.sln -c Release -p:NanoPackages=true", result.Lines[0]);
        StringAssert.StartsWith(result.Lines[1], "nanoff --target ESP32_C6_THREAD --serialport /dev/ttyUSB9 --update --deploy --image ");
        Assert.AreEqual("", nanoff.Calls);
    }

    [TestMethod]
    public void The_chip_tells_the_board()
    {
        using var nanoff = new NanoffStandIn("ESP32-S3 (ESP32-S3 (QFN56) (revision v0.2))");
        TelenodeProcess.Result result = nanoff.Flash("--port", "/dev/ttyUSB9", "--image", nanoff.Image);

        Assert.AreEqual(0, result.ExitCode, result.Output + result.Errors);
        Assert.AreEqual(
            "--platform esp32 --serialport /dev/ttyUSB9 --devicedetails\n"
            + $"--target ESP32_S3_QUAD --serialport /dev/ttyUSB9 --update --deploy --image {nanoff.Image}\n",
            nanoff.Calls);
        StringAssert.Contains(result.Output, "Done. Set it up now: ./run provision --port /dev/ttyUSB9");
    }

    [TestMethod]
    public void A_chip_that_Telenode_has_no_board_for_is_told()
    {
        using var nanoff = new NanoffStandIn("ESP32-H2");
        TelenodeProcess.Result result = nanoff.Flash("--port", "/dev/ttyUSB9", "--image", nanoff.Image);

        Assert.AreEqual(2, result.ExitCode);
        StringAssert.Contains(result.Errors, "ESP32-H2 is none that Telenode knows");
    }

    [TestMethod]
    public void A_failure_of_nanoff_is_passed_on()
    {
        using var nanoff = new NanoffStandIn("ESP32", exitCode: 9);
        TelenodeProcess.Result result = nanoff.Flash("--port", "/dev/ttyUSB9", "--board", "esp32", "--deploy-only", "--image", nanoff.Image);

        Assert.AreEqual(1, result.ExitCode);
        Assert.AreEqual($"--target ESP32_REV0 --serialport /dev/ttyUSB9 --deploy --image {nanoff.Image}\n", nanoff.Calls);
        StringAssert.Contains(result.Output, "nanoff failed with exit code 9");
    }

    [TestMethod]
    public void Without_nanoff_it_says_how_to_install_it()
    {
        using var nanoff = new NanoffStandIn("ESP32");
        File.Delete(nanoff.Script);
        TelenodeProcess.Result result = nanoff.Flash("--port", "/dev/ttyUSB9", "--image", nanoff.Image);

        Assert.AreEqual(2, result.ExitCode);
        StringAssert.Contains(result.Errors, "dotnet tool install -g nanoff");
    }

    [TestMethod]
    public void Without_an_image_it_says_how_to_build_one()
    {
        using var nanoff = new NanoffStandIn("ESP32");
        TelenodeProcess.Result result = nanoff.Flash("--port", "/dev/ttyUSB9", "--image", "missing.bin");

        Assert.AreEqual(2, result.ExitCode);
        StringAssert.Contains(result.Errors, "-p:NanoPackages=true");
        Assert.AreEqual("", nanoff.Calls);
    }

    private sealed class NanoffStandIn : IDisposable
    {
        private readonly TemporaryFolder _folder = new();

        public NanoffStandIn(string chip, int exitCode = 0)
        {
            File.WriteAllText(Image, "image");
            File.WriteAllText(Script, $$"""
                #!/bin/sh
                echo "$*" >> "{{Log}}"
                case "$*" in *--devicedetails*) echo "Reading details from chip..."; echo "{{chip}}"; exit 0;; esac
                echo "written"
                exit {{exitCode}}
                """);
            if (!OperatingSystem.IsWindows())
            {
                File.SetUnixFileMode(Script, UnixFileMode.UserRead | UnixFileMode.UserExecute);
            }
        }

        public string Image => Path.Combine(_folder.Path, "image.bin");

        public string Script => Path.Combine(_folder.Path, "nanoff");

        public string Calls => File.Exists(Log) ? File.ReadAllText(Log) : "";

        private string Log => Path.Combine(_folder.Path, "calls");

        public TelenodeProcess.Result Flash(params string[] arguments)
        {
            string path = _folder.Path + Path.PathSeparator + Environment.GetEnvironmentVariable("PATH");
            using TelenodeProcess process = TelenodeProcess.StartIn(Repository.Root, "PATH", path, ["flash", .. arguments]);
            return process.WaitForEnd();
        }

        public void Dispose() => _folder.Dispose();
    }
}
