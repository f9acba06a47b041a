#if !NANOFRAMEWORK_1_0
using System;
using MsAssert = Microsoft.VisualStudio.TestTools.UnitTesting.Assert;

namespace Telenode.Tests;

/// <summary>MSTest's Assert with the signatures of nanoFramework.TestFramework's, so that one test source serves both.</summary>
internal static class HostAssert
{
    public static void AreEqual(object expected, object actual, string message = "") => MsAssert.AreEqual(expected, actual, message);

    public static void AreEqual(int expected, int actual, string message = "") => MsAssert.AreEqual(expected, actual, message);

    public static void AreEqual(long expected, long actual, string message = "") => MsAssert.AreEqual(expected, actual, message);

    public static void AreEqual(string expected, string actual, string message = "") => MsAssert.AreEqual(expected, actual, message);

    public static void AreEqual(bool expected, bool actual, string message = "") => MsAssert.AreEqual(expected, actual, message);

    public static void AreNotEqual(int notExpected, int actual, string message = "") => MsAssert.AreNotEqual(notExpected, actual, message);

    public static void AreNotEqual(long notExpected, long actual, string message = "") => MsAssert.AreNotEqual(notExpected, actual, message);

    public static void AreSame(object expected, object actual, string message = "") => MsAssert.AreSame(expected, actual, message);

    public static void IsTrue(bool condition, string message = "") => MsAssert.IsTrue(condition, message);

    public static void IsFalse(bool condition, string message = "") => MsAssert.IsFalse(condition, message);

    public static void IsNull(object value, string message = "") => MsAssert.IsNull(value, message);

    public static void IsNotNull(object value, string message = "") => MsAssert.IsNotNull(value, message);

    public static void ThrowsException(Type type, Action action, string message = "")
    {
        try
        {
            action();
        }
        catch (Exception e)
        {
            MsAssert.AreEqual(type, e.GetType(), message);
            return;
        }

        MsAssert.Fail("expected " + type.Name + ". " + message);
    }
}
#endif
