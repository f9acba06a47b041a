namespace Telenode.Core;

/// <summary>An open serial line, such as a UART. No call blocks.</summary>
public interface ISerialLine
{
    /// <summary>Takes what has arrived.</summary>
    /// <returns>Bytes taken; 0 when none are there.</returns>
    int Read(byte[] buffer, int offset, int capacity);

    /// <summary>Hands bytes to the line.</summary>
    /// <returns>Bytes taken, fewer than <paramref name="count"/> when the line's buffer is full.</returns>
    int Write(byte[] buffer, int offset, int count);
}
