[assembly: System.Reflection.AssemblyVersion("1.1.96.0")]

namespace System.IO;

public abstract class Stream : IDisposable
{
    protected extern Stream();

    public virtual extern void Close();

    public extern void Dispose();

    public abstract int Read(byte[] buffer, int offset, int count);

    public abstract void Write(byte[] buffer, int offset, int count);
}
