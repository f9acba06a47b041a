using System.Globalization;
using Telenode.Core;
using Telenode.Security;
using Telenode.SimBoard.Crypto;

namespace Telenode.Tests.Host.Security;

/// <summary>NIST's Cryptographic Algorithm Validation Program, every vector, as Debian's python3-cryptography-vectors has them.</summary>
[TestClass]
public class CavpTests
{
    private const string Root = "/usr/lib/python3/dist-packages/cryptography_vectors/";

    private readonly ICrypto _crypto = new PcCrypto();

    [TestMethod]
    [DataRow("SHA256ShortMsg.rsp", 65)]
    [DataRow("SHA256LongMsg.rsp", 64)]
    public void Sha256_messages(string file, int expected)
    {
        int count = 0;
        foreach (Dictionary<string, string> vector in Vectors("hashes/SHA2/" + file, "MD"))
        {
            byte[] message = Bytes(vector["Msg"])[..(int.Parse(vector["Len"], CultureInfo.InvariantCulture) / 8)];
            Assert.AreEqual(vector["MD"], Hash(message));
            count++;
        }

        Assert.AreEqual(expected, count);
    }

    [TestMethod]
    public void Sha256_monte_carlo()
    {
        int count = 0;
        byte[] seed = [];
        var hash = new Sha256();
        foreach (Dictionary<string, string> vector in Vectors("hashes/SHA2/SHA256Monte.rsp", "MD"))
        {
            seed = count == 0 ? Bytes(vector["Seed"]) : seed;
            byte[][] last = [seed, (byte[])seed.Clone(), (byte[])seed.Clone()];
            for (int i = 0; i < 1000; i++)
            {
                byte[] oldest = last[i % 3];
                hash.Update(oldest, 0, 32);
                hash.Update(last[(i + 1) % 3], 0, 32);
                hash.Update(last[(i + 2) % 3], 0, 32);
                last[i % 3] = new byte[32];
                hash.Finish(last[i % 3], 0);
                seed = last[i % 3];
            }

            Assert.AreEqual(vector["MD"], Convert.ToHexStringLower(seed));
            count++;
        }

        Assert.AreEqual(100, count);
    }

    [TestMethod]
    [DataRow("VADT")]
    [DataRow("VNT")]
    [DataRow("VPT")]
    [DataRow("VTT")]
    public void Ccm_encryption(string kind)
    {
        int count = 0;
        foreach (string size in new[] { "128", "192", "256" })
        {
            foreach (Dictionary<string, string> vector in Vectors($"ciphers/AES/CCM/{kind}{size}.rsp", "CT"))
            {
                byte[] plain = Bytes(vector["Payload"])[..Number(vector, "Plen")];
                byte[] sealedText = new byte[plain.Length + Number(vector, "Tlen")];
                plain.CopyTo(sealedText, 0);
                (AesCcm ccm, byte[] nonce, byte[] aad) = Prepare(vector);
                ccm.Encrypt(nonce, 0, nonce.Length, aad, 0, aad.Length, sealedText, 0, plain.Length);
                Assert.AreEqual(vector["CT"], Convert.ToHexStringLower(sealedText));
                Assert.IsTrue(ccm.Decrypt(nonce, 0, nonce.Length, aad, 0, aad.Length, sealedText, 0, sealedText.Length));
                CollectionAssert.AreEqual(plain, sealedText[..plain.Length]);
                count++;
            }
        }

        Assert.IsTrue(count >= 200, $"only {count} vectors");
    }

    [TestMethod]
    public void Ccm_decryption_and_verification()
    {
        int passes = 0, failures = 0;
        foreach (string size in new[] { "128", "192", "256" })
        {
            foreach (Dictionary<string, string> vector in Vectors($"ciphers/AES/CCM/DVPT{size}.rsp", "Result"))
            {
                byte[] data = Bytes(vector["CT"]);
                (AesCcm ccm, byte[] nonce, byte[] aad) = Prepare(vector);
                bool authentic = ccm.Decrypt(nonce, 0, nonce.Length, aad, 0, aad.Length, data, 0, data.Length);
                Assert.AreEqual(vector["Result"] == "Pass", authentic);
                passes += authentic ? 1 : 0;
                failures += authentic ? 0 : 1;
            }
        }

        Assert.IsTrue(passes > 100 && failures > 100, $"{passes} passes, {failures} failures");
    }

    [TestMethod]
    public void Hmac_of_rfc_4231()
    {
        int count = 0;
        foreach (Dictionary<string, string> vector in Vectors("HMAC/rfc-4231-sha256.txt", "MD"))
        {
            byte[] key = Bytes(vector["Key"]);
            byte[] message = Bytes(vector["Msg"]);
            byte[] mac = new byte[32];
            _crypto.HmacSha256(key, 0, key.Length, message, 0, message.Length, mac, 0);
            Assert.AreEqual(vector["MD"], Convert.ToHexStringLower(mac));
            count++;
        }

        Assert.IsTrue(count >= 5);
    }

    [TestMethod]
    public void Hkdf_of_rfc_5869()
    {
        int count = 0;
        foreach (Dictionary<string, string> vector in Vectors("KDF/rfc-5869-HKDF-SHA256.txt", "OKM"))
        {
            byte[] info = Bytes(vector["info"]);
            byte[] output = new byte[Number(vector, "L")];
            var hkdf = new Hkdf(_crypto, info.Length);
            hkdf.Extract(Bytes(vector["salt"]), Bytes(vector["IKM"]));
            hkdf.Expand(info, info.Length, output, 0, output.Length);
            Assert.AreEqual(vector["OKM"], Convert.ToHexStringLower(output));
            count++;
        }

        Assert.AreEqual(3, count);
    }

    private (AesCcm Ccm, byte[] Nonce, byte[] Aad) Prepare(Dictionary<string, string> vector)
    {
        byte[] key = Bytes(vector["Key"]);
        var ccm = new AesCcm(_crypto.CreateAes(), Number(vector, "Tlen"), 128);
        ccm.SetKey(key, 0, key.Length);
        return (ccm, Bytes(vector["Nonce"]), Bytes(vector["Adata"])[..Number(vector, "Alen")]);
    }

    private static string Hash(byte[] message)
    {
        byte[] digest = new byte[32];
        var hash = new Sha256();
        hash.Update(message, 0, message.Length);
        hash.Finish(digest, 0);
        return Convert.ToHexStringLower(digest);
    }

    private static byte[] Bytes(string hex) => Convert.FromHexString(hex);

    private static int Number(Dictionary<string, string> vector, string name)
        => int.Parse(vector[name], CultureInfo.InvariantCulture);

    /// <summary>Yields the fields known so far each time <paramref name="last"/> has been read; bracketed lines and earlier fields stay valid.</summary>
    private static IEnumerable<Dictionary<string, string>> Vectors(string file, string last)
    {
        var fields = new Dictionary<string, string>();
        foreach (string line in File.ReadLines(Root + file))
        {
            foreach (string part in line.Trim('[', ']').Split(", "))
            {
                string[] pair = part.Split('=', 2, StringSplitOptions.TrimEntries);
                if (pair.Length == 2 && !line.StartsWith('#'))
                {
                    fields[pair[0]] = pair[1];
                }
            }

            if (line.StartsWith(last + " ", StringComparison.Ordinal))
            {
                yield return fields;
            }
        }
    }
}
