namespace Telenode.SimBoard.Net;

/// <summary>Something from the network that can be waited for.</summary>
public interface IInput
{
    /// <summary>Waits until something can be read, an opening has ended, or the time has passed.</summary>
    void Wait(int milliseconds);
}
