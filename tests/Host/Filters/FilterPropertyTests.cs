using Telenode.Telemetry;

namespace Telenode.Tests.Host.Filters;

/// <summary>Random chains against a model that is written another way.</summary>
[TestClass]
public sealed class FilterPropertyTests
{
    private static readonly string[] _droppers = ["reject", "skip", "gap", "median", "average", "min", "max", "debounce", "rate"];

    [TestMethod]
    public void Random_chains_do_what_the_model_does_reading_by_reading()
    {
        var seen = new int[4];
        for (int seed = 0; seed < 4000; seed++)
        {
            var random = new Random(seed);
            (string text, List<Func<FilterModel>> makers) = Chain(random);
            FilterChain? chain = FilterChain.Parse(text, new Quantity("t", "Cel", -2), out string error);
            Assert.IsNotNull(chain, $"seed {seed}: {text}: {error}");
            List<FilterModel> model = [.. makers.Select(make => make())];
            long now = random.Next(100000);
            long walk = random.Next(-1000, 1000);
            for (int i = 0; i < 120; i++)
            {
                walk = random.Next(10) == 0 ? random.Next(-3000, 3000) : walk + random.Next(-40, 41) * random.Next(2);
                now += random.Next(20) == 0 ? random.Next(60000) : random.Next(3) == 0 ? random.Next(3000) : 1000;
                long value = walk;
                FilterVerdict verdict = chain.Run(ref value, now);
                (FilterVerdict expectedVerdict, long expected) = FilterModel.Run(model, makers, walk, now);
                string where = $"seed {seed}, reading {i}: {text}";
                Assert.AreEqual(expectedVerdict, verdict, where);
                if (verdict != FilterVerdict.Drop)
                {
                    Assert.AreEqual(expected, value, where);
                }

                seen[(int)verdict]++;
            }
        }

        Assert.IsTrue(seen.All(count => count > 1000), "every outcome is common: " + string.Join(' ', seen));
    }

    [TestMethod]
    public void An_exponential_average_stays_within_its_stated_error_of_the_exact_one()
    {
        foreach (decimal alpha in new[] { 0.001m, 0.01m, 0.1m, 0.25m, 0.5m, 0.9m, 1m })
        {
            var random = new Random(1);
            FilterChain chain = FilterChain.Parse($"exponential {alpha}", new Quantity("t", "Cel", -2), out _)!;
            decimal? exact = null;
            decimal bound = 0.5m + (1m / 131072 / alpha);
            for (int i = 0; i < 20000; i++)
            {
                long value = random.Next(-100000, 100000) * (long)(i / 5000 % 2 == 0 ? 1 : 10000);
                exact = exact is null ? value : Math.Round((alpha * value) + ((1 - alpha) * exact.Value), 15);
                chain.Run(ref value, i);
                Assert.IsLessThanOrEqualTo(bound, Math.Abs(value - exact.Value), $"alpha {alpha}, reading {i}");
            }
        }
    }

    [TestMethod]
    public void Products_and_quotients_of_128_bits_are_exact_to_the_rounding()
    {
        var random = new Random(5);
        long[] edges = [0, 1, -1, 2, int.MaxValue, int.MinValue, 1L << 32, long.MaxValue, long.MinValue, -long.MaxValue, 10_000_000_000];
        for (int i = 0; i < 200_000; i++)
        {
            long a = Operand();
            long b = Operand();
            long divisor = Math.Max(1, Math.Abs(Math.Max(Operand(), -long.MaxValue)));
            Int128 product = (Int128)Math.Max(a, -long.MaxValue) * Math.Max(b, -long.MaxValue);
            Int128 exact = Int128.Abs(product) % divisor * 2 >= divisor ? (Int128.Abs(product) / divisor) + 1 : Int128.Abs(product) / divisor;
            exact = exact > long.MaxValue ? long.MaxValue : exact;
            long expected = (long)(product < 0 ? -exact : exact);
            Assert.AreEqual(expected, FixedMath.MultiplyDivide(a, b, divisor), $"{a} × {b} ÷ {divisor}");
        }

        long Operand() => random.Next(8) == 0 ? edges[random.Next(edges.Length)] : random.NextInt64(long.MinValue, long.MaxValue) >> random.Next(64);
    }

    [TestMethod]
    public void A_chain_allocates_nothing_and_neither_does_the_table()
    {
        const string Text = "reject below -1000, skip_initial 1, gap 1h, median 5, average 3, exponential 0.3, multiply 1.0000001, calibrate 0->0.4 100->99.1, "
            + "delta 0.2, throttle 1s, heartbeat 5s, quantize 0.05, clamp min -50 max 50, alarm high 30 low 1 hysteresis 0.5";
        FilterChain chain = FilterChain.Parse(Text, new Quantity("t", "Cel", -2), out string error)!;
        Assert.IsNotNull(chain, error);
        Feed(100, chain);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Feed(10000, chain);
        Assert.AreEqual(0, GC.GetAllocatedBytesForCurrentThread() - before);

        static void Feed(int count, FilterChain chain)
        {
            for (int i = 0; i < count; i++)
            {
                long value = (i * 7919 % 10000) - 5000;
                chain.Run(ref value, i * 700);
            }
        }
    }

    internal static (string Text, List<Func<FilterModel>> Makers) Chain(Random random)
    {
        var filters = new RandomFilters(random);
        var texts = new List<string>();
        var makers = new List<Func<FilterModel>>();
        bool afterGate = false;
        bool afterAlarm = false;
        for (int i = random.Next(1, 6); i > 0; i--)
        {
            (string text, Func<FilterModel> model) = filters.Next(afterGate, afterAlarm);
            string name = text.Split(' ')[0];
            afterGate = name is "delta" or "throttle" || (afterGate && !_droppers.Any(name.StartsWith));
            afterAlarm |= name == "alarm";
            texts.Add(text);
            makers.Add(model);
            if (name == "rate")
            {
                // Three more decimals from here on, which the texts of the others do not have; the model's values are the digits.
                break;
            }
        }

        return (string.Join(", ", texts), makers);
    }
}
