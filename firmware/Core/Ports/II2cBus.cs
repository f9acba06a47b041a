namespace Telenode.Core;

/// <summary>One I2C bus. A transfer to an address that nothing acknowledges gives <see cref="Status.Absent"/>; none throws.</summary>
public interface II2cBus
{
    /// <summary>Writes <paramref name="count"/> bytes to the 7-bit <paramref name="address"/>.</summary>
    /// <returns><see cref="Status.Ok"/>, <see cref="Status.Absent"/>, <see cref="Status.Timeout"/> or <see cref="Status.BusFault"/>.</returns>
    Status Write(int address, byte[] buffer, int offset, int count);

    /// <summary>Reads exactly <paramref name="count"/> bytes from the 7-bit <paramref name="address"/>.</summary>
    /// <returns>As <see cref="Write"/>; the buffer is undefined unless <see cref="Status.Ok"/>.</returns>
    Status Read(int address, byte[] buffer, int offset, int count);

    /// <summary>Writes, then reads after a repeated start, in one transaction: the usual register read.</summary>
    /// <returns>As <see cref="Write"/>; the read buffer is undefined unless <see cref="Status.Ok"/>.</returns>
    Status WriteRead(int address, byte[] writeBuffer, int writeOffset, int writeCount, byte[] readBuffer, int readOffset, int readCount);
}
