// The device's Assert is the narrower one: what both have is listed in docs/testing.md. A test class must keep no instance
// fields (on the device a test method is called with this == null) and take no DataRow with an array argument.
#if NANOFRAMEWORK_1_0
global using nanoFramework.TestFramework;
#else
global using Microsoft.VisualStudio.TestTools.UnitTesting;
global using Assert = Telenode.Tests.HostAssert;
#endif
