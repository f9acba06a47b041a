namespace System.Threading;

public static class Monitor
{
    public static extern void Enter(object obj);

    public static extern void Exit(object obj);
}

public static class Interlocked
{
    public static extern int CompareExchange(ref int location1, int value, int comparand);

    public static extern int Exchange(ref int location1, int value);

    public static extern int Increment(ref int location);
}

public static class Timeout
{
    public const int Infinite = -1;
}

public delegate void ThreadStart();

public sealed class Thread
{
    public extern Thread(ThreadStart start);

    public extern bool IsAlive { get; }

    public extern void Abort();

    public extern void Join();

    public extern bool Join(int millisecondsTimeout);

    public static extern void Sleep(int millisecondsTimeout);

    public extern void Start();
}

public abstract class WaitHandle : MarshalByRefObject
{
    public extern WaitHandle();

    public virtual extern bool WaitOne();

    public virtual extern bool WaitOne(int millisecondsTimeout, bool exitContext);
}

public sealed class AutoResetEvent : WaitHandle
{
    public extern AutoResetEvent(bool initialState);

    public extern bool Reset();

    public extern bool Set();
}
