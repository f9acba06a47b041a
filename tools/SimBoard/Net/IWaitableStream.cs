using Telenode.Core;

namespace Telenode.SimBoard.Net;

/// <summary>A stream of the PC: beside the port, one can wait for it.</summary>
public interface IWaitableStream : IByteStream, IDisposable
{
    /// <summary>Waits until something can be read, the opening has ended, or the time has passed.</summary>
    void Wait(int milliseconds);
}
