namespace Telenode.Tests.Host.Node;

/// <summary>The measure itself, on objects whose sizes are known.</summary>
[TestClass]
public sealed class RetainedHeapTests
{
    // On a 64-bit runtime: a header and a type of 8 bytes each, a length of 8 for an array, all rounded up to 8.
    [TestMethod]
    public void Objects_arrays_and_strings_are_counted_once_each()
    {
        Assert.AreEqual(24 + 104, RetainedHeap.Of(new byte[104]));
        Assert.AreEqual(24, RetainedHeap.Of(new object()));
        byte[] shared = new byte[8];
        Assert.AreEqual(24 + (2 * 8) + 32, RetainedHeap.Of(new object[] { shared, shared }));
        Assert.AreEqual(32 + 32 + 32, RetainedHeap.Of(new Pair { Left = new Pair(), Right = shared }));
        var loop = new Pair();
        loop.Left = loop;
        Assert.AreEqual(32, RetainedHeap.Of(loop));
        Assert.AreEqual(32, RetainedHeap.Of(new Pair { Left = shared }, shared));
        Assert.AreEqual(24 + (2 * 16) + 32, RetainedHeap.Of(new (long, byte[]?)[] { (1, shared), (2, null) }), "what a structure refers to counts");
    }

    [TestMethod]
    public void What_grows_is_seen_to_the_byte()
    {
        var list = new List<byte[]>(100) { new byte[16] };
        long before = RetainedHeap.Of(list);
        list.Add(new byte[1000]);
        Assert.AreEqual(1024, RetainedHeap.Of(list) - before);
    }

    private sealed class Pair
    {
        public object? Left;

        public object? Right;
    }
}
