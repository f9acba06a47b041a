using Telenode.Encoding;

namespace Telenode.Tests.Encoding;

[TestClass]
public class CompactPackTests
{
    [TestMethod]
    public void The_pack_of_the_budget_byte_by_byte()
    {
        byte[] buffer = new byte[100];
        int size = Climate.Write(new CompactPack(Climate.Schema(false, false)), buffer);
        string expected =
            "88"                    // array of 8
            + "11"                  // boot 17
            + "1904d2"              // sequence 1234
            + "1b00000199c82cc000"  // 1760000000000 ms
            + "19086c" + "1911a0" + "192794" + "190c85" + "190e80";
        Assert.AreEqual(expected, Hex.Of(buffer, 0, size));
        Assert.AreEqual(29, size);
    }

    [TestMethod]
    public void Each_instant_has_a_row_with_nulls_where_a_channel_is_silent()
    {
        byte[] buffer = new byte[100];
        var pack = new CompactPack(Climate.Schema(false, false));
        pack.Begin(buffer, 0, buffer.Length);
        Assert.IsTrue(pack.TryAdd(1, 1, -3000, 0));
        Assert.IsTrue(pack.TryAdd(3, 2, -3000, 1));
        Assert.IsTrue(pack.TryAdd(2, 3, -2000, 2));
        Assert.IsTrue(pack.TryAdd(1, 4, -2000, 3), "not in channel order: a row of its own at the same time");
        Assert.IsTrue(pack.TryAdd(1, 5, -2000, 4), "twice the same channel: likewise");
        Assert.IsTrue(pack.TryAdd(4, -6, -2000, 5));
        Assert.AreEqual(6, pack.Count);
        string expected =
            "87" + "11" + "00" + "390bb7" + "f6" + "01" + "f6" + "02"
            + "84" + "1903e8" + "f6" + "f6" + "03"
            + "83" + "00" + "f6" + "04"
            + "86" + "00" + "f6" + "05" + "f6" + "f6" + "25";
        Assert.AreEqual(expected, Hex.Of(buffer, 0, pack.End()));
    }

    [TestMethod]
    public void A_row_that_outgrows_its_head_moves_up()
    {
        byte[] buffer = new byte[100];
        var pack = new CompactPack(Wide(40));
        for (int first = 0; first < 40; first++)
        {
            for (int second = first + 1; second < 40; second++)
            {
                pack.Begin(buffer, 1, 80);
                Assert.IsTrue(pack.TryAdd(first, 5, 7, 0));
                Assert.IsTrue(pack.TryAdd(second, 6, 7, 1));
                int elements = 3 + second + 1;
                string expected = elements < 24 ? Hex.Of(new byte[] { (byte)(0x80 | elements) }, 0, 1) : "98" + Hex.Of(new byte[] { (byte)elements }, 0, 1);
                expected += "010007" + Nulls(first) + "05" + Nulls(second - first - 1) + "06";
                Assert.AreEqual(expected, Hex.Of(buffer, 1, pack.End()));
            }
        }
    }

    internal static PackSchema Wide(int channels)
    {
        string[] names = new string[channels];
        for (int i = 0; i < channels; i++)
        {
            names[i] = "c" + i.ToString();
        }

        return new PackSchema("", 1, names, new string[channels], new int[channels], false, true);
    }

    private static string Nulls(int count)
    {
        string nulls = "";
        for (int i = 0; i < count; i++)
        {
            nulls += "f6";
        }

        return nulls;
    }
}
