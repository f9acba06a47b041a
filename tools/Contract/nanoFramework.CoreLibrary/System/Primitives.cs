[assembly: System.Reflection.AssemblyVersion("1.17.11.0")]

namespace System;

public class Object
{
    public extern Object();

    public virtual extern bool Equals(object obj);

    public static extern bool Equals(object objA, object objB);

    public virtual extern int GetHashCode();

    public extern Type GetType();

    protected extern object MemberwiseClone();

    public static extern bool ReferenceEquals(object objA, object objB);

    public virtual extern string ToString();
}

public abstract class ValueType
{
    public override extern bool Equals(object obj);
}

public abstract class Enum : ValueType
{
    public extern bool HasFlag(Enum flag);

    public override extern string ToString();
}

public struct Void
{
}

public struct Boolean
{
    public override extern string ToString();
}

public struct Char
{
    public extern char ToLower();

    public override extern string ToString();

    public extern char ToUpper();
}

public struct SByte
{
    public const sbyte MaxValue = 127;

    public const sbyte MinValue = -128;

    public override extern string ToString();
}

public struct Byte
{
    public const byte MaxValue = 255;

    public const byte MinValue = 0;

    public override extern string ToString();

    public extern string ToString(string format);
}

public struct Int16
{
    public const short MaxValue = 32767;

    public const short MinValue = -32768;

    public override extern string ToString();
}

public struct UInt16
{
    public const ushort MaxValue = 65535;

    public const ushort MinValue = 0;

    public override extern string ToString();
}

public struct Int32
{
    public const int MaxValue = 2147483647;

    public const int MinValue = -2147483648;

    public static extern int Parse(string s);

    public override extern string ToString();

    public extern string ToString(string format);

    public static extern bool TryParse(string s, out int result);
}

public struct UInt32
{
    public const uint MaxValue = 4294967295;

    public const uint MinValue = 0;

    public override extern string ToString();
}

public struct Int64
{
    public const long MaxValue = 9223372036854775807;

    public const long MinValue = -9223372036854775808;

    public static extern long Parse(string s);

    public override extern string ToString();

    public static extern bool TryParse(string s, out long result);
}

public struct UInt64
{
    public const ulong MaxValue = 18446744073709551615;

    public const ulong MinValue = 0;

    public override extern string ToString();
}

public struct IntPtr
{
}

public struct UIntPtr
{
}

public struct Single
{
    public override extern string ToString();
}

public struct Double
{
    public override extern string ToString();

    public extern string ToString(string format);
}
