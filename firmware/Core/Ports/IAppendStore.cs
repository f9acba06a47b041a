namespace Telenode.Core;

/// <summary>Numbered segments of bytes kept over a power cut: each only grows, until it is deleted. Files on a board and on a PC.</summary>
/// <remarks>
/// Nothing throws. A write that a power cut interrupts, or that fails, may have left any part of its bytes at the segment's end, or
/// bytes of no meaning: who must know puts a check into what is written.
/// </remarks>
public interface IAppendStore
{
    /// <summary>Lists the segments there are, in any order.</summary>
    /// <param name="segments">Receives as many of their numbers as it has room for.</param>
    /// <returns>How many there are; −1 when the medium cannot be read.</returns>
    int List(int[] segments);

    /// <summary>Reads a part of a segment.</summary>
    /// <param name="segment">Its number, 0 or more.</param>
    /// <param name="position">Its byte to begin with.</param>
    /// <param name="buffer">Receives the bytes.</param>
    /// <param name="offset">Index of the first.</param>
    /// <param name="count">How many are wanted.</param>
    /// <returns>How many there were: fewer at the segment's end, 0 behind it and when there is no such segment; −1 when the medium cannot be read.</returns>
    int Read(int segment, int position, byte[] buffer, int offset, int count);

    /// <summary>Appends to a segment, which it creates when there is none. When it returns true, the bytes are on the medium.</summary>
    /// <returns>False when the medium refused it.</returns>
    bool Append(int segment, byte[] buffer, int offset, int count);

    /// <summary>Removes a segment.</summary>
    /// <returns>False when the medium refused; true also when there was none.</returns>
    bool Delete(int segment);
}
