using Telenode.Cli.Watch;

namespace Telenode.Tests.Host.Watch;

[TestClass]
public sealed class SequenceSetTests
{
    [TestMethod]
    public void AnyOrderGivesWhatAPlainSetGives()
    {
        for (int seed = 1; seed <= 50; seed++)
        {
            var random = new Random(seed);
            var set = new SequenceSet();
            var plain = new SortedSet<long>();
            for (int i = 0; i < 300; i++)
            {
                long number = random.Next(200);
                long expected = plain.Contains(number) ? -1 : plain.Count > 0 && number > plain.Max ? number - plain.Max - 1 : 0;
                plain.Add(number);
                Assert.AreEqual(expected, set.Add(number), $"seed {seed} step {i}");
                Assert.AreEqual(plain.Max - plain.Min + 1 - plain.Count, set.Missing, $"seed {seed} step {i}");
            }
        }
    }

    [TestMethod]
    public void TooManyGapsAreStillCounted()
    {
        var set = new SequenceSet();
        for (int i = 0; i < 5000; i++)
        {
            set.Add(2 * i);
        }

        Assert.AreEqual(4999, set.Missing);
        Assert.AreEqual(0, set.Add(9_997)); // a late one among those that are kept apart
        Assert.AreEqual(4998, set.Missing);
        Assert.AreEqual(-1, set.Add(0));
    }

    [TestMethod]
    public void ManyDevicesAreBounded()
    {
        var ledger = new DeliveryLedger();
        for (int i = 0; i < 5000; i++)
        {
            ledger.Note($"device-{i}", 1, 1);
            ledger.Note($"device-{i}", 1, 3);
        }

        Assert.AreEqual(5000, ledger.Missing);
        Assert.AreEqual(0, ledger.Duplicates);
    }
}
