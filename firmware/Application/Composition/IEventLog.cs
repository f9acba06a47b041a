namespace Telenode.Application;

/// <summary>Takes what happens on a device and is worth a line.</summary>
public interface IEventLog
{
    /// <summary>Something happened. The line holds no secret.</summary>
    void Write(string line);
}
