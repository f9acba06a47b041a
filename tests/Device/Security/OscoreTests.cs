using System;
using Telenode.Security;

namespace Telenode.Tests.Security;

/// <summary>Rules of RFC 8613 that its vectors do not show. "tv1" is Uri-Path, 60 is Observe with no value (0), 61xx with one.</summary>
[TestClass]
public class OscoreTests
{
    private const string Get = "01 b3747631";

    [TestMethod]
    public void Only_class_U_options_stay_readable_and_all_come_back_in_order()
    {
        var pair = new OscorePair();

        // Uri-Host, Uri-Port, Uri-Path, Max-Age, Accept, Hop-Limit in between, Block1, Proxy-Scheme, Size1, unknown 65000, payload.
        const string message = "03 3168 4216 33 43747631 313c 2110 11 32 a1 0a c3636f61 d1 08 80 e1 fcaf 07 ff 0102";
        pair.Request(message);
        Assert.AreEqual(0x02, (int)pair.Wire[0]);
        Assert.AreEqual("3168421633", Hex.Text(pair.Wire, 1, 5));
        Assert.AreEqual(pair.Sent, pair.Received);
    }

    [TestMethod]
    public void A_request_passes_once()
    {
        var pair = new OscorePair();
        pair.Request(Get);
        Assert.AreEqual(OscoreError.Replay, pair.Deliver());
        pair.Request(Get);
        Assert.AreEqual(pair.Sent, pair.Received);
    }

    [TestMethod]
    public void A_response_passes_once_and_only_to_its_own_request()
    {
        var pair = new OscorePair();
        var other = new OscoreExchange();
        pair.Request(Get, other);
        pair.Request(Get);
        Assert.IsTrue(pair.Respond("45 ff 31") > 0);
        Assert.AreEqual(OscoreError.DecryptionFailed, pair.DeliverResponse(other));
        Assert.IsTrue(pair.DeliverResponse() > 0);
        Assert.AreEqual(OscoreError.Replay, pair.DeliverResponse());
    }

