using Telenode.Core;

namespace Telenode.Tests.Host.Mqtt;

/// <summary>The client's nonce of RFC 7677 §3, before its Base64.</summary>
internal sealed class VectorRandom : IRandom
{
    public void Fill(byte[] buffer, int offset, int count)
    {
        byte[] nonce = { 0xac, 0xea, 0x6b, 0x34, 0x67, 0xf0, 0x11, 0xb7, 0x91, 0x5a, 0x06, 0xcd, 0x12, 0x4a, 0x8e };
        Array.Copy(nonce, 0, buffer, offset, count);
    }
}
