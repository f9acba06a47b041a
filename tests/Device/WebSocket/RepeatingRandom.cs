#nullable disable // tests/Host compiles this file, too, and has them on.
using System;
using Telenode.Core;

namespace Telenode.Tests.WebSocket;

/// <summary>The nonce of RFC 6455 §1.3, then the mask of its §5.7 again and again.</summary>
internal sealed class RepeatingRandom : IRandom
{
    private static readonly byte[] _mask = new byte[] { 0x37, 0xfa, 0x21, 0x3d };

    public void Fill(byte[] buffer, int offset, int count)
    {
        byte[] source = count == 16 ? System.Text.Encoding.UTF8.GetBytes("the sample nonce") : _mask;
        Array.Copy(source, 0, buffer, offset, count);
    }
}
