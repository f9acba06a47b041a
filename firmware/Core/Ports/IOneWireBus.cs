namespace Telenode.Core;

/// <summary>A 1-Wire line with one master. A transfer takes about 0.7 ms a byte at standard speed; none throws.</summary>
public interface IOneWireBus
{
    /// <summary>Whether <see cref="Power"/> can feed chips that have no supply of their own.</summary>
    bool CanPower { get; }

    /// <summary>Resets every chip on the line, and ends <see cref="Power"/>.</summary>
    /// <returns><see cref="Status.Ok"/> when at least one answers with a presence pulse, <see cref="Status.Absent"/> when none does, <see cref="Status.BusFault"/> when the line is held low.</returns>
    Status Reset();

    /// <summary>Writes bytes, least significant bit first.</summary>
    /// <returns><see cref="Status.Ok"/> or <see cref="Status.BusFault"/>.</returns>
    Status Write(byte[] buffer, int offset, int count);

    /// <summary>Reads bytes, least significant bit first; a line that nothing drives reads as ones.</summary>
    /// <returns><see cref="Status.Ok"/> or <see cref="Status.BusFault"/>; the buffer is undefined unless <see cref="Status.Ok"/>.</returns>
    Status Read(byte[] buffer, int offset, int count);

    /// <summary>One step of a ROM search: reads an identity bit and its complement, then writes the direction to take.</summary>
    /// <param name="direction">0 or 1: the way to go where chips differ.</param>
    /// <returns>Bit 0: the bit read; bit 1: its complement read; bit 2: the direction written (the bit that all chips share, or <paramref name="direction"/>). Negative when the line failed.</returns>
    int Triplet(int direction);

    /// <summary>Feeds the line strongly until the next <see cref="Reset"/>, for a conversion on parasite power.</summary>
    void Power();
}
