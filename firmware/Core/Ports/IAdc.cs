namespace Telenode.Core;

/// <summary>An analogue-to-digital converter with numbered channels.</summary>
public interface IAdc
{
    /// <summary>The count that stands for the full-scale voltage, such as 4095 for 12 bits.</summary>
    int MaxValue { get; }

    /// <summary>Converts one channel now.</summary>
    /// <returns>0 to <see cref="MaxValue"/>, or a negative number when the channel cannot be read.</returns>
    int Read(int channel);
}
