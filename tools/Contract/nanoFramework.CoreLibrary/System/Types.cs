using System.Reflection;

namespace System
{
    public abstract class Type : MemberInfo
    {
        public abstract string FullName { get; }

        public static extern Type GetTypeFromHandle(RuntimeTypeHandle handle);

        public override extern string ToString();
    }

    public struct RuntimeTypeHandle
    {
    }

    public struct RuntimeFieldHandle
    {
    }

    public abstract class Delegate
    {
        public static extern bool operator ==(Delegate d1, Delegate d2);

        public static extern bool operator !=(Delegate d1, Delegate d2);

        public static extern Delegate Combine(Delegate a, Delegate b);

        public override extern bool Equals(object obj);

        public static extern Delegate Remove(Delegate source, Delegate value);
    }

    public abstract class MulticastDelegate : Delegate
    {
        public static extern bool operator ==(MulticastDelegate d1, MulticastDelegate d2);

        public static extern bool operator !=(MulticastDelegate d1, MulticastDelegate d2);

        public override extern bool Equals(object obj);
    }

    public readonly ref struct SpanByte
    {
        public extern SpanByte(byte[] array, int start, int length);
    }

    public abstract class MarshalByRefObject
    {
    }

    public delegate void Action();

    // The compiler gives every delegate BeginInvoke and EndInvoke with these two.
    public interface IAsyncResult
    {
    }

    public delegate void AsyncCallback(IAsyncResult ar);

    public interface ICloneable
    {
        object Clone();
    }

    public interface IComparable
    {
        int CompareTo(object obj);
    }

    public interface IDisposable
    {
        void Dispose();
    }

    public class EventArgs
    {
        public static readonly EventArgs Empty;

        public extern EventArgs();
    }

    public static class GC
    {
        public static extern void SuppressFinalize(object obj);
    }

    // Debug.WriteLine is dropped from a Release build by its ConditionalAttribute; Console.WriteLine is not.
    public static class Console
    {
        public static extern void WriteLine();

        public static extern void WriteLine(string value);
    }

    public class Random
    {
        public extern Random();

        public extern Random(int seed);

        public virtual extern int Next();

        public virtual extern int Next(int maxValue);

        public virtual extern void NextBytes(byte[] buffer);
    }

    public static class BitConverter
    {
        public static extern long DoubleToInt64Bits(double value);

        public static extern double Int64BitsToDouble(long value);
    }

    public static class Convert
    {
        public static extern byte[] FromBase64String(string inString);

        public static extern string ToBase64String(byte[] inArray);
    }
}

namespace System.Reflection
{
    public abstract class MemberInfo
    {
        public abstract string Name { get; }
    }

    public sealed class AssemblyVersionAttribute : Attribute
    {
        public extern AssemblyVersionAttribute(string version);
    }

    public sealed class DefaultMemberAttribute : Attribute
    {
        public extern DefaultMemberAttribute(string memberName);
    }
}
