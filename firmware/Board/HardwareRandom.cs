using System;
using Telenode.Core;

namespace Telenode.Board;

/// <summary>The ESP32's hardware generator: random while Wi-Fi is on, since the radio's noise feeds it.</summary>
internal sealed class HardwareRandom : IRandom
{
    private readonly Random _random = new Random();

    public void Fill(byte[] buffer, int offset, int count)
    {
        int bits = 0;
        for (int i = 0; i < count; i++)
        {
            // Next gives 31 random bits: three bytes.
            bits = i % 3 == 0 ? _random.Next() : bits >> 8;
            buffer[offset + i] = (byte)bits;
        }
    }
}
