using Telenode.Board;
using Telenode.Core;
using Telenode.Security;
using Telenode.SimBoard.Crypto;

namespace Telenode.Tests.Host.Board;

/// <summary>The board's cryptography, compiled for the PC over stand-ins that behave as nanoFramework's native code: same bytes, few calls.</summary>
[TestClass]
[DoNotParallelize]
public class BoardCryptoTests
{
    [TestMethod]
    public void It_gives_what_the_PC_gives()
    {
        var random = new Random(11);
        var board = new BoardCrypto();
        var pc = new PcCrypto();
        for (int round = 0; round < 500; round++)
        {
            byte[] key = Bytes(random, 16);
            IAes one = board.CreateAes();
            IAes other = pc.CreateAes();
            one.SetKey(key, 0, 16);
            other.SetKey(key, 0, 16);
            byte[] data = Bytes(random, 16 * random.Next(1, 20));
            byte[] same = (byte[])data.Clone();
            byte[] chain = Bytes(random, 16);
            byte[] sameChain = (byte[])chain.Clone();
            one.ChainBlocks(data, 0, data.Length, chain);
            other.ChainBlocks(same, 0, same.Length, sameChain);
            CollectionAssert.AreEqual(sameChain, chain);
            CollectionAssert.AreEqual(same, data, "the blocks are left as they are");
            one.EncryptBlocks(data, 0, data.Length);
            other.EncryptBlocks(same, 0, same.Length);
            CollectionAssert.AreEqual(same, data);

            byte[] hmacKey = Bytes(random, random.Next(100));
            byte[] mac = new byte[40];
            board.HmacSha256(hmacKey, 0, hmacKey.Length, data, 1, data.Length - 1, mac, 5);
            CollectionAssert.AreEqual(System.Security.Cryptography.HMACSHA256.HashData(hmacKey, data.AsSpan(1)), mac[5..37]);
        }
    }

    /// <summary>A record of 50 bytes: one call for its CBC-MAC, one for each of its five counter blocks.</summary>
    [TestMethod]
    [DataRow(50, 6)]
    [DataRow(5, 3)]
    public void A_message_costs_few_native_calls(int bytes, int calls)
    {
        var ccm = new AesCcm(new BoardCrypto().CreateAes(), 8, 128);
        ccm.SetKey(new byte[16], 0, 16);
        byte[] data = new byte[bytes + 8];
        Telenode.Board.Aes.Calls = 0;
        ccm.Encrypt(new byte[12], 0, 12, new byte[13], 0, 13, data, 0, bytes);
        Assert.AreEqual(calls, Telenode.Board.Aes.Calls);
    }

    [TestMethod]
    public void Firmware_that_computes_wrongly_is_refused_at_the_start()
    {
        Telenode.Board.Aes.TakesKeyAsVector = true;
        try
        {
            string message = Assert.ThrowsExactly<NotSupportedException>(() => new BoardCrypto()).Message;
            StringAssert.Contains(message, "nanoff --update");
        }
        finally
        {
            Telenode.Board.Aes.TakesKeyAsVector = false;
        }
    }

    [TestMethod]
    public void A_cleared_key_is_gone()
    {
        var aes = (BoardAes)new BoardCrypto().CreateAes();
        aes.SetKey(Bytes(new Random(3), 16), 0, 16);
        byte[] data = new byte[16];
        aes.ChainBlocks(data, 0, 16, new byte[16]);
        aes.ClearKey();
        foreach (byte[] held in SecretsHeldBy(aes))
        {
            Assert.IsTrue(held.All(b => b == 0));
        }
    }

    private static List<byte[]> SecretsHeldBy(BoardAes aes)
    {
        const System.Reflection.BindingFlags hidden = System.Reflection.BindingFlags.NonPublic | System.Reflection.BindingFlags.Instance;
        var found = new List<byte[]>();
        foreach (System.Reflection.FieldInfo field in typeof(BoardAes).GetFields(hidden))
        {
            object? value = field.GetValue(aes);
            found.AddRange(value is byte[] one ? [one] : value is byte[][] many ? many.Where(m => m != null) : []);
            found.AddRange(value is Telenode.Board.Aes native ? [native.Key!] : []);
        }

        Assert.IsTrue(found.Count >= 4);
        return found;
    }

    private static byte[] Bytes(Random random, int count)
    {
        byte[] bytes = new byte[count];
        random.NextBytes(bytes);
        return bytes;
    }
}
