[assembly: System.Reflection.AssemblyVersion("1.3.42.0")]

namespace System.Text;

public abstract class Encoding
{
    public static extern Encoding UTF8 { get; }

    public virtual extern byte[] GetBytes(string s);

    public virtual extern int GetBytes(string s, int charIndex, int charCount, byte[] bytes, int byteIndex);

    public virtual extern char[] GetChars(byte[] bytes);

    public virtual extern char[] GetChars(byte[] bytes, int byteIndex, int byteCount);

    public virtual extern string GetString(byte[] bytes, int index, int count);
}
