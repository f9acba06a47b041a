using Telenode.Tests.Host.Security;
using Telenode.Uplinks;

namespace Telenode.Tests.Host.Mqtt;

/// <summary>SCRAM-SHA-256 with the messages of RFC 7677 §3, and with servers that are not what they say.</summary>
[TestClass]
public class ScramTests
{
    private const string ClientFirst = "n,,n=user,r=rOprNGfwEbeRWgbNEkqO";
    private const string Nonce = "rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0";
    private const string ServerFirst = "r=" + Nonce + ",s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096";
    private const string ClientFinal = "c=biws,r=" + Nonce + ",p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=";
    private const string ServerFinal = "v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=";

    [TestMethod]
    public void The_exchange_of_RFC_7677_spread_over_turns()
    {
        var crypto = new CountingCrypto();
        var scram = New(crypto);
        scram.Begin();
        Assert.AreEqual(ClientFirst, Sent(scram));
        Assert.IsTrue(Give(scram, ServerFirst, false), "server-first");
        int turns = 0;
        while (scram.IsBusy)
        {
            int before = crypto.Hmacs;
            scram.Work(100);
            Assert.IsTrue(crypto.Hmacs - before <= 104, "no turn does more than its part"); // 2 keys, 1 signature
            turns++;
        }

        Assert.AreEqual(41, turns); // 4095 rounds after the first
        Assert.AreEqual(ClientFinal, Sent(scram));
        Assert.IsTrue(Give(scram, ServerFinal, true), "server-final");
        Assert.IsTrue(scram.Failure == null, "no failure");

        // Again, as after a reconnect: the keys are known, so that it costs two HMACs.
        scram.Begin();
        int known = crypto.Hmacs;
        Assert.IsTrue(Give(scram, ServerFirst, false), "server-first again");
        Assert.IsFalse(scram.IsBusy);
        Assert.AreEqual(ClientFinal, Sent(scram));
        Assert.IsTrue(Give(scram, ServerFinal, true), "server-final again");
        Assert.AreEqual(2, crypto.Hmacs - known);
    }

    [TestMethod]
    [DataRow("")]
    [DataRow("r=" + Nonce + ",s=W22ZaJ0SNY7soEsUEjb6gQ==")] // no rounds
    [DataRow("r=" + Nonce + ",i=4096,s=W22ZaJ0SNY7soEsUEjb6gQ==")] // the order is fixed, RFC 5802 §7
    [DataRow("m=1,r=" + Nonce + ",s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096")] // a mandatory extension that we do not know, §5.1
    [DataRow("r=rOprNGfwEbeRWgbNEkqO,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096")] // adds nothing to our nonce
    [DataRow("r=rOprNGfwEbeRWgbNEkqX%hvYDpWUa,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096")] // not our nonce
    [DataRow("r=rOpr,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096")] // cut off
    [DataRow("r=" + Nonce + ",s=,i=4096")] // no salt
    [DataRow("r=" + Nonce + ",s=W22ZaJ0SNY7soEsUEjb6gQ=,i=4096")] // no Base64
    [DataRow("r=" + Nonce + ",s=W22Z=J0SNY7soEsUEjb6gQ==,i=4096")] // padding within
    [DataRow("r=" + Nonce + ",s=W22Z*J0SNY7soEsUEjb6gQ==,i=4096")] // not of its alphabet
    [DataRow("r=" + Nonce + ",s=W22ZaJ0SNY7soEsUEjb6gQ==,i=")] // no number
    [DataRow("r=" + Nonce + ",s=W22ZaJ0SNY7soEsUEjb6gQ==,i=04096")] // begins with 0
    [DataRow("r=" + Nonce + ",s=W22ZaJ0SNY7soEsUEjb6gQ==,i=-4096")]
    [DataRow("r=" + Nonce + ",s=W22ZaJ0SNY7soEsUEjb6gQ==,i=99999999")] // would not fit a number
    [DataRow("r=" + Nonce + ",s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4095")] // a downgrade, RFC 7677 §4
    [DataRow("r=" + Nonce + ",s=W22ZaJ0SNY7soEsUEjb6gQ==,i=1")]
    [DataRow("r=" + Nonce + ",s=W22ZaJ0SNY7soEsUEjb6gQ==,i=100001")] // would keep the device busy
    [DataRow("e=unknown-user")]
    public void A_first_message_that_is_none_is_refused_before_any_proof(string message)
    {
        var scram = New(new CountingCrypto());
        scram.Begin();
        Assert.IsFalse(Give(scram, message, false));
        Assert.IsFalse(scram.IsBusy);
        Assert.IsTrue(scram.Failure != null, "it says why");
        Assert.IsFalse(Give(scram, ServerFirst, false), "the exchange is over");
    }

