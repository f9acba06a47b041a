using Telenode.Mqtt;
using Telenode.Tests.Mqtt;

namespace Telenode.Tests.Host.Mqtt;

/// <summary>Enhanced authentication (MQTT 5 §4.12) with a method of two steps made up for it.</summary>
[TestClass]
public class AuthenticationTests
{
    private const string Connect = "10 1F 00 04 'MQTT' 05 02 00 3C 11 21 00 20 27 00 00 02 03 15 00 01 'M' 16 00 02 'c0' 00 01 'n'";

    [TestMethod]
    [DataRow(1)]
    [DataRow(4096)]
    public void Both_sides_prove_themselves(int piece)
    {
        New(piece).Open().Expects(Connect)
            .Gives("F0 0B 18 09 15 00 01 'M' 16 00 02 's1'").Expects("F0 0B 18 09 15 00 01 'M' 16 00 02 'c1'").Event(MqttEvent.None)
            .Gives("20 0C 00 00 09 15 00 01 'M' 16 00 02 's2'").Event(MqttEvent.Connected).Quiet();
    }

    [TestMethod]
    public void A_server_that_does_not_know_the_secret_is_left()
    {
        New().Open().Expects(Connect).Gives("F0 0B 18 09 15 00 01 'M' 16 00 02 'x1'").Event(MqttEvent.Closed, 0, MqttReason.ServerNotAuthentic);
        New().Open().Expects(Connect)
            .Gives("F0 0B 18 09 15 00 01 'M' 16 00 02 's1'").Expects("F0 0B 18 09 15 00 01 'M' 16 00 02 'c1'")
            .Gives("20 0C 00 00 09 15 00 01 'M' 16 00 02 'x2'").Event(MqttEvent.Closed, 0, MqttReason.ServerNotAuthentic).Quiet();
    }

    [TestMethod]
    public void A_server_that_skips_the_proof_is_left()
    {
        New().Open().Expects(Connect).Gives("20 07 00 00 04 15 00 01 'M'").Event(MqttEvent.Closed, 0, MqttReason.ServerNotAuthentic);
    }

    [TestMethod]
    [DataRow("20 03 00 00 00", "82")] // [MQTT-4.12.0-5]: CONNACK without the method
    [DataRow("20 07 00 00 04 15 00 01 'N'", "82")] // another method [MQTT-4.12.0-5]
    [DataRow("F0 06 18 04 15 00 01 'N'", "82")] // the same in AUTH [MQTT-4.12.0-5]
    [DataRow("F0 02 18 00", "82")] // AUTH without the method, §3.15.2.2.2
    [DataRow("F0 00", "82")] // success before CONNACK
    [DataRow("F0 06 19 04 15 00 01 'M'", "82")] // only a client begins anew
    [DataRow("F0 0A 18 08 15 00 01 'M' 15 00 01 'M'", "82")] // the method twice, §3.15.2.2.2
    [DataRow("F0 06 18 04 15 00 01 80", "81")] // a method that is no UTF-8 [MQTT-1.5.4-1]
    [DataRow("F0 06 18 05 15 00 01 'M'", "81")] // properties that reach beyond the packet, §2.2.2.1
    public void Errors_of_the_exchange(string bytes, string reason)
    {
        New().Open().Expects(Connect).Gives(bytes).Expects("E0 01 " + reason);
    }

    [TestMethod]
    public void A_refusal_ends_it()
    {
        New().Open().Expects(Connect).Gives("20 03 00 8C 00").Event(MqttEvent.Closed, 0, MqttReason.BadAuthenticationMethod).Quiet();
    }

    [TestMethod]
    public void It_can_be_repeated_on_the_standing_connection()
    {
        ScriptedBroker broker = New().Open().Expects(Connect)
            .Gives("F0 0B 18 09 15 00 01 'M' 16 00 02 's1'").Expects("F0 0B 18 09 15 00 01 'M' 16 00 02 'c1'")
            .Gives("20 0C 00 00 09 15 00 01 'M' 16 00 02 's2'").Event(MqttEvent.Connected);
        broker.Session.Reauthenticate();
        broker.Expects("F0 0B 19 09 15 00 01 'M' 16 00 02 'c0'")
            .Gives("F0 0B 18 09 15 00 01 'M' 16 00 02 's1'").Expects("F0 0B 18 09 15 00 01 'M' 16 00 02 'c1'")
            .Gives("F0 0B 00 09 15 00 01 'M' 16 00 02 's2'").Quiet();
        Assert.AreEqual(MqttState.Connected, broker.Session.State);
    }

    [TestMethod]
    public void Version_311_has_none()
    {
        var options = new MqttOptions { Version = MqttVersion.V311, ClientId = "n", Authenticator = new TwoSteps() };
        new ScriptedBroker(new MqttSession(options), 4096).Open().Expects("10 0D 00 04 'MQTT' 04 02 00 3C 00 01 'n'")
            .Gives("20 02 00 00").Event(MqttEvent.Connected);
    }

    private static ScriptedBroker New(int piece = 4096) =>
        new(new MqttSession(new MqttOptions { ClientId = "n", Authenticator = new TwoSteps() }), piece);

    /// <summary>c0, s1, c1, s2.</summary>
    private sealed class TwoSteps : IMqttAuthenticator
    {
        public byte[] Method { get; } = "M"u8.ToArray();

        public byte[] Data { get; } = "c0"u8.ToArray();

        public int DataCount => 2;

        public void Begin() => Data[1] = (byte)'0';

        public bool Continue(byte[] buffer, int offset, int count, bool isLast)
        {
            Data[1]++;
            return count == 2 && buffer[offset] == 's' && isLast == (Data[1] == '2') && buffer[offset + 1] == Data[1];
        }
    }
}
