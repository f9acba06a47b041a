namespace Telenode.Security;

/// <summary>The pre-shared keys that a server accepts.</summary>
public interface IPskStore
{
    /// <summary>Looks up an identity, which is whatever bytes the client sent.</summary>
    /// <param name="identity">Holds it.</param>
    /// <param name="offset">Index of its first byte.</param>
    /// <param name="count">0 to 128 bytes.</param>
    /// <param name="key">Receives the key from index 0; 64 bytes of room.</param>
    /// <param name="keyCount">Bytes of the key, 1 to 64.</param>
    /// <returns>A number of the store's own choosing that names the credential, 0 or more; −1 when the identity is unknown.</returns>
    int Find(byte[] identity, int offset, int count, byte[] key, out int keyCount);
}
