using System.Globalization;
using Telenode.Cli.Coap;
using Telenode.Tests.Host.Cli;

namespace Telenode.Tests.Host.Coap;

/// <summary>./run get, put, observe and discover, against libcoap and against the simulated board's own server.</summary>
[TestClass]
public class CoapCliTests
{
    [TestMethod]
    public void GetPutObserveAndDiscoverWorkAgainstLibcoap()
    {
        using CoapPeer peer = CoapPeer.Libcoap("coap-server-notls", "-d", "20");
        TelenodeProcess.Result put = TelenodeProcess.Run("put", peer.Url + "/x", "--data", "hello");
        Assert.AreEqual(0, put.ExitCode, put.Errors);
        StringAssert.Contains(put.Errors, "2.01 Created");
        TelenodeProcess.Result get = TelenodeProcess.Run("get", peer.Url + "/x");
        Assert.AreEqual("hello", get.Output.Trim(), get.Errors);
        TelenodeProcess.Result missing = TelenodeProcess.Run("get", peer.Url + "/nothing");
        Assert.AreEqual(1, missing.ExitCode);
        StringAssert.Contains(missing.Errors, "4.04 Not Found");
        TelenodeProcess.Result observed = TelenodeProcess.Run("observe", peer.Url + "/time", "--count", "2");
        Assert.AreEqual(0, observed.ExitCode, observed.Errors);
        StringAssert.Contains(observed.Errors, "Observe");
        TelenodeProcess.Result links = TelenodeProcess.Run("discover", peer.Url);
        StringAssert.Contains(links.Output, "/time");
        StringAssert.Contains(links.Output, "rt=\"ticks\"");
    }

    [TestMethod]
    public void BadInputSaysWhatToWrite()
    {
        TelenodeProcess.Result scheme = TelenodeProcess.Run("get", "mqtt://127.0.0.1/x");
        Assert.AreEqual(2, scheme.ExitCode);
        StringAssert.Contains(scheme.Errors, "coap://");
        Assert.AreEqual(2, TelenodeProcess.Run("put", "coap://127.0.0.1/x").ExitCode);
        Assert.AreEqual(2, TelenodeProcess.Run("get", "coap://127.0.0.1/x", "--accept", "nonsense").ExitCode);
        Assert.AreEqual(2, TelenodeProcess.Run("sim", "--serve", "70000").ExitCode);
        Assert.AreEqual(2, TelenodeProcess.Run("sim", "--serve", "everywhere").ExitCode);
    }

    [TestMethod]
    public void TheSimulatedBoardServesWhatItMeasures()
    {
        string port = CoapPeer.FreePort().ToString(CultureInfo.InvariantCulture);
        string url = "coap://127.0.0.1:" + port;
        using TelenodeProcess board = TelenodeProcess.Start("--serve", port, "--interval", "500ms", "--json");
        board.WaitForOutput("connected");
        string text = "";
        double celsius = double.NaN;
        for (int i = 0; i < 40 && !double.TryParse(text, CultureInfo.InvariantCulture, out celsius); i++)
        {
            Thread.Sleep(500);
            text = CoapPeer.Client("coap-client-notls", "-m", "get", "-A", "0", "-B", "2", url + "/sensors/temperature").Output.Trim();
        }

        Assert.IsTrue(celsius is > -40 and < 60, text);
        string links = CoapPeer.Client("coap-client-notls", "-m", "get", url + "/.well-known/core").Output;
        StringAssert.Contains(links, "</sensors/humidity>;rt=\"humidity\";if=\"sensor\";ct=\"112 110 0\";obs");
        StringAssert.Contains(links, "</status>");
        TelenodeProcess.Result cbor = TelenodeProcess.Run("get", url + "/sensors/temperature");
        StringAssert.Contains(cbor.Output, "0: \"temperature\"");
        TelenodeProcess.Result json = TelenodeProcess.Run("get", url + "/sensors/temperature", "--accept", "senml+json");
        StringAssert.Contains(json.Output, "\"n\":\"temperature\"");
        TelenodeProcess.Result status = TelenodeProcess.Run("get", url + "/status");
        StringAssert.Contains(status.Output, "\"uplink\":\"ready\"");
        TelenodeProcess.Result states = TelenodeProcess.Run("observe", url + "/sensors/pressure", "--count", "3", "--accept", "text/plain");
        Assert.AreEqual(0, states.ExitCode, states.Errors);
        Assert.AreEqual(1, TelenodeProcess.Run("put", url + "/sensors/temperature", "--data", "1").ExitCode); // read-only: 4.05
        board.Interrupt();
        Assert.AreEqual(0, board.WaitForEnd().ExitCode);
    }

    // RFC 8949 Appendix A, the column of diagnostic notation.
    [TestMethod]
    [DataRow("00", "0")]
    [DataRow("1bffffffffffffffff", "18446744073709551615")]
    [DataRow("3bffffffffffffffff", "-18446744073709551616")]
    [DataRow("3903e7", "-1000")]
    [DataRow("f93c00", "1.0")]
    [DataRow("fb3ff199999999999a", "1.1")]
    [DataRow("f97c00", "Infinity")]
    [DataRow("fb7ff8000000000000", "NaN")]
    [DataRow("f6", "null")]
    [DataRow("f7", "undefined")]
    [DataRow("f0", "simple(16)")]
    [DataRow("f8ff", "simple(255)")]
    [DataRow("c11a514b67b0", "1(1363896240)")]
    [DataRow("4401020304", "h'01020304'")]
    [DataRow("62225c", "\"\\\"\\\\\"")]
    [DataRow("8301820203820405", "[1, [2, 3], [4, 5]]")]
    [DataRow("a201020304", "{1: 2, 3: 4}")]
    [DataRow("5f42010243030405ff", "(_ h'0102', h'030405')")]
    [DataRow("9f018202039f0405ffff", "[_ 1, [2, 3], [_ 4, 5]]")]
    [DataRow("bf61610161629f0203ffff", "{_ \"a\": 1, \"b\": [_ 2, 3]}")]
    [DataRow("1c", null)] // reserved
    [DataRow("8201", null)] // cut off
    [DataRow("5f01ff", null)] // a chunk that is no string
    [DataRow("f818", null)] // a simple value below 32 in two bytes
    public void CborIsShownInDiagnosticNotation(string hex, string? notation)
    {
        Assert.AreEqual(notation, CborDiagnostics.TryFormat(Convert.FromHexString(hex)));
    }
}
