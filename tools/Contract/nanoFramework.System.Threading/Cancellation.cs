[assembly: System.Reflection.AssemblyVersion("1.1.52.0")]

namespace System.Threading;

public readonly struct CancellationToken
{
}

public class CancellationTokenSource : IDisposable
{
    public extern CancellationTokenSource(int millisecondsDelay);

    public extern CancellationToken Token { get; }

    public extern void Dispose();
}
