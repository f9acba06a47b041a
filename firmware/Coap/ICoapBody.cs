namespace Telenode.Coap;

/// <summary>A representation that is read piece by piece, so that one larger than any buffer can be sent in blocks (RFC 7959).</summary>
public interface ICoapBody
{
    /// <summary>Bytes in all. Constant while a transfer lasts.</summary>
    int Size { get; }

    /// <summary>Copies <paramref name="count"/> bytes from <paramref name="position"/> on; the same position can be asked for again.</summary>
    /// <param name="position">0 to <see cref="Size"/> − <paramref name="count"/>.</param>
    /// <param name="buffer">Receives the bytes.</param>
    /// <param name="offset">Index of the first of them.</param>
    /// <param name="count">How many.</param>
    void Read(int position, byte[] buffer, int offset, int count);
}
