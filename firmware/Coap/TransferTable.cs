using System;

namespace Telenode.Coap;

/// <summary>Bodies that come in by blocks (RFC 7959 §2.5): how far each is. One transfer for a peer, resource and Request-Tag (RFC 9175 §3.3).</summary>
internal sealed class TransferTable
{
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
        _tag = new byte[rows * 8];
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
    /// <returns>−1 when the table has no rows.</returns>
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
            _tagLength[found] = 0;
            if (FindTag(request))
            {
                _tagLength[found] = (byte)(request.OptionLength + 1);
                Array.Copy(request.Buffer, request.OptionOffset, _tag, found * 8, request.OptionLength);
            }
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

    private bool HasTagOf(int row, CoapMessage request)
    {
        if (!FindTag(request))
        {
            return _tagLength[row] == 0;
        }

        return _tagLength[row] == request.OptionLength + 1
            && Bytes.AreEqual(_tag, row * 8, request.Buffer, request.OptionOffset, request.OptionLength);
    }

    private static bool FindTag(CoapMessage request)
    {
        if (!request.HasRequestTag)
        {
            return false;
        }

        request.RewindOptions();
        while (request.NextOption())
        {
            if (request.OptionNumber == OptionNumber.RequestTag && request.OptionLength <= 8)
            {
                return true;
            }
        }

        return false;
    }
}