    [TestMethod]
    [DataRow("")]
    [DataRow("e=invalid-proof")]
    [DataRow("v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G8=")] // another signature
    [DataRow("v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95A==")] // 31 bytes
    [DataRow("v=")]
    public void A_server_that_does_not_know_the_secret_is_found_out(string message)
    {
        var scram = New(new CountingCrypto());
        scram.Begin();
        Give(scram, ServerFirst, false);
        scram.Work(4096);
        Assert.IsFalse(Give(scram, message, true));
        Assert.IsTrue(scram.Failure!.Contains("does not know the secret", StringComparison.Ordinal), scram.Failure);
    }

    [TestMethod]
    public void Steps_out_of_their_order_are_refused()
    {
        var scram = New(new CountingCrypto());
        Assert.IsFalse(Give(scram, ServerFirst, false), "before it has begun");
        scram.Begin();
        Assert.IsFalse(Give(scram, ServerFinal, true), "success before the proof");
        scram.Begin();
        Give(scram, ServerFirst, false);
        Assert.IsFalse(Give(scram, ServerFinal, true), "success while the proof is under way");
        Assert.IsFalse(scram.IsBusy, "the work is given up");
        scram.Begin();
        Give(scram, ServerFirst, false);
        scram.Work(4096);
        Assert.IsFalse(Give(scram, ServerFirst, false), "a second first message");
    }

    [TestMethod]
    public void A_name_is_escaped_and_extensions_are_passed_over()
    {
        var scram = new ScramSha256("a,b=c", "p", new CountingCrypto(), new VectorRandom());
        scram.Begin();
        Assert.AreEqual("n,,n=a=2Cb=3Dc,r=rOprNGfwEbeRWgbNEkqO", Sent(scram)); // RFC 5802 §5.1
        Assert.IsTrue(Give(scram, ServerFirst + ",x=later", false), "an extension");
    }

    [TestMethod]
    public void What_cannot_be_a_name_or_a_password_is_refused()
    {
        Assert.ThrowsExactly<ArgumentException>(() => new ScramSha256("", "p", new CountingCrypto(), new VectorRandom()));
        Assert.ThrowsExactly<ArgumentException>(() => new ScramSha256("u", "", new CountingCrypto(), new VectorRandom()));
        Assert.ThrowsExactly<ArgumentException>(() => new ScramSha256("u", "a\tb", new CountingCrypto(), new VectorRandom()));
        Assert.ThrowsExactly<ArgumentException>(() => new ScramSha256("u", "p", null!, new VectorRandom()));
    }

    private static ScramSha256 New(CountingCrypto crypto) => new ScramSha256("user", "pencil", crypto, new VectorRandom());

    private static string Sent(ScramSha256 scram) => System.Text.Encoding.UTF8.GetString(scram.Data, 0, scram.DataCount);

    private static bool Give(ScramSha256 scram, string message, bool isLast)
    {
        byte[] bytes = System.Text.Encoding.UTF8.GetBytes("[" + message + "]"); // bytes around it, which are not its
        return scram.Continue(bytes, 1, bytes.Length - 2, isLast);
    }
}
