using System;
using System.Collections;
using System.Runtime.CompilerServices;

[assembly: System.Reflection.AssemblyVersion("3.0.77.0")]

namespace nanoFramework.TestFramework;

[AttributeUsage(AttributeTargets.Class, AllowMultiple = false)]
public class TestClassAttribute : Attribute
{
}

[AttributeUsage(AttributeTargets.Method, AllowMultiple = false)]
public class TestMethodAttribute : Attribute
{
}

[AttributeUsage(AttributeTargets.Method, AllowMultiple = true)]
public class DataRowAttribute : Attribute
{
    public extern DataRowAttribute(params object[] methodParameters);
}

public sealed class Assert
{
    public static extern void AreEqual(bool expected, bool actual, [CallerArgumentExpression("actual")] string message = "");

    public static extern void AreEqual(byte expected, byte actual, [CallerArgumentExpression("actual")] string message = "");

    public static extern void AreEqual(char expected, char actual, [CallerArgumentExpression("actual")] string message = "");

    public static extern void AreEqual(int expected, int actual, [CallerArgumentExpression("actual")] string message = "");

    public static extern void AreEqual(long expected, long actual, [CallerArgumentExpression("actual")] string message = "");

    public static extern void AreEqual(object expected, object actual, [CallerArgumentExpression("actual")] string message = "");

    public static extern void AreEqual(sbyte expected, sbyte actual, [CallerArgumentExpression("actual")] string message = "");

    public static extern void AreEqual(short expected, short actual, [CallerArgumentExpression("actual")] string message = "");

    public static extern void AreEqual(string expected, string actual, [CallerArgumentExpression("actual")] string message = "");

    public static extern void AreEqual(uint expected, uint actual, [CallerArgumentExpression("actual")] string message = "");

    public static extern void AreEqual(ulong expected, ulong actual, [CallerArgumentExpression("actual")] string message = "");

    public static extern void AreEqual(ushort expected, ushort actual, [CallerArgumentExpression("actual")] string message = "");

    public static extern void AreNotEqual(bool notExpected, bool actual, [CallerArgumentExpression("actual")] string message = "");

    public static extern void AreNotEqual(byte notExpected, byte actual, [CallerArgumentExpression("actual")] string message = "");

    public static extern void AreNotEqual(char notExpected, char actual, [CallerArgumentExpression("actual")] string message = "");

    public static extern void AreNotEqual(int notExpected, int actual, [CallerArgumentExpression("actual")] string message = "");

    public static extern void AreNotEqual(long notExpected, long actual, [CallerArgumentExpression("actual")] string message = "");

    public static extern void AreNotEqual(object notExpected, object actual, [CallerArgumentExpression("actual")] string message = "");

    public static extern void AreNotEqual(sbyte notExpected, sbyte actual, [CallerArgumentExpression("actual")] string message = "");

    public static extern void AreNotEqual(short notExpected, short actual, [CallerArgumentExpression("actual")] string message = "");

    public static extern void AreNotEqual(string notExpected, string actual, [CallerArgumentExpression("actual")] string message = "");

    public static extern void AreNotEqual(uint notExpected, uint actual, [CallerArgumentExpression("actual")] string message = "");

    public static extern void AreNotEqual(ulong notExpected, ulong actual, [CallerArgumentExpression("actual")] string message = "");

    public static extern void AreNotEqual(ushort notExpected, ushort actual, [CallerArgumentExpression("actual")] string message = "");

    public static extern void AreNotSame(object notExpected, object actual, [CallerArgumentExpression("actual")] string message = "");

    public static extern void AreSame(object expected, object actual, [CallerArgumentExpression("actual")] string message = "");

    public static extern void IsFalse(bool condition, [CallerArgumentExpression("condition")] string message = "");

    public static extern void IsInstanceOfType(object value, Type expected, [CallerArgumentExpression("value")] string message = "");

    public static extern void IsNotNull(object value, [CallerArgumentExpression("value")] string message = "");

    public static extern void IsNull(object value, [CallerArgumentExpression("value")] string message = "");

    public static extern void IsTrue(bool condition, [CallerArgumentExpression("condition")] string message = "");

    public static extern void ThrowsException(Type exception, Action action, [CallerArgumentExpression("action")] string message = "");
}

public sealed class CollectionAssert
{
    public static extern void AreEqual(ICollection expected, ICollection actual, string message = "");

    public static extern void AreNotEqual(ICollection notExpected, ICollection actual, string message = "");
}
