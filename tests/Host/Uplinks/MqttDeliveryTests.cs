using Telenode.Mqtt;
using Telenode.Telemetry;
using Telenode.Uplinks;

namespace Telenode.Tests.Host.Uplinks;

/// <summary>What becomes of readings whose packs were under way when a connection or a broker's session was lost.</summary>
[TestClass]
public sealed class MqttDeliveryTests
{
    private const long Dated = 1_781_946_000_000;

    [TestMethod]
    [DataRow(1)]
    [DataRow(2)]
    public void What_the_broker_had_not_answered_is_sent_again_when_it_has_lost_the_session(int qos)
    {
        UplinkDesk desk = New(qos).Connects().Takes(215);
        (string identifier, string payload) = desk.Packs().Single();
        desk.Breaks().Connects("20 03 00 00 00");
        (string again, string samePayload) = desk.Packs().Single();
        Assert.AreEqual((identifier, payload), (again, samePayload));
        Assert.AreEqual(1, desk.Outbox.Waiting);
        desk.Gives((qos == 1 ? "40 02" : "50 02") + again);
        desk.Gives(qos == 1 ? "" : "70 02" + again);
        Assert.AreEqual(1, desk.Outbox.Acknowledged);
    }

    [TestMethod]
    public void What_the_broker_has_answered_with_PUBREC_is_its_own_even_if_it_loses_the_session()
    {
        UplinkDesk desk = New(2).Connects().Takes(215);
        string identifier = desk.Packs().Single().Identifier;
        desk.Gives("50 02" + identifier);
        CollectionAssert.Contains(desk.Packets(), "6202" + identifier);
        desk.Breaks().Connects("20 03 00 00 00");
        Assert.IsEmpty(desk.Packs(), "published again it could arrive twice");
        Assert.AreEqual(1, desk.Outbox.Acknowledged);
        Assert.AreEqual(0, desk.Outbox.Waiting);
    }

    [TestMethod]
    public void Ages_are_told_anew_after_an_outage()
    {
        UplinkDesk desk = New(1, PackFormat.SenmlJson).Connects();
        desk.Takes(215).Passes(Packer.AwaitClockMs);
        StringAssert.Contains(Text(desk), "\"bt\":-60");
        desk.Breaks();
        desk.Passes(30_000);
        if (desk.Uplink.State != UplinkState.Connecting)
        {
            desk.Passes(100_000);
        }

        long age = (desk.Now - 1000) / 1000;
        desk.Connects();
        StringAssert.Contains(Text(desk), $"\"bt\":-{age}");
        Assert.AreEqual(1, desk.Outbox.Waiting);
    }

    [TestMethod]
    public void And_become_dates_when_the_clock_has_been_set_meanwhile()
    {
        UplinkDesk desk = New(1, PackFormat.SenmlJson).Connects();
        desk.Takes(215).Passes(Packer.AwaitClockMs);
        StringAssert.Contains(Text(desk), "\"bt\":-60");
        desk.Breaks();
        desk.ClockSetTo = Dated;
        desk.Connects();
        StringAssert.Contains(Text(desk), "\"bt\":1781946001", "when it was taken");
    }

    [TestMethod]
    public void At_QoS_2_an_age_stays_as_it_was_sent()
    {
        // The broker may have the pack already, and would take another one for another message.
        UplinkDesk desk = New(2, PackFormat.SenmlJson).Connects();
        desk.Takes(215).Passes(Packer.AwaitClockMs);
        StringAssert.Contains(Text(desk), "\"bt\":-60");
        desk.Breaks().Connects("20 03 01 00 00");
        StringAssert.Contains(Text(desk), "\"bt\":-60");
    }

    [TestMethod]
    public void Dated_packs_keep_their_session_and_identifier()
    {
        UplinkDesk desk = New(1).Connects();
        desk.ClockSetTo = Dated;
        string identifier = desk.Takes(215).Packs().Single().Identifier;
        desk.Breaks().Connects("20 03 01 00 00");
        Assert.AreEqual(identifier, desk.Packs().Single().Identifier);
    }

    private static string Text(UplinkDesk desk) => System.Text.Encoding.UTF8.GetString(Convert.FromHexString(desk.Packs().Single().Payload));

    private static UplinkDesk New(int qos, PackFormat format = PackFormat.SenmlCbor)
    {
        var desk = new UplinkDesk(new UplinkOptions { Qos = qos, Format = format });
        desk.ClockSetTo = format == PackFormat.SenmlCbor ? Dated : Telenode.Core.Time.Unknown;
        return desk;
    }
}
