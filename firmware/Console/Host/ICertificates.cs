namespace Telenode.SerialConsole;

/// <summary>Certificates and private keys that the board keeps, each under a name that settings such as uplink.ca refer to.</summary>
public interface ICertificates
{
    /// <summary>How many there are.</summary>
    int Count { get; }

    /// <summary>A name; 1 to 12 characters of a–z, 0–9 and '-'.</summary>
    string NameAt(int index);

    /// <summary>What it is, in one line, such as "certificate, 1,234 bytes, until 2031-05-01"; nothing of a key but that it is one.</summary>
    string DescriptionAt(int index);

    /// <summary>Keeps one, in place of another of its name.</summary>
    /// <param name="name">The name.</param>
    /// <param name="pem">Holds one PEM block (RFC 7468), lines ending in LF.</param>
    /// <param name="offset">Index of its first byte.</param>
    /// <param name="count">Its bytes.</param>
    /// <returns>Null when it is kept; otherwise why not, a sentence without its full stop.</returns>
    string Add(string name, byte[] pem, int offset, int count);

    /// <summary>Forgets one.</summary>
    /// <returns>Whether there was one of that name.</returns>
    bool Remove(string name);
}
