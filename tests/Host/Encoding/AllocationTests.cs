using Telenode.Core;
using Telenode.Encoding;

namespace Telenode.Tests.Host.Encoding;

/// <summary>Nothing is allocated after construction.</summary>
[TestClass]
public class AllocationTests
{
    private static readonly PackSchema _schema = new(
        "node-01/", 17, ["t", "h", "p", "l", "b"], ["Cel", "%RH", "Pa", "lx", "V"], [-2, -2, -1, -1, -3], includeUnits: true, includeSequence: true);

    [TestMethod]
    public void Packs_allocate_nothing()
    {
        foreach (PackWriter pack in new PackWriter[] { new SenmlCborPack(_schema), new SenmlJsonPack(_schema), new CompactPack(_schema) })
        {
            byte[] buffer = new byte[400];
            AllocatesNothing(() =>
            {
                pack.Begin(buffer, 0, buffer.Length);
                for (int i = 0; pack.TryAdd(i % 5, 2156 - (500 * i), 1_760_000_000_000 + (i / 5 * 1500), 1234 + i); i++)
                {
                }

                pack.End();
            });
        }
    }

    [TestMethod]
    public void Writers_and_the_reader_allocate_nothing()
    {
        byte[] buffer = new byte[100];
        var output = new ByteWriter();
        var cbor = new CborWriter(output);
        var json = new JsonWriter(output);
        var reader = new CborReader(4);
        AllocatesNothing(() =>
        {
            output.Reset(buffer, 0, buffer.Length);
            cbor.WriteArrayHeader(3);
            cbor.WriteText("träge");
            cbor.WriteDecimal(-5, -2);
            cbor.WriteBytes(buffer, 0, 4);
            reader.Reset(buffer, 0, output.Count);
            reader.Skip();
            reader.Reset(buffer, 0, output.Count);
            int left = reader.ReadArrayHeader();
            reader.NextItem(ref left);
            reader.ReadString();
            reader.ReadDecimal(out _, out _);
            json.Reset();
            json.BeginObject();
            json.WriteName("träge\n");
            json.WriteDecimal(long.MinValue, -5);
            json.EndObject();
        });
        Assert.IsFalse(reader.Failed);
    }

    private static void AllocatesNothing(Action steadyState)
    {
        steadyState();
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 100; i++)
        {
            steadyState();
        }

        Assert.AreEqual(0L, GC.GetAllocatedBytesForCurrentThread() - before);
    }
}
