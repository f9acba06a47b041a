using Telenode.Security;

namespace Telenode.Tests.Security;

/// <summary>RFC 8613 Appendix C, whole. Keys, IVs and additional data show in the ciphertexts; a message here starts at the code byte,
/// so the RFC's header and token are left out.</summary>
[TestClass]
public class OscoreVectorTests
{
    private const string Secret = "0102030405060708090a0b0c0d0e0f10";
    private const string Salt = "9e7ca92223786340";
    private const string IdContext = "37cbf3210017a2d3";
    private const string PlainRequest = "01 396c6f63616c686f7374 83747631";
    private const string PlainResponse = "45 ff48656c6c6f20576f726c6421";

    [TestMethod]
    public void C1_and_C4_request_with_master_salt()
        => CheckRequest(Salt, null, "", "01", "02 396c6f63616c686f7374 620914 ff 612f1092f1776f1c1668b3825e");

    [TestMethod]
    public void C2_and_C5_request_without_master_salt()
        => CheckRequest("", null, "00", "01", "02 396c6f63616c686f7374 63091400 ff 4ed339a5a379b0b8bc731fffb0");

    [TestMethod]
    public void C3_and_C6_request_with_id_context()
        => CheckRequest(
            Salt, IdContext, "", "01",
            "02 396c6f63616c686f7374 6b19140837cbf3210017a2d3 ff 72cd7273fd331ac45cffbe55c3");

    [TestMethod]
    public void C7_response_with_the_nonce_of_the_request()
        => CheckResponse(false, "44 90 ff dbaad1e9a7e7b2a813d3c31524378303cdafae119106");

    [TestMethod]
    public void C8_response_with_a_partial_iv()
        => CheckResponse(true, "44 920100 ff 4d4c13669384b67354b2b6175ff4b8658c666a6cf88e");

    /// <summary>C.1 to C.3 give the keys themselves too; a known key under a known IV would hide a fault that two contexts share.</summary>
    [TestMethod]
    public void C1_to_C3_key_derivation()
    {
        CheckDerivation("8540f60a634b657910", Salt, "f0910ed7295e6ad4b54fc793154302ff");
        CheckDerivation("854101f60a634b657910", Salt, "ffb14e093c94c9cac9471648b4f98710");
        CheckDerivation("8540f60a6249560d", Salt, "4622d4dd6d944168eefb54987c");
        CheckDerivation("854100f60a634b657910", "", "321b26943253c7ffb6003b0b64d74041");
        CheckDerivation("854101f60a634b657910", "", "e57b5635815177cd679ab4bcec9d7dda");
        CheckDerivation("8540f60a6249560d", "", "be35ae297d2dace910c52e99f9");
        CheckDerivation("85404837cbf3210017a2d30a634b657910", Salt, "af2a1300a5e95788b356336eeecd2b92");
        CheckDerivation("8541014837cbf3210017a2d30a634b657910", Salt, "e39a0c7c77b43f03b4b39ab9a268699f");
        CheckDerivation("85404837cbf3210017a2d30a6249560d", Salt, "2ca58fb85ff1b81c0b7181b85e");
    }

    private static void CheckDerivation(string info, string salt, string expected)
    {
        byte[] infoBytes = Hex.Bytes(info);
        byte[] output = new byte[expected.Length / 2];
        var hkdf = new Hkdf(new ManagedCrypto(), 32);
        hkdf.Extract(Hex.Bytes(salt), Hex.Bytes(Secret));
        hkdf.Expand(infoBytes, infoBytes.Length, output, 0, output.Length);
        Assert.AreEqual(expected, Hex.Text(output, 0, output.Length));
    }

    private static void CheckRequest(string salt, string idContext, string clientId, string serverId, string expected)
    {
        OscoreContext client = Context(salt, idContext, clientId, serverId, 20);
        OscoreContext server = Context(salt, idContext, serverId, clientId, 0);
        byte[] plain = Hex.Bytes(PlainRequest);
        byte[] wire = new byte[100];
        int count = client.ProtectRequest(new OscoreExchange(), plain, 0, plain.Length, wire, 0, 100);
        byte[] expectedBytes = Hex.Bytes(expected);
        Assert.AreEqual(Hex.Text(expectedBytes, 0, expectedBytes.Length), Hex.Text(wire, 0, count));
        Assert.AreEqual(21L, client.NextSequence);
        byte[] back = new byte[100];
        count = server.UnprotectRequest(new OscoreExchange(), wire, 0, count, back, 0, 100);
        Assert.AreEqual(Hex.Text(plain, 0, plain.Length), Hex.Text(back, 0, count));
    }

    private static void CheckResponse(bool withPartialIv, string expected)
    {
        OscoreContext client = Context(Salt, null, "", "01", 20);
        OscoreContext server = Context(Salt, null, "01", "", 0);
        byte[] request = Hex.Bytes(PlainRequest);
        byte[] wire = new byte[100];
        byte[] back = new byte[100];
        var asked = new OscoreExchange();
        var answered = new OscoreExchange();
        int count = client.ProtectRequest(asked, request, 0, request.Length, wire, 0, 100);
        Assert.IsTrue(server.UnprotectRequest(answered, wire, 0, count, back, 0, 100) > 0);
        answered.UsesOwnPartialIv = withPartialIv;

        byte[] plain = Hex.Bytes(PlainResponse);
        count = server.ProtectResponse(answered, plain, 0, plain.Length, wire, 0, 100);
        byte[] expectedBytes = Hex.Bytes(expected);
        Assert.AreEqual(Hex.Text(expectedBytes, 0, expectedBytes.Length), Hex.Text(wire, 0, count));
        count = client.UnprotectResponse(asked, wire, 0, count, back, 0, 100);
        Assert.AreEqual(Hex.Text(plain, 0, plain.Length), Hex.Text(back, 0, count));
    }

    private static OscoreContext Context(string salt, string idContext, string senderId, string recipientId, long first)
    {
        return new OscoreContext(new ManagedCrypto(), new CountingRandom(), new OscoreParameters
        {
            MasterSecret = Hex.Bytes(Secret),
            MasterSalt = Hex.Bytes(salt),
            IdContext = idContext == null ? null : Hex.Bytes(idContext),
            SendsIdContext = idContext != null,
            SenderId = Hex.Bytes(senderId),
            RecipientId = Hex.Bytes(recipientId),
            FirstSequence = first,
            NeverUsed = true,
        });
    }
}
