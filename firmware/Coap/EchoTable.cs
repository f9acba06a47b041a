using Telenode.Core;

namespace Telenode.Coap;

/// <summary>Peers that were asked to prove their address, with the random values they must give back (RFC 9175 §2.3, Appendix A, method 1).</summary>
internal sealed class EchoTable
{
    public const int ValueSize = 8;

    // How long a proof holds, and a value may stay out.
    private const long LifetimeMs = 600000;
    private const int Rows = 8;

    private readonly int[] _peer = new int[Rows];
    private readonly byte[] _value = new byte[Rows * ValueSize];
    private readonly long[] _atMs = new long[Rows];
    private readonly bool[] _isVerified = new bool[Rows];
    private readonly IRandom _random;

    public EchoTable(IRandom random)
    {
        _random = random;
        for (int row = 0; row < Rows; row++)
        {
            _peer[row] = -1;
        }
    }

    /// <summary>Whether the peer has the address it writes from, as its Echo option, if any, or an earlier one proves.</summary>
    public bool IsVerified(int peer, CoapMessage request, long nowMs)
    {
        int row = Find(peer);
        if (row < 0 || nowMs - _atMs[row] > LifetimeMs)
        {
            return false;
        }

        if (request.EchoLength == ValueSize && Bytes.AreEqual(request.Buffer, request.EchoOffset, _value, row * ValueSize, ValueSize))
        {
            _isVerified[row] = true;
            _atMs[row] = nowMs;
        }

        return _isVerified[row];
    }

    /// <summary>Adds the Echo option that the peer must give back.</summary>
    public void Challenge(int peer, OptionList options, long nowMs)
    {
        int row = Find(peer);
        if (row < 0 || _isVerified[row] || nowMs - _atMs[row] > LifetimeMs / 2)
        {
            row = row < 0 ? Oldest() : row;
            _peer[row] = peer;
            _atMs[row] = nowMs;
            _isVerified[row] = false;
            _random.Fill(_value, row * ValueSize, ValueSize);
        }

        options.Add(OptionNumber.Echo, _value, row * ValueSize, ValueSize);
    }

    private int Find(int peer)
    {
        for (int row = 0; row < Rows; row++)
        {
            if (_peer[row] == peer)
            {
                return row;
            }
        }

        return -1;
    }

    private int Oldest()
    {
        int oldest = 0;
        for (int row = 1; row < Rows; row++)
        {
            oldest = _peer[row] < 0 || _atMs[row] < _atMs[oldest] ? row : oldest;
        }

        return oldest;
    }
}
