using Telenode.Core;

namespace Telenode.Tests.Core;

[TestClass]
public class DeadlinesTests
{
    [TestMethod]
    public void Unarmed_timers_are_never_due()
    {
        var timers = new Deadlines(2);
        Assert.AreEqual(Time.Never, timers.Next);
        Assert.IsFalse(timers.IsDue(0, Time.Never));
    }

    [TestMethod]
    public void Next_is_the_earliest_and_disarming_uncovers_the_later()
    {
        var timers = new Deadlines(3);
        timers.Arm(0, 50);
        timers.Arm(2, 20);
        Assert.AreEqual(20L, timers.Next);
        Assert.IsFalse(timers.IsDue(2, 19));
        Assert.IsTrue(timers.IsDue(2, 20));
        timers.Disarm(2);
        Assert.AreEqual(50L, timers.Next);
    }
}
