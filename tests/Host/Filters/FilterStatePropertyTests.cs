using System.Buffers.Binary;
using Telenode.Core;
using Telenode.Telemetry;
using Telenode.Tests.Telemetry;

namespace Telenode.Tests.Host.Filters;

/// <summary>The saved state of random chains.</summary>
[TestClass]
public sealed class FilterStatePropertyTests
{
    [TestMethod]
    public void Random_chains_go_on_from_saved_state_whatever_the_clock_then_starts_from()
    {
        for (int seed = 0; seed < 2000; seed++)
        {
            var random = new Random(seed);
            string text = FilterPropertyTests.Chain(random).Text;
            FilterTable through = Table(text);
            FilterTable asleep = Table(text);
            long now = random.Next(100000);
            long shift = 0;
            for (int i = 0; i < 100; i++)
            {
                now += random.Next(20) == 0 ? random.Next(60000) : random.Next(3) == 0 ? random.Next(3000) : 1000;
                long value = random.Next(10) == 0 ? random.NextInt64() : random.Next(-3000, 3000);
                long other = value;
                string where = $"seed {seed}, reading {i}: {text}";
                FilterVerdict expected = through.Judge(0, ref value, now);
                Assert.AreEqual(expected, asleep.Judge(0, ref other, now + shift), where);
                Assert.IsTrue(expected == FilterVerdict.Drop || value == other, where);
                if (random.Next(10) == 0)
                {
                    byte[] bytes = new byte[asleep.MaxSavedBytes];
                    long start = random.NextInt64(1L << 40);
                    int count = asleep.Save(bytes, 0, bytes.Length, now + shift);
                    asleep = Table(text);
                    Assert.AreEqual(count > 0, asleep.Load(bytes, 0, count, now - start), where);
                    shift = -start;
                }
            }
        }
    }

    [TestMethod]
    public void A_state_that_someone_made_up_is_refused_or_harmless()
    {
        int taken = 0;
        for (int seed = 0; seed < 20000; seed++)
        {
            var random = new Random(seed);
            string text = FilterPropertyTests.Chain(random).Text;
            FilterTable table = Table(text);
            for (int i = random.Next(10); i > 0; i--)
            {
                long value = random.Next(-3000, 3000);
                table.Judge(0, ref value, 10000 - (i * 1000));
            }

            byte[] bytes = new byte[table.MaxSavedBytes];
            int count = table.Save(bytes, 0, bytes.Length, 10000);
            if (count == 0)
            {
                continue;
            }

            // The head stays, so that the state reaches the chain: version, fingerprint and length.
            int state = random.Next(4) == 0 ? random.Next(bytes.Length - 11 + 1) : count - 11;
            BinaryPrimitives.WriteUInt16BigEndian(bytes.AsSpan(5), (ushort)state);
            for (int i = 7; i < 7 + state; i++)
            {
                bytes[i] = i < count - 4 && random.Next(4) > 0 ? bytes[i] : (byte)random.Next(random.Next(4) == 0 ? 256 : 12);
            }

            BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(7 + state), (uint)Crc32.Compute(bytes, 0, 7 + state));
            taken += table.Load(bytes, 0, 11 + state, random.Next()) ? 1 : 0;
            for (int i = 0; i < 100; i++)
            {
                long value = random.NextInt64();
                table.Judge(0, ref value, int.MaxValue + (i * 1000L));
            }
        }

        Assert.IsGreaterThan(500, taken);
    }

    private static FilterTable Table(string text)
    {
        var table = new FilterTable(new Channels([new FakeSensor(0, "t")]));
        Assert.IsTrue(table.TrySet(0, text, out string error), $"{text}: {error}");
        return table;
    }
}