    [TestMethod]
    public void Every_flipped_bit_of_a_request_is_refused_or_changes_only_what_is_public()
    {
        var pair = new OscorePair();
        byte[] wire = new byte[64];
        int count = pair.Protect(Get);
        Array.Copy(pair.Wire, wire, count);
        for (int bit = 8; bit < count * 8; bit++)
        {
            Array.Copy(wire, pair.Wire, count);
            pair.Wire[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.IsTrue(pair.Deliver() < 0, "bit " + bit);
        }

        Array.Copy(wire, pair.Wire, count);
        Assert.IsTrue(pair.Deliver() > 0, "the untouched request after all the forged ones");
    }

    [TestMethod]
    public void Observe_is_inner_and_outer_and_notifications_carry_their_own_number()
    {
        var pair = new OscorePair();
        pair.Request("01 60 53747631");
        Assert.AreEqual(0x05, (int)pair.Wire[0], "outer FETCH");
        Assert.AreEqual("0160" + "53747631", pair.Received);

        Assert.IsTrue(pair.Respond("45 6105 ff 31") > 0);
        Assert.AreEqual("456105", Hex.Text(pair.Wire, 0, 3));
        Assert.IsTrue(pair.DeliverResponse() > 0);
        Assert.AreEqual("4560ff31", pair.Received, "the first has no number and is the oldest");

        pair.Respond("45 6106 ff 32");
        byte[] second = (byte[])pair.Wire.Clone();
        int secondCount = pair.WireCount;
        pair.Respond("45 6107 ff 33");
        Assert.IsTrue(pair.DeliverResponse() > 0);
        Assert.AreEqual("456101ff33", pair.Received);
        Array.Copy(second, pair.Wire, secondCount);
        pair.WireCount = secondCount;
        Assert.AreEqual(OscoreError.Replay, pair.DeliverResponse(), "an older notification");
        pair.Respond("84");
        Assert.IsTrue(pair.DeliverResponse() > 0, "an error without Observe ends the observation");
        Assert.AreEqual(OscoreError.Replay, pair.DeliverResponse());
    }

    [TestMethod]
    public void An_observe_response_to_a_plain_request_is_ignored()
    {
        var pair = new OscorePair();
        pair.Request(Get);
        pair.Respond("45 6105 ff 31");
        Assert.AreEqual(OscoreError.Malformed, pair.DeliverResponse());
    }

    [TestMethod]
    public void After_a_reset_the_first_request_must_echo()
    {
        var pair = new OscorePair(serverRestarted: true);
        Assert.AreEqual(OscoreError.NotFresh, pair.Protect(Get) > 0 ? pair.Deliver() : 0);
        byte[] replay = (byte[])pair.Wire.Clone();
        Assert.IsTrue(pair.Challenge() > 0);
        Assert.AreEqual(0x92, (int)pair.Wire[1], "the challenge carries a Partial IV");
        Assert.IsTrue(pair.DeliverResponse() > 0);
        Assert.AreEqual("81dd", pair.Received.Substring(0, 2) + "dd");
        string echo = pair.Received.Substring(6);
        pair.Request("01 b3747631 d8 e4" + echo);
        Assert.AreEqual(pair.Sent, pair.Received);
        pair.Request(Get);
        Assert.AreEqual(pair.Sent, pair.Received);
    }

    [TestMethod]
    public void A_wrong_echo_is_not_fresh()
    {
        var pair = new OscorePair(serverRestarted: true);
        pair.Protect("01 b3747631 d8 e4 0000000000000000");
        Assert.AreEqual(OscoreError.NotFresh, pair.Deliver(), "nothing was asked yet");
        pair.Challenge();
        pair.Protect("01 b3747631 d8 e4 0000000000000000");
        Assert.AreEqual(OscoreError.NotFresh, pair.Deliver());
    }

    [TestMethod]
    public void Sequence_numbers_are_stored_ahead_and_never_come_twice()
    {
        var store = new CountingStore();
        OscoreContext context = OscorePair.Context("", "01", true, store, 0);
        for (int i = 0; i < 10; i++)
        {
            Assert.IsTrue(context.NextSequence < store.Stored || i % 4 == 0);
            Assert.IsTrue(OscorePair.ProtectWith(context, Get) > 0);
            Assert.IsTrue(context.NextSequence <= store.Stored);
        }

        Assert.AreEqual(3, store.Writes);
        OscoreContext restarted = OscorePair.Context("", "01", true, store, store.Stored);
        Assert.IsTrue(restarted.NextSequence >= context.NextSequence);
        store.Fails = true;
        Assert.AreEqual(OscoreError.StoreFailed, OscorePair.ProtectWith(restarted, Get));
        store.Fails = false;
        Assert.IsTrue(OscorePair.ProtectWith(restarted, Get) > 0);
    }

    [TestMethod]
    public void The_last_sequence_number_is_the_last()
    {
        OscoreContext context = OscorePair.Context("", "01", true, null, (1L << 40) - 1);
        Assert.IsTrue(OscorePair.ProtectWith(context, Get) > 0);
        Assert.AreEqual(OscoreError.SequenceExhausted, OscorePair.ProtectWith(context, Get));
    }

    [TestMethod]
    public void Errors_have_the_responses_of_section_8_2()
    {
        byte[] output = new byte[40];
        int count = OscoreError.WriteResponse(OscoreError.DecryptionFailed, output, 0, 40);
        Assert.AreEqual("80d001ff" + "44656372797074696f6e206661696c6564", Hex.Text(output, 0, count));
        Assert.IsTrue(OscoreError.WriteResponse(OscoreError.Replay, output, 0, 40) > 0);
        Assert.AreEqual(0x81, (int)output[0]);
        Assert.IsTrue(OscoreError.WriteResponse(OscoreError.Malformed, output, 0, 40) > 0);
        Assert.AreEqual(0x82, (int)output[0]);
        Assert.AreEqual(0, OscoreError.WriteResponse(OscoreError.NotFresh, output, 0, 40));
    }

    [TestMethod]
    public void A_context_is_found_by_kid()
    {
        var pair = new OscorePair();
        var contexts = new OscoreContext[] { null, OscorePair.Context("01", "05", true, null, 0), pair.Server };
        int count = pair.Protect(Get);
        Assert.AreEqual(2, OscoreContext.Find(contexts, pair.Wire, 0, count));
        contexts[2] = null;
        Assert.AreEqual(OscoreError.NoContext, OscoreContext.Find(contexts, pair.Wire, 0, count));
        byte[] open = Hex.Bytes(Get);
        Assert.AreEqual(OscoreError.NotProtected, OscoreContext.Find(contexts, open, 0, open.Length));
    }

    [TestMethod]
    public void What_must_not_be_protected_is_our_own_mistake()
    {
        OscoreContext context = OscorePair.Context("", "01", true, null, 0);
        Assert.ThrowsException(typeof(ArgumentException), () => OscorePair.ProtectWith(context, "01 90"), "nested OSCORE");
        Assert.ThrowsException(typeof(ArgumentException), () => OscorePair.ProtectWith(context, "01 d11668"), "Proxy-Uri");
        Assert.ThrowsException(typeof(ArgumentException), () => OscorePair.ProtectWith(context, "01 b4 00"), "cut option");
        Assert.AreEqual(0L, context.NextSequence);
    }
}
