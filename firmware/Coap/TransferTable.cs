using System;

namespace Telenode.Coap;

/// <summary>Bodies that come in by blocks (RFC 7959 §2.5): how far each is. One transfer for a peer, resource and Request-Tag (RFC 9175 §3.3).</summary>
internal sealed class TransferTable
{
    // Two values of 8 bytes, each with its length: the client's, and that of a proxy on the way.
    private const int TagSize = 18;

    private readonly int[] _peer;
    private readonly int[] _resource;
    private readonly int[] _next;
    private readonly long[] _expiresMs;
    private readonly byte[] _tag;
    private readonly byte[] _tagLength;

    public TransferTable(int rows)
    {
        _peer = new int[rows];
        _resource = new int[rows];
        _next = new int[rows];
        _expiresMs = new long[rows];
        _tag = new byte[rows * TagSize];
        _tagLength = new byte[rows];
    }

    /// <summary>Where the body must go on, or −1 when no such transfer is known.</summary>
    public int Find(int peer, int resource, CoapMessage request, long nowMs)
    {
        for (int row = 0; row < _peer.Length; row++)
        {
            if (nowMs < _expiresMs[row] && _peer[row] == peer && _resource[row] == resource && HasTagOf(row, request))
            {
                return row;
            }
        }

        return -1;
    }

    /// <summary>Takes a row: a free one, or the one that was longest without a block.</summary>
    /// <returns>−1 when the table has no rows, or the request more tags than are kept.</returns>
    public int Begin(int peer, int resource, CoapMessage request)
    {
        int found = -1;
        for (int row = 0; row < _peer.Length; row++)
        {
            found = found < 0 || _expiresMs[row] < _expiresMs[found] ? row : found;
        }

        if (found >= 0)
        {
            _peer[found] = peer;
            _resource[found] = resource;
            _expiresMs[found] = 0;
            found = KeepTag(found, request) ? found : -1;
        }

        return found;
    }

    public int NextOf(int row) => _next[row];

    public void Advance(int row, int next, long expiresMs)
    {
        _next[row] = next;
        _expiresMs[row] = expiresMs;
    }

    public void End(int row) => _expiresMs[row] = 0;

    // Request-Tag is repeatable, as a proxy adds its own: the whole list tells transfers apart (RFC 9175 §3.2).
    private bool HasTagOf(int row, CoapMessage request)
    {
        int at = row * TagSize;
        int end = at + _tagLength[row];
        if (request.HasRequestTag)
        {
            request.RewindOptions();
            while (request.NextOption())
            {
                if (request.OptionNumber != OptionNumber.RequestTag)
                {
                    continue;
                }

                int length = request.OptionLength;
                if (end - at < 1 + length || _tag[at] != length || !Bytes.AreEqual(_tag, at + 1, request.Buffer, request.OptionOffset, length))
                {
                    return false;
                }

                at += 1 + length;
            }
        }

        return at == end;
    }

    // Each value behind its length.
    private bool KeepTag(int row, CoapMessage request)
    {
        int kept = 0;
        request.RewindOptions();
        while (request.HasRequestTag && request.NextOption())
        {
            if (request.OptionNumber != OptionNumber.RequestTag)
            {
                continue;
            }

            int length = request.OptionLength;
            if (kept + 1 + length > TagSize)
            {
                return false;
            }

            _tag[(row * TagSize) + kept] = (byte)length;
            Array.Copy(request.Buffer, request.OptionOffset, _tag, (row * TagSize) + kept + 1, length);
            kept += 1 + length;
        }

        _tagLength[row] = (byte)kept;
        return true;
    }
}
