namespace Telenode.Core;

/// <summary>Small values kept over a power cut, each under a name. A write may be torn by a cut: who must know puts a check into the value.</summary>
public interface IKeyValueStore
{
    /// <summary>Reads a value.</summary>
    /// <param name="name">1 to 15 characters of a–z, 0–9 and '-', which are good for a file's name and for a flash key alike.</param>
    /// <param name="buffer">Receives the value.</param>
    /// <param name="offset">Index of its first byte.</param>
    /// <param name="capacity">Room.</param>
    /// <returns>The value's bytes; −1 when there is no such value, it cannot be read or does not fit.</returns>
    int Read(string name, byte[] buffer, int offset, int capacity);

    /// <summary>Replaces a value, or makes it. When it returns, the value is on the medium.</summary>
    /// <returns>False when the medium refused it: what is there now may be the old value, a part of the new one, or nothing.</returns>
    bool Write(string name, byte[] buffer, int offset, int count);

    /// <summary>Removes a value.</summary>
    /// <returns>False when the medium refused; true also when there was none.</returns>
    bool Remove(string name);

    /// <summary>Removes every value, whatever its name: for a board that is to forget what it was.</summary>
    /// <returns>False when something is left.</returns>
    bool RemoveAll();
}
