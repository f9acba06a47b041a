using Telenode.Encoding;

namespace Telenode.Tests.Encoding;

[TestClass]
public class SenmlCborPackTests
{
    [TestMethod]
    public void The_pack_of_the_budget_byte_by_byte()
    {
        byte[] buffer = new byte[200];
        int size = Climate.Write(new SenmlCborPack(Climate.Schema(false, false)), buffer);
        string expected =
            "85"                                // array of 5 records
            + "a4"                              // map of 4
            + "00" + "6174"                     // n: "t"
            + "02" + "c482" + "21" + "19086c"   // v: 2156 × 10^-2
            + "21" + "686e6f64652d30312f"       // bn: "node-01/"
            + "22" + "1a68e77800"               // bt: 1760000000
            + "a2" + "00" + "6168" + "02" + "c482" + "21" + "1911a0"
            + "a2" + "00" + "6170" + "02" + "c482" + "01" + "192794"
            + "a2" + "00" + "616c" + "02" + "c482" + "20" + "190c85"
            + "a2" + "00" + "6162" + "02" + "c482" + "22" + "190e80";
        Assert.AreEqual(expected, Hex.Of(buffer, 0, size));
        Assert.AreEqual(72, size);
    }

    [TestMethod]
    public void Units_and_identity_of_the_first_record()
    {
        byte[] buffer = new byte[200];
        var pack = new SenmlCborPack(Climate.Schema(true, true));
        pack.Begin(buffer, 3, 100);
        Assert.IsTrue(pack.TryAdd(0, -5, -1500, 7));
        Assert.IsTrue(pack.TryAdd(0, 100, 500, 8));
        Assert.IsTrue(pack.TryAdd(1, 0, -1500, 9));
        int size = pack.End();
        string expected =
            "83"
            + "a7"
            + "00" + "6174"
            + "02" + "c482" + "21" + "24"
            + "21" + "686e6f64652d30312f"
            + "22" + "c482" + "22" + "3905db"   // bt: -1.500 s, that is, 1.5 s before the pack was sent
            + "23" + "6343656c"                 // bu: "Cel"
            + "64626f6f74" + "11"               // boot: 17
            + "6462736571" + "07"               // bseq: 7
            + "a3" + "00" + "6174" + "02" + "c482" + "21" + "1864" + "06" + "02"    // t: 2 s later
            + "a3" + "00" + "6168" + "01" + "63255248" + "02" + "c482" + "21" + "00"; // u: "%RH"
        Assert.AreEqual(expected, Hex.Of(buffer, 3, size));
    }

    [TestMethod]
    public void Sizes_are_within_the_budgets()
    {
        byte[] buffer = new byte[200];
        Assert.IsTrue(Climate.Write(new SenmlCborPack(Climate.Schema(false, false)), buffer) <= 72);
        Assert.IsTrue(Climate.Write(new SenmlCborPack(Climate.Schema(true, false)), buffer) <= 96);
        Assert.IsTrue(Climate.Write(new CompactPack(Climate.Schema(false, true)), buffer) <= 32);
    }
}
