namespace Telenode.Core;

/// <summary>Random bytes: unpredictable on a board, from a seed in a simulation.</summary>
public interface IRandom
{
    /// <summary>Fills <paramref name="count"/> bytes at <paramref name="offset"/>.</summary>
    void Fill(byte[] buffer, int offset, int count);
}
