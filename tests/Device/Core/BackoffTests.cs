using Telenode.Core;

namespace Telenode.Tests.Core;

[TestClass]
public class BackoffTests
{
    [TestMethod]
    public void Ceiling_doubles_to_the_maximum_and_resets()
    {
        var backoff = new Backoff(1000, 5000, new FixedRandom(0xFF));
        Assert.AreEqual(2000L, backoff.NextMs());
        Assert.AreEqual(4000L, backoff.NextMs());
        Assert.AreEqual(5000L, backoff.NextMs());
        Assert.AreEqual(5000L, backoff.NextMs());
        Assert.AreEqual(4, backoff.Failures);
        backoff.Reset();
        Assert.AreEqual(2000L, backoff.NextMs());
    }

    [TestMethod]
    public void Jitter_reaches_down_to_the_first_pause()
    {
        var backoff = new Backoff(1000, 60000, new FixedRandom(0));
        for (int i = 0; i < 10; i++)
        {
            Assert.AreEqual(1000L, backoff.NextMs());
        }
    }

    private sealed class FixedRandom : IRandom
    {
        private readonly byte _value;

        public FixedRandom(byte value) => _value = value;

        public void Fill(byte[] buffer, int offset, int count)
        {
            for (int i = 0; i < count; i++)
            {
                buffer[offset + i] = _value;
            }
        }
    }
}
