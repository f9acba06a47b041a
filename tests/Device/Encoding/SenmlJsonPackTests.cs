using Telenode.Encoding;

namespace Telenode.Tests.Encoding;

[TestClass]
public class SenmlJsonPackTests
{
    [TestMethod]
    public void The_pack_of_the_budget()
    {
        byte[] buffer = new byte[300];
        int size = Climate.Write(new SenmlJsonPack(Climate.Schema(false, false)), buffer);
        string expected = "[{\"bn\":\"node-01/\",\"bt\":1760000000,\"n\":\"t\",\"v\":21.56},{\"n\":\"h\",\"v\":45.12},"
            + "{\"n\":\"p\",\"v\":101320},{\"n\":\"l\",\"v\":320.5},{\"n\":\"b\",\"v\":3.712}]";
        Assert.AreEqual(expected, JsonWriterTests.Ascii(buffer, size));
    }

    [TestMethod]
    public void Units_identity_and_times_of_a_fraction_of_a_second()
    {
        byte[] buffer = new byte[300];
        var pack = new SenmlJsonPack(Climate.Schema(true, true));
        pack.Begin(buffer, 0, buffer.Length);
        Assert.IsTrue(pack.TryAdd(0, -5, 1760000000250L, 7));
        Assert.IsTrue(pack.TryAdd(0, 100, 1760000001250L, 8));
        Assert.IsTrue(pack.TryAdd(1, 0, 1759999999000L, 9));
        string expected = "[{\"bn\":\"node-01/\",\"bt\":1760000000.250,\"bu\":\"Cel\",\"boot\":17,\"bseq\":7,\"n\":\"t\",\"v\":-0.05},"
            + "{\"n\":\"t\",\"v\":1.00,\"t\":1},{\"n\":\"h\",\"u\":\"%RH\",\"v\":0.00,\"t\":-1.250}]";
        Assert.AreEqual(expected, JsonWriterTests.Ascii(buffer, pack.End()));
    }

    [TestMethod]
    public void Where_a_channel_has_no_unit_there_is_no_base_unit_that_it_would_inherit()
    {
        byte[] buffer = new byte[300];
        var schema = new PackSchema("", 1, new string[] { "t", "n" }, new string[] { "Cel", null }, new int[] { 0, 0 }, true, false);
        var pack = new SenmlJsonPack(schema);
        pack.Begin(buffer, 0, buffer.Length);
        pack.TryAdd(0, 20, 0, 0);
        pack.TryAdd(1, 3, 0, 1);
        Assert.AreEqual("[{\"n\":\"t\",\"u\":\"Cel\",\"v\":20},{\"n\":\"n\",\"v\":3}]", JsonWriterTests.Ascii(buffer, pack.End()));
    }
}
