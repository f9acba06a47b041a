using System;
using Telenode.Security;

namespace Telenode.Tests.Security;

[TestClass]
public class AesCcmTests
{
    private const string Rfc3610Key = "c0c1c2c3c4c5c6c7c8c9cacbcccdcecf";

    [TestMethod]
    public void Rfc3610_packet_vectors_1_and_2_with_8_byte_tags()
    {
        Check(8, Rfc3610Key, "00000003020100a0a1a2a3a4a5", "0001020304050607", "08090a0b0c0d0e0f101112131415161718191a1b1c1d1e",
            "588c979a61c663d2f066d0c2c0f989806d5f6b61dac38417e8d12cfdf926e0");
        Check(8, Rfc3610Key, "00000004030201a0a1a2a3a4a5", "0001020304050607", "08090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f",
            "72c91a36e135f8cf291ca894085c87e3cc15c439c9e43a3ba091d56e10400916");
    }

    [TestMethod]
    public void Rfc3610_packet_vector_7_with_a_10_byte_tag()
    {
        Check(10, Rfc3610Key, "00000009080706a0a1a2a3a4a5", "0001020304050607", "08090a0b0c0d0e0f101112131415161718191a1b1c1d1e",
            "0135d1b2c95f41d5d1d4fec185d166b8094e999dfed96c048c56602c97acbb7490");
    }

    /// <summary>SP 800-38C appendix C, examples 1 to 3: the nonce lengths 7, 8 and 12.</summary>
    [TestMethod]
    public void Sp800_38C_examples()
    {
        const string key = "404142434445464748494a4b4c4d4e4f";
        Check(4, key, "10111213141516", "0001020304050607", "20212223", "7162015b4dac255d");
        Check(6, key, "1011121314151617", "000102030405060708090a0b0c0d0e0f", "202122232425262728292a2b2c2d2e2f",
            "d2a1f0e051ea5f62081a7792073d593d1fc64fbfaccd");
        Check(8, key, "101112131415161718191a1b", "000102030405060708090a0b0c0d0e0f10111213",
            "202122232425262728292a2b2c2d2e2f3031323334353637",
            "e3b201a9f5b71a7a9b1ceaeccd97e70b6176aad9a4428aa5484392fbc1b09951");
    }

    [TestMethod]
    public void A_50_byte_record_costs_two_cipher_calls_and_eleven_blocks()
    {
        var aes = new ManagedAes();
        var ccm = new AesCcm(aes, 8, 128);
        byte[] key = new byte[16];
        byte[] data = new byte[58];
        ccm.SetKey(key, 0, 16);
        ccm.Encrypt(key, 0, 12, key, 0, 13, data, 0, 50);
        Assert.AreEqual(2, aes.CallCount);
        Assert.AreEqual(11, aes.BlockCount);
    }

    [TestMethod]
    public void Any_flipped_bit_is_refused_and_leaves_no_plaintext()
    {
        byte[] key = Hex.Bytes(Rfc3610Key);
        byte[] nonce = Hex.Bytes("00000003020100a0a1a2a3a4a5");
        byte[] aad = Hex.Bytes("0001020304050607");
        byte[] whole = Hex.Bytes("588c979a61c663d2f066d0c2c0f989806d5f6b61dac38417e8d12cfdf926e0");
        byte[] data = new byte[whole.Length];
        var ccm = new AesCcm(new ManagedAes(), 8, 64);
        ccm.SetKey(key, 0, 16);
        for (int bit = 0; bit < whole.Length * 8; bit += 3)
        {
            Array.Copy(whole, data, whole.Length);
            data[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.IsFalse(ccm.Decrypt(nonce, 0, 13, aad, 0, 8, data, 0, data.Length));
            for (int i = 0; i < data.Length - 8; i++)
            {
                Assert.IsTrue(data[i] == 0);
            }
        }

        Assert.IsFalse(ccm.Decrypt(nonce, 0, 13, aad, 0, 7, whole, 0, whole.Length), "shorter additional data");
        Assert.IsFalse(ccm.Decrypt(nonce, 0, 13, aad, 0, 8, data, 0, 7), "shorter than a tag");
    }

    [TestMethod]
    public void Lengths_out_of_range_are_our_own_mistake()
    {
        Assert.ThrowsException(typeof(ArgumentException), () => new AesCcm(new ManagedAes(), 7, 64));
        Assert.ThrowsException(typeof(ArgumentException), () => new AesCcm(new ManagedAes(), 8, 16));
        var ccm = new AesCcm(new ManagedAes(), 8, 64);
        byte[] bytes = new byte[16];
        Assert.ThrowsException(typeof(ArgumentException), () => ccm.Encrypt(bytes, 0, 14, bytes, 0, 0, bytes, 0, 0));
        Assert.ThrowsException(typeof(ArgumentException), () => ccm.Encrypt(bytes, 0, 6, bytes, 0, 0, bytes, 0, 0));
        Assert.ThrowsException(typeof(ArgumentException), () => ccm.Encrypt(bytes, 0, 13, bytes, 0, 0, bytes, 0, 9));
    }

    [TestMethod]
    public void The_replay_window_takes_each_number_once_in_any_order()
    {
        var window = new ReplayWindow(32);
        Assert.IsTrue(window.IsFresh(0));
        window.Accept(5);
        Assert.IsFalse(window.IsFresh(5));
        Assert.IsTrue(window.IsFresh(4));
        window.Accept(4);
        Assert.IsFalse(window.IsFresh(4));
        window.Accept(36);
        Assert.IsFalse(window.IsFresh(4), "left the window");
        Assert.IsFalse(window.IsFresh(5), "still marked");
        Assert.IsTrue(window.IsFresh(6));
        window.Accept(36L + 100);
        Assert.IsFalse(window.IsFresh(36));
        Assert.IsTrue(window.IsFresh(105));
        Assert.IsFalse(window.IsFresh(104));
        window.Accept((1L << 48) - 1);
        Assert.IsFalse(window.IsFresh((1L << 48) - 1));
    }

    private static void Check(int tag, string key, string nonce, string aad, string plain, string sealedText)
    {
        byte[] keyBytes = Hex.Bytes(key);
        byte[] nonceBytes = Hex.Bytes(nonce);
        byte[] aadBytes = Hex.Bytes(aad);
        byte[] plainBytes = Hex.Bytes(plain);
        byte[] data = new byte[plainBytes.Length + tag];
        Array.Copy(plainBytes, data, plainBytes.Length);
        var ccm = new AesCcm(new ManagedAes(), tag, 32);
        ccm.SetKey(keyBytes, 0, keyBytes.Length);
        ccm.Encrypt(nonceBytes, 0, nonceBytes.Length, aadBytes, 0, aadBytes.Length, data, 0, plainBytes.Length);
        Assert.AreEqual(sealedText, Hex.Text(data, 0, data.Length));
        Assert.IsTrue(ccm.Decrypt(nonceBytes, 0, nonceBytes.Length, aadBytes, 0, aadBytes.Length, data, 0, data.Length));
        Assert.AreEqual(plain, Hex.Text(data, 0, plainBytes.Length));
    }
}
