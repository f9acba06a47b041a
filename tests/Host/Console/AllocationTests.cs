using Telenode.SerialConsole;
using Telenode.Tests.SerialConsole;

namespace Telenode.Tests.Host.SerialConsole;

/// <summary>What the console takes of the heap: a fixed amount when it is made, nothing while it idles, listens or echoes.</summary>
[TestClass]
public class AllocationTests
{
    private readonly byte[] _out = new byte[64];
    private long _now;

    [TestMethod]
    [DataRow("get device.id")] // typed and, below, taken back
    [DataRow("# caf\u00E9 \u20AC \U0001F600 a b c")]
    [DataRow("abc\x1B[D\x1B[D\x7Fx\x1B[C\x01\x05\x02\x04")] // cursor keys and editing
    [DataRow("IMPRO")] // nearly a frame
    [DataRow("\x1B[A\x1B[B")] // history
    public void Listening_and_echoing_take_nothing(string typed)
    {
        ConsoleSession session = Started();
        byte[] line = System.Text.Encoding.UTF8.GetBytes(typed + "\x15");
        HoldsStill(() => Feed(session, line));
    }

    [TestMethod]
    public void A_comment_and_an_empty_line_take_nothing()
    {
        ConsoleSession session = Started();
        byte[] lines = "# note\r\r\n"u8.ToArray();
        HoldsStill(() => Feed(session, lines));
    }

    [TestMethod]
    public void Idling_takes_nothing()
    {
        ConsoleSession session = Started();
        HoldsStill(() => session.Step(_now++));
    }

    [TestMethod]
    public void Frames_of_improv_take_nothing()
    {
        ConsoleSession session = Started();
        byte[] request = Convert.FromHexString("494D50524F560103020200E50A");
        byte[] broken = Convert.FromHexString("494D50524F560103020200E40A");
        HoldsStill(() =>
        {
            Feed(session, request);
            Feed(session, broken);
        });
    }

    [TestMethod]
    public void Settings_and_console_stay_within_their_budget()
    {
        _ = Started();
        long before = GC.GetAllocatedBytesForCurrentThread();
        var settings = new Settings(new CuttingStore());
        long afterSettings = GC.GetAllocatedBytesForCurrentThread();
        _ = new ConsoleSession(settings, new ScriptedHost(), ConsoleCommands.Create());
        long taken = GC.GetAllocatedBytesForCurrentThread() - afterSettings;
        Console.WriteLine($"settings {afterSettings - before} bytes, console {taken} bytes");
        Assert.IsTrue(afterSettings - before <= Settings.DefaultCapacity + 512, $"{afterSettings - before} bytes for settings and the test's store");
        Assert.IsTrue(taken <= 6 * 1024, $"{taken} bytes for the console");
    }

    private static ConsoleSession Started()
    {
        var session = new ConsoleSession(new Settings(new CuttingStore()), new ScriptedHost(), ConsoleCommands.Create());
        session.Start();
        return session;
    }

    private void Feed(ConsoleSession session, byte[] bytes)
    {
        for (int i = 0; i < bytes.Length; i++)
        {
            session.HandleInput(bytes, i, 1, _now);
            session.Step(_now++);
            while (session.PollTransmit(_out, 0, _out.Length) > 0)
            {
            }
        }
    }

    private static void HoldsStill(Action round)
    {
        round();
        round();
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 1000; i++)
        {
            round();
        }

        Assert.AreEqual(0, GC.GetAllocatedBytesForCurrentThread() - before, "heap bytes");
    }
}
