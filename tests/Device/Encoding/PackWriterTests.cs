using System;
using Telenode.Encoding;

namespace Telenode.Tests.Encoding;

/// <summary>What holds for every format.</summary>
[TestClass]
public class PackWriterTests
{
    [TestMethod]
    public void A_reading_that_does_not_fit_leaves_the_pack_as_it_was()
    {
        PackSchema schema = Climate.Schema(true, true);
        ReadingsThatDoNotFit(new SenmlCborPack(schema), Climate.Write(new SenmlCborPack(schema), new byte[300]));
        ReadingsThatDoNotFit(new SenmlJsonPack(schema), Climate.Write(new SenmlJsonPack(schema), new byte[300]));
        ReadingsThatDoNotFit(new CompactPack(schema), Climate.Write(new CompactPack(schema), new byte[300]));
    }

    // At every capacity the pack is that of as many readings as fit, and nothing is written past the end.
    private static void ReadingsThatDoNotFit(IPackWriter pack, int fullSize)
    {
        byte[] buffer = new byte[fullSize + 10];
        byte[] whole = new byte[fullSize + 10];
        for (int capacity = 0; capacity <= fullSize; capacity++)
        {
            for (int i = 0; i < buffer.Length; i++)
            {
                buffer[i] = 0xAA;
            }

            pack.Begin(buffer, 4, capacity);
            int added = 0;
            for (int i = 0; i < 5; i++)
            {
                bool fits = pack.TryAdd(i, Climate.Mantissa(i), Climate.TimeMs + (i == 4 ? 1 : 0), Climate.Sequence + i);
                if (!fits)
                {
                    Assert.IsFalse(pack.TryAdd(i, Climate.Mantissa(i), Climate.TimeMs + (i == 4 ? 1 : 0), Climate.Sequence + i), "asked again");
                    break;
                }

                added++;
            }

            Assert.AreEqual(added, pack.Count);
            int size = pack.End();
            Assert.IsTrue(size <= capacity);
            pack.Begin(whole, 0, whole.Length);
            for (int i = 0; i < added; i++)
            {
                pack.TryAdd(i, Climate.Mantissa(i), Climate.TimeMs + (i == 4 ? 1 : 0), Climate.Sequence + i);
            }

            Assert.AreEqual(pack.End(), size);
            Assert.AreEqual(Hex.Of(whole, 0, size), Hex.Of(buffer, 4, size));
            Assert.AreEqual("aaaaaaaa", Hex.Of(buffer, 0, 4), "before the room");
            Assert.AreEqual("aaaaaa", Hex.Of(buffer, 4 + capacity, 3), "past the room");
        }
    }

    [TestMethod]
    public void Sequences_in_a_pack_are_consecutive()
    {
        GapIsRefused(new SenmlCborPack(Climate.Schema(false, true)));
        GapIsRefused(new SenmlJsonPack(Climate.Schema(false, true)));
        GapIsRefused(new CompactPack(Climate.Schema(false, false)));

        var pack = new SenmlCborPack(Climate.Schema(false, false));
        pack.Begin(new byte[100], 0, 100);
        Assert.IsTrue(pack.TryAdd(0, 1, 0, 5));
        Assert.IsTrue(pack.TryAdd(0, 1, 0, 9), "a pack that carries no sequence takes any");
    }

    private static void GapIsRefused(IPackWriter pack)
    {
        pack.Begin(new byte[300], 0, 300);
        Assert.IsTrue(pack.TryAdd(0, 1, 0, 5));
        Assert.IsFalse(pack.TryAdd(0, 1, 0, 7));
        Assert.IsFalse(pack.TryAdd(0, 1, 0, 5));
        Assert.IsTrue(pack.TryAdd(0, 1, 0, 6));
        Assert.AreEqual(2, pack.Count);
    }

    [TestMethod]
    public void A_CBOR_pack_holds_as_many_records_as_its_head_can_count()
    {
        var pack = new SenmlCborPack(Climate.Schema(false, true));
        byte[] buffer = new byte[2000];
        pack.Begin(buffer, 0, buffer.Length);
        int sequence = 0;
        while (pack.TryAdd(0, 1, 0, sequence))
        {
            sequence++;
        }

        Assert.AreEqual(23, pack.Count);
        pack.End();
        Assert.AreEqual(0x97, (int)buffer[0]);
    }

    [TestMethod]
    public void A_pack_without_a_reading_is_none()
    {
        var pack = new SenmlCborPack(Climate.Schema(false, true));
        pack.Begin(new byte[10], 0, 10);
        Assert.IsFalse(pack.TryAdd(0, 1, 0, 0), "10 bytes are too few");
        Assert.AreEqual(0, pack.End());
    }

    [TestMethod]
    public void Misuse_is_refused_before_anything_changes()
    {
        var pack = new CompactPack(Climate.Schema(false, true));
        Assert.ThrowsException(typeof(InvalidOperationException), () => pack.TryAdd(0, 1, 0, 0));
        Assert.ThrowsException(typeof(InvalidOperationException), () => pack.End());
        Assert.ThrowsException(typeof(ArgumentException), () => pack.Begin(new byte[4], 2, 3));
        pack.Begin(new byte[50], 0, 50);
        Assert.ThrowsException(typeof(ArgumentOutOfRangeException), () => pack.TryAdd(5, 1, 0, 0));
        Assert.ThrowsException(typeof(ArgumentOutOfRangeException), () => pack.TryAdd(-1, 1, 0, 0));
        Assert.ThrowsException(typeof(ArgumentOutOfRangeException), () => pack.TryAdd(0, 1, 0, -1));
        Assert.AreEqual(0, pack.Count);
        Assert.IsTrue(pack.TryAdd(0, 1, 0, 0));
        Assert.IsTrue(pack.End() > 0);
        Assert.ThrowsException(typeof(InvalidOperationException), () => pack.TryAdd(0, 1, 0, 1));
        Assert.ThrowsException(typeof(ArgumentNullException), () => new SenmlCborPack(null));
        Assert.ThrowsException(typeof(ArgumentNullException), () => new SenmlJsonPack(null));
    }

    [TestMethod]
    public void A_schema_takes_only_what_SenML_allows()
    {
        Refused("node/", "caf\u00e9", 0);
        Refused("node/", "a b", 0);
        Refused("-node/", "t", 0);
        Refused("", "", 0);
        Refused("", ":t", 0);
        Refused("node/", null, 0);
        Refused("node/", "t", 10);
        Refused("node/", "t", -10);
        Assert.AreEqual("", new PackSchema("urn:dev:mac:0024befffe804ff1/", 0, new string[] { "" }, new string[1], new int[1], false, false).UnitOf(0));
        Assert.ThrowsException(typeof(ArgumentException), () => new PackSchema("n/", 0, new string[] { "t" }, new string[0], new int[1], false, false));
        Assert.ThrowsException(typeof(ArgumentException), () => new PackSchema("n/", -1, new string[0], new string[0], new int[0], false, false));
        Assert.ThrowsException(typeof(ArgumentNullException), () => new PackSchema(null, 0, new string[0], new string[0], new int[0], false, false));
        Assert.AreEqual(250, CompactPackTests.Wide(250).ChannelCount);
        Assert.ThrowsException(typeof(ArgumentException), () => CompactPackTests.Wide(251));
    }

    private static void Refused(string baseName, string name, int exponent)
    {
        Assert.ThrowsException(
            typeof(ArgumentException),
            () => new PackSchema(baseName, 0, new string[] { name }, new string[1], new int[] { exponent }, false, false),
            name);
    }
}
