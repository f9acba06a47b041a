using Telenode.Core;

namespace Telenode.SimBoard.Net;

/// <summary>A stream of the PC: beside the port, one can wait for it.</summary>
public interface IWaitableStream : IByteStream, IInput, IDisposable;
