using System;
using System.Text;
using Telenode.Security;

namespace Telenode.Tests.Security;

[TestClass]
public class PrimitiveTests
{
    [TestMethod]
    public void Sha256_gives_the_digests_of_FIPS_180()
    {
        Assert.AreEqual("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855", Digest(""));
        Assert.AreEqual("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad", Digest("abc"));
        Assert.AreEqual(
            "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1",
            Digest("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq"));
    }

    [TestMethod]
    public void Sha256_does_not_care_how_the_message_is_cut()
    {
        byte[] message = Pattern(200);
        var whole = new Sha256();
        byte[] expected = new byte[32];
        byte[] digest = new byte[32];
        for (int length = 0; length <= 200; length += 7)
        {
            whole.Update(message, 0, length);
            whole.Finish(expected, 0);
            var parts = new Sha256();
            for (int i = 0; i < length; i++)
            {
                parts.Update(message, i, 1);
            }

            parts.Finish(digest, 0);
            CollectionAssert.AreEqual(expected, digest);
        }
    }

    [TestMethod]
    public void A_copied_hash_goes_on_by_itself()
    {
        byte[] message = System.Text.Encoding.UTF8.GetBytes("abc");
        var first = new Sha256();
        var second = new Sha256();
        byte[] digest = new byte[32];
        first.Update(message, 0, 2);
        second.CopyFrom(first);
        second.Finish(digest, 0);
        first.Update(message, 2, 1);
        first.Finish(digest, 0);
        Assert.AreEqual("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad", Hex.Text(digest, 0, 32));
    }

    /// <summary>The simulator's own HMAC has to be right before anything built on it can be.</summary>
    [TestMethod]
    public void Hmac_gives_RFC_4231_cases_2_and_6()
    {
        Assert.AreEqual(
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843",
            Hmac(System.Text.Encoding.UTF8.GetBytes("Jefe"), System.Text.Encoding.UTF8.GetBytes("what do ya want for nothing?")));
        byte[] key = new byte[131];
        for (int i = 0; i < key.Length; i++)
        {
            key[i] = 0xaa;
        }

        Assert.AreEqual(
            "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54",
            Hmac(key, System.Text.Encoding.UTF8.GetBytes("Test Using Larger Than Block-Size Key - Hash Key First")));
    }

    [TestMethod]
    public void Aes_gives_FIPS_197_appendix_C()
    {
        Assert.AreEqual("69c4e0d86a7b0430d8cdb78070b4c55a", AesBlock("000102030405060708090a0b0c0d0e0f"));
        Assert.AreEqual("dda97ca4864cdfe06eaf70a0ec0d7191", AesBlock("000102030405060708090a0b0c0d0e0f1011121314151617"));
        Assert.AreEqual(
            "8ea2b7ca516745bfeafc49904b496089",
            AesBlock("000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f"));
    }

    [TestMethod]
    public void Hkdf_gives_RFC_5869_A1_and_A3()
    {
        Assert.AreEqual(
            "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865",
            Derive("000102030405060708090a0b0c", "f0f1f2f3f4f5f6f7f8f9"));
        Assert.AreEqual(
            "8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d9d201395faa4b61a96c8",
            Derive("", ""));
    }

    /// <summary>The vector that the TLS working group's list agreed on for P_SHA256.</summary>
    [TestMethod]
    public void Prf_gives_the_known_100_bytes()
    {
        byte[] output = new byte[100];
        var prf = new TlsPrf(new ManagedCrypto());
        byte[] secret = Hex.Bytes("9bbe436ba940f017b17652849a71db35");
        byte[] seed = Hex.Bytes("a0ba9f936cda311827a6f796ffd5198c");
        prf.Begin(System.Text.Encoding.UTF8.GetBytes("test label"));
        prf.AddSeed(seed, 0, seed.Length);
        prf.Expand(secret, secret.Length, output, 0, 100);
        Assert.AreEqual(
            "e3f229ba727be17b8d122620557cd453c2aab21d07c3d495329b52d4e61edb5a6b301791e90d35c9c9a46b4e14baf9af0fa022f7077def17abfd3797c"
            + "0564bab4fbc91666e9def9b97fce34f796789baa48082d122ee42c5a72e5a5110fff70187347b66",
            Hex.Text(output, 0, 100));
    }

    private static string Digest(string text)
    {
        byte[] message = System.Text.Encoding.UTF8.GetBytes(text);
        byte[] digest = new byte[34];
        var hash = new Sha256();
        hash.Update(message, 0, message.Length);
        hash.Finish(digest, 2);
        return Hex.Text(digest, 2, 32);
    }

    private static string Hmac(byte[] key, byte[] data)
    {
        byte[] mac = new byte[32];
        new ManagedCrypto().HmacSha256(key, 0, key.Length, data, 0, data.Length, mac, 0);
        return Hex.Text(mac, 0, 32);
    }

    private static string AesBlock(string key)
    {
        byte[] keyBytes = Hex.Bytes(key);
        byte[] block = Hex.Bytes("00112233445566778899aabbccddeeff");
        var aes = new ManagedAes();
        aes.SetKey(keyBytes, 0, keyBytes.Length);
        byte[] chain = new byte[16];
        aes.ChainBlocks(block, 0, 16, chain);
        aes.EncryptBlocks(block, 0, 16);
        CollectionAssert.AreEqual(block, chain);
        return Hex.Text(block, 0, 16);
    }

    private static string Derive(string salt, string info)
    {
        byte[] output = new byte[42];
        byte[] infoBytes = Hex.Bytes(info);
        var hkdf = new Hkdf(new ManagedCrypto(), 16);
        hkdf.Extract(Hex.Bytes(salt), Hex.Bytes("0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b"));
        hkdf.Expand(infoBytes, infoBytes.Length, output, 0, 42);
        return Hex.Text(output, 0, 42);
    }

    private static byte[] Pattern(int count)
    {
        byte[] bytes = new byte[count];
        for (int i = 0; i < count; i++)
        {
            bytes[i] = (byte)(i * 7);
        }

        return bytes;
    }
}
