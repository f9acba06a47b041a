[assembly: System.Reflection.AssemblyVersion("1.1.96.0")]

namespace System.IO;

public enum SeekOrigin
{
    Begin,
    Current,
    End,
}

public abstract class Stream : IDisposable
{
    protected extern Stream();

    public virtual extern long Length { get; }

    public virtual extern void Close();

    public extern void Dispose();

    public virtual extern void Flush();

    public abstract int Read(byte[] buffer, int offset, int count);

    public virtual extern long Seek(long offset, SeekOrigin origin);

    public abstract void Write(byte[] buffer, int offset, int count);
}
