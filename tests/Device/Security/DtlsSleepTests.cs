using System;
using Telenode.Security;

namespace Telenode.Tests.Security;

[TestClass]
public class DtlsSleepTests
{
    [TestMethod]
    public void A_suspended_association_goes_on_where_it_was()
    {
        var pair = new DtlsPair(new DtlsOptions(), new DtlsOptions { ConnectionIdLength = 3 });
        pair.Connect();
        Assert.IsTrue(pair.Echoes());
        byte[] kept = new byte[DtlsConnection.MaxSuspended];
        int count = pair.Client.Suspend(kept, 0, kept.Length);
        Assert.IsTrue(count > 0);
        Assert.AreEqual(0, pair.FromClient("01"), "a suspended connection sends nothing");
        Assert.AreEqual(0, pair.FromClient(), "and says nothing");

        pair.Client = new DtlsPair().Client;
        Assert.IsTrue(pair.Client.Restore(kept, 0, count));
        for (int i = 0; i < count; i++)
        {
            Assert.IsTrue(kept[i] == 0, "the copy is cleared");
        }

        Assert.AreEqual(0, pair.FromClient("01"), "not before the session has been saved over it");
        Assert.IsTrue(pair.Client.SaveSession(kept, 0, kept.Length) > 0);
        pair.Port = 77;
        Assert.IsTrue(pair.Echoes(), "from another address");
    }

    [TestMethod]
    public void After_a_crash_only_the_session_is_left_and_resumes()
    {
        var pair = new DtlsPair();
        pair.Connect();
        byte[] kept = new byte[DtlsConnection.MaxSuspended];
        int count = pair.Client.Suspend(kept, 0, kept.Length);
        pair.Client.Restore(kept, 0, count);
        count = pair.Client.SaveSession(kept, 0, kept.Length);
        Assert.IsTrue(pair.Echoes());

        // Power is lost here.
        pair.Client = new DtlsPair().Client;
        Assert.IsFalse(pair.Client.Restore(kept, 0, count));
        pair.Connect();
        Assert.IsTrue(pair.Client.IsResumed);
        Assert.IsTrue(pair.Echoes());
    }

    [TestMethod]
    public void What_was_received_before_the_sleep_stays_a_replay()
    {
        var pair = new DtlsPair();
        pair.Connect();
        byte[] record = new byte[64];
        pair.FromClient("01");
        pair.ToServer();
        byte[] data = { 1, 2, 3 };
        int length = pair.Peer.Protect(data, 0, 3, record, 0, 64);
        Array.Copy(record, pair.Wire, length);
        pair.WireCount = length;
        pair.ToClient();
        Assert.AreEqual("010203", pair.ClientData);

        byte[] kept = new byte[DtlsConnection.MaxSuspended];
        int count = pair.Client.Suspend(kept, 0, kept.Length);
        pair.Client.Restore(kept, 0, count);
        pair.Client.SaveSession(kept, 0, kept.Length);
        Array.Copy(record, pair.Wire, length);
        pair.WireCount = length;
        pair.ToClient();
        Assert.AreEqual("010203", pair.ClientData);
        Assert.AreEqual(1, pair.Client.Counters.Replayed);
    }

    [TestMethod]
    public void Rubbish_is_not_restored()
    {
        DtlsConnection client = new DtlsPair().Client;
        for (int length = 0; length < 200; length += 9)
        {
            byte[] rubbish = new byte[length];
            new CountingRandom().Fill(rubbish, 0, length);
            Assert.IsFalse(client.Restore(rubbish, 0, length));
        }

        var pair = new DtlsPair();
        pair.Connect();
        byte[] kept = new byte[DtlsConnection.MaxSuspended];
        int count = pair.Client.Suspend(kept, 0, kept.Length);
        for (int cut = 0; cut < count; cut += 7)
        {
            byte[] part = new byte[cut];
            Array.Copy(kept, part, cut);
            Assert.IsFalse(client.Restore(part, 0, cut), "cut at " + cut);
        }
    }
}
