using Telenode.Coap;
using Telenode.Core;

namespace Telenode.Uplinks;

/// <summary>The connections that clients have opened to our server (RFC 8323): a bounded table. Who is silent is pinged, and let go when
/// no answer comes, so that the places are for the living.</summary>
public sealed class CoapConnections
{
    /// <summary>Peers of connections are numbered from here on, apart from those of a socket, which count up from 1.</summary>
    internal const int FirstPeer = 1 << 30;

    private const int PingAfterMs = 60000;
    private const int CloseAfterMs = 90000;

    private readonly CoapEndpoint _endpoint;
    private readonly IStreamListener _listener;
    private readonly CoapConnection[] _rows;
    private int _lastPeer = FirstPeer - 1;

    /// <summary>Creates an empty table.</summary>
    /// <param name="endpoint">Speaks CoAP; has room for as many streams.</param>
    /// <param name="maxMessageSize">Its <see cref="CoapOptions.MaxMessageSize"/>.</param>
    /// <param name="listener">Where clients connect; opened and closed by the caller.</param>
    /// <param name="count">Connections at one time.</param>
    public CoapConnections(CoapEndpoint endpoint, int maxMessageSize, IStreamListener listener, int count)
    {
        _endpoint = endpoint;
        _listener = listener;
        _rows = new CoapConnection[count];
        for (int i = 0; i < count; i++)
        {
            _rows[i] = new CoapConnection(maxMessageSize + 8);
        }
    }

    /// <summary>Connections at the moment.</summary>
    public int Count
    {
        get
        {
            int count = 0;
            for (int i = 0; i < _rows.Length; i++)
            {
                count += _rows[i].Peer == 0 ? 0 : 1;
            }

            return count;
        }
    }

    /// <summary>When a step has something to do even if nothing arrives, in monotonic ms.</summary>
    public long NextMs
    {
        get
        {
            long next = Time.Never;
            for (int i = 0; i < _rows.Length; i++)
            {
                CoapConnection row = _rows[i];
                long due = row.HeardMs + (row.IsPinged ? CloseAfterMs : PingAfterMs);
                next = row.Peer != 0 && due < next ? due : next;
            }

            return next;
        }
    }

    /// <summary>Accepts, takes what has arrived, pings and lets go.</summary>
    /// <param name="datagrams">Hands out the endpoint's events and messages, those of connections to <see cref="Send"/>.</param>
    /// <param name="nowMs">Monotonic ms.</param>
    public void Step(CoapDatagrams datagrams, long nowMs)
    {
        for (IByteStream stream = _listener.Accept(); stream != null; stream = _listener.Accept())
        {
            Take(stream, nowMs);
            datagrams.Drain(nowMs);
        }

        for (int i = 0; i < _rows.Length; i++)
        {
            if (_rows[i].Peer != 0)
            {
                Step(_rows[i], datagrams, nowMs);
            }
        }
    }

    /// <summary>Ends a connection, which the endpoint is told.</summary>
    public void Close(int peer, long nowMs)
    {
        CoapConnection row = Find(peer);
        if (row != null)
        {
            _endpoint.CloseStream(peer, nowMs);
            row.Close();
        }
    }

    /// <summary>Takes leave of all (RFC 8323 §5.5) and closes.</summary>
    public void Close(CoapDatagrams datagrams, long nowMs)
    {
        for (int i = 0; i < _rows.Length; i++)
        {
            int peer = _rows[i].Peer;
            if (peer != 0)
            {
                _endpoint.ReleaseStream(peer);
                datagrams.Drain(nowMs);
                Close(peer, nowMs); // unless it ended with its last message
            }
        }
    }

    /// <summary>Sends a message of the endpoint if it is for a connection.</summary>
    /// <returns>False when it is for a socket.</returns>
    internal bool Send(byte[] message, int count, int peer)
    {
        if (peer < FirstPeer)
        {
            return false;
        }

        CoapConnection row = Find(peer);
        if (row != null)
        {
            row.Send(message, count);
            _endpoint.HoldStream(peer, !row.IsClear);
        }

        return true;
    }

    private void Take(IByteStream stream, long nowMs)
    {
        CoapConnection row = Find(0);
        if (row == null)
        {
            stream.Close();
            return;
        }

        row.Open(stream, ++_lastPeer, nowMs);
        _endpoint.OpenStream(_lastPeer, nowMs);
    }

    private void Step(CoapConnection row, CoapDatagrams datagrams, long nowMs)
    {
        int peer = row.Peer;
        row.Flush();
        _endpoint.HoldStream(peer, !row.IsClear);
        datagrams.Drain(nowMs);

        // Who does not take our answers is not listened to.
        bool goesOn = true;
        while (goesOn && row.Peer == peer && row.IsClear && row.Fill())
        {
            row.HeardMs = nowMs;
            row.IsPinged = false;
            int used = _endpoint.HandleStreamInput(row.Input, row.InputStart, row.InputCount, peer, Arrival.Plain, nowMs);
            row.Use(used);
            datagrams.Drain(nowMs);
            goesOn = used > 0;
        }

        if (row.Peer != peer)
        {
            return;
        }

        if (row.IsBroken || nowMs - row.HeardMs >= CloseAfterMs)
        {
            Close(peer, nowMs);
            datagrams.Drain(nowMs);
        }
        else if (!row.IsPinged && nowMs - row.HeardMs >= PingAfterMs)
        {
            row.IsPinged = true;
            _endpoint.TryPing(peer, nowMs);
            datagrams.Drain(nowMs);
        }
    }

    private CoapConnection Find(int peer)
    {
        for (int i = 0; i < _rows.Length; i++)
        {
            if (_rows[i].Peer == peer)
            {
                return _rows[i];
            }
        }

        return null;
    }
}
