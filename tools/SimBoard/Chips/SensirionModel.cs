using Telenode.Core;

namespace Telenode.SimBoard;

/// <summary>What Sensirion's chip models share: busy times, and answers of words with a checksum each that are given once.</summary>
public abstract class SensirionModel : I2cChip, IExposed
{
    private readonly IClock _clock;
    private readonly byte[] _answer = new byte[9];
    private int _answerLength;
    private long _busyUntilUs = long.MinValue;

    /// <summary>A powered chip that measures with <paramref name="clock"/>'s monotonic time.</summary>
    protected SensirionModel(IClock clock) => _clock = clock;

    /// <summary>Temperature in °C, sampled when a conversion starts.</summary>
    public double Celsius { get; set; } = 20;

    /// <summary>Relative humidity in %RH.</summary>
    public double Percent { get; set; } = 50;

    /// <summary>Answers carry a wrong checksum.</summary>
    public bool WrongChecksum { get; set; }

    /// <summary>The chip never finishes what it is told to do.</summary>
    public bool NeverFinishes { get; set; }

    /// <summary>Monotonic time in µs.</summary>
    protected long NowUs => _clock.MonotonicMs * 1000;

    /// <inheritdoc/>
    public virtual void Expose(IEnvironment environment, long unixMs)
    {
        Celsius = environment.TryGet(Measurand.Temperature, unixMs, out FixedPoint value) ? value.ToDouble() : Celsius;
        Percent = environment.TryGet(Measurand.Humidity, unixMs, out value) ? value.ToDouble() : Percent;
    }

    /// <inheritdoc/>
    protected internal override bool AcknowledgesAddress(bool read) => NowUs >= _busyUntilUs && (!read || _answerLength > 0);

    /// <inheritdoc/>
    protected internal override void Transmit(Span<byte> data)
    {
        data.Fill(0xFF);
        int count = Math.Min(data.Length, _answerLength);
        _answer.AsSpan(0, count).CopyTo(data);
        _answerLength = 0;
    }

    /// <summary>A code of 2^16 steps over a span, the nearest one.</summary>
    protected static int Code(double value, double lowest, double span) =>
        (int)Math.Clamp(Math.Round((value - lowest) / span * 0xFFFF, MidpointRounding.AwayFromZero), 0, 0xFFFF);

    /// <summary>Forgets the prepared answer and what was running; nothing is acknowledged for a time.</summary>
    protected void Busy(long us)
    {
        _answerLength = 0;
        _busyUntilUs = NeverFinishes ? long.MaxValue : NowUs + us;
    }

    /// <summary>Prepares the answer to the next read.</summary>
    protected void Answer(params ReadOnlySpan<int> words)
    {
        for (int i = 0; i < words.Length; i++)
        {
            Span<byte> word = _answer.AsSpan(3 * i, 3);
            word[0] = (byte)(words[i] >> 8);
            word[1] = (byte)words[i];
            word[2] = (byte)(Checksum(word[..2]) ^ (WrongChecksum ? 0x10 : 0));
        }

        _answerLength = 3 * words.Length;
    }

    /// <summary>Polynomial x⁸ + x⁵ + x⁴ + 1, start 0xFF, bit by bit as the datasheets describe it.</summary>
    protected internal static int Checksum(ReadOnlySpan<byte> data)
    {
        int crc = 0xFF;
        foreach (byte value in data)
        {
            crc ^= value;
            for (int bit = 0; bit < 8; bit++)
            {
                crc = (crc & 0x80) != 0 ? ((crc << 1) ^ 0x31) & 0xFF : crc << 1;
            }
        }

        return crc;
    }
}
