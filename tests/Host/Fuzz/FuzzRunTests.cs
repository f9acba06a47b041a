using Telenode.SimBoard.Fuzz;

namespace Telenode.Tests.Host.Fuzz;

/// <summary>The fuzzer finds what it is there to find: decoders with a fault each.</summary>
[TestClass]
public sealed class FuzzRunTests
{
    [TestMethod]
    [DataRow("past the end", "IndexOutOfRangeException")]
    [DataRow("before the start", "beside the input")]
    [DataRow("heap", "heap bytes")]
    [DataRow("no end", "without end")]
    [DataRow("throws", "FormatException")]
    public void A_planted_fault_is_found_and_comes_again_from_what_is_said_about_it(string fault, string expected)
    {
        FuzzFinding? finding = new FuzzWatch(new Faulty(fault), 1).Run(20_000, () => { }, CancellationToken.None);

        Assert.IsNotNull(finding);
        StringAssert.Contains(finding.What, expected);
        StringAssert.StartsWith(finding.Command, "./run fuzz faulty --input ");
        string hex = finding.Command.Split(' ')[^1];
        FuzzFinding? again = new FuzzRun(new Faulty(fault), 99).Try(Convert.FromHexString(hex));
        StringAssert.Contains(again!.What, expected);
    }

    [TestMethod]
    public void A_sound_decoder_passes_and_a_seed_gives_the_same_run()
    {
        var first = new FuzzRun(new Faulty("none"), 5);
        var second = new FuzzRun(new Faulty("none"), 5);
        for (int i = 0; i < 2000; i++)
        {
            Assert.IsNull(first.Run(1));
            Assert.IsNull(second.Run(1));
            CollectionAssert.AreEqual(first.Current, second.Current);
        }

        Assert.IsGreaterThan(5, first.Outcomes);
    }

    /// <summary>Reads a length and so many bytes behind it.</summary>
    private sealed class Faulty(string fault) : FuzzTarget
    {
        private readonly List<byte[]> _kept = [];

        public override string Name => "faulty";

        public override string Decodes => "a length and bytes";

        public override void Prepare()
        {
        }

        public override ulong Decode(byte[] buffer, int offset, int count, FuzzRandom random)
        {
            if (count == 0)
            {
                return 0;
            }

            int length = buffer[offset];
            int end = fault == "past the end" ? length : Math.Min(length, count - 1);
            ulong sum = 0;
            for (int i = 0; i < end; i++)
            {
                sum += buffer[offset + 1 + i];
            }

            Wrong(buffer, offset, length, ref sum);
            return Mix(0, (int)(sum % 50));
        }

        protected override IEnumerable<byte[]> MoreCorpus() => [[3, 1, 2, 3]];

        private void Wrong(byte[] buffer, int offset, int length, ref ulong sum)
        {
            switch (fault)
            {
                case "before the start" when length == 7:
                    sum += buffer[Math.Max(0, offset - 1)];
                    break;
                case "heap" when length == 7:
                    _kept.Add(new byte[8]);
                    break;
                case "no end" when length == 7:
                    while (true)
                    {
                        Step();
                    }

                case "throws" when length == 7:
                    throw new FormatException();
            }
        }
    }
}
