using System;
using Telenode.Core;
using Telenode.Security;

namespace Telenode.Uplinks;

/// <summary>A DTLS client's session, or for a deep sleep its whole association, in the key-value store.</summary>
/// <remarks>
/// The value's name is made from key and server. The value is a local port (0 with a session alone), what <see cref="DtlsConnection"/> wrote, and an HMAC under the pre-shared key over both and the server:
/// so a torn value counts as none. What is stored is as secret as
/// the key itself. A suspended association is good for one awakening: before its keys serve, the session alone is stored over it, so
/// that no crash can bring sequence numbers back.
/// </remarks>
internal sealed class SavedAssociation
{
    private const int MacLength = 32;
    private const int PortLength = 2;

    // Past the second retransmission of CoAP, which comes after 9 s at the latest (RFC 7252 §4.8).
    private const int ProbationMs = 10000;

    private readonly IKeyValueStore _store;
    private readonly string _name;
    private readonly ICrypto _crypto;
    private readonly IRandom _random;
    private readonly byte[] _key;
    private readonly byte[] _owner;
    private readonly byte[] _value;
    private int _storedPort;
    private int _port;
    private bool _onProbation;
    private bool _isRead;
    private int _snapshotCount;

    /// <summary>Creates one for a server.</summary>
    /// <param name="store">Keeps it.</param>
    /// <param name="crypto">Gives HMAC.</param>
    /// <param name="random">Chooses the local port.</param>
    /// <param name="key">The pre-shared key.</param>
    /// <param name="owner">Identity and server.</param>
    public SavedAssociation(IKeyValueStore store, ICrypto crypto, IRandom random, byte[] key, string owner)
    {
        _store = store;
        _crypto = crypto;
        _random = random;
        _key = key;
        _owner = System.Text.Encoding.UTF8.GetBytes(owner);
        _name = OscoreContexts.NameOf("dt-", crypto, key, _owner);
        _value = new byte[PortLength + DtlsConnection.MaxSuspended + MacLength + _owner.Length];
    }

    /// <summary>When an association from before a sleep that nothing has answered counts as lost; <see cref="Time.Never"/> for no such wait.</summary>
    public long ProbationEndMs { get; private set; } = Time.Never;

    /// <summary>The local port for the next connection: that of a suspended association, by which a server without connection ids knows
    /// it; else a new one, where the server cannot mistake a handshake for one within an association that it still holds.</summary>
    public int TakePort()
    {
        Read();
        if (_storedPort == 0)
        {
            // Of the dynamic ports (RFC 6335 §6), which no one else is likely to want.
            _random.Fill(_value, 0, PortLength);
            _storedPort = 0xc000 | (_value[0] << 8) | _value[1];
        }

        _port = _storedPort;
        _storedPort = 0;
        return _port;
    }

    /// <summary>Gives a connection what is kept.</summary>
    /// <returns>Whether its association stands again; if not, at most it has a session to resume.</returns>
    public bool Restore(DtlsConnection connection)
    {
        Read();
        int count = _snapshotCount;
        _snapshotCount = 0;
        bool whole = count > 0 && connection.Restore(_value, PortLength, count);
        if (!whole)
        {
            return false;
        }

        if (!KeepSession(connection))
        {
            connection.Close();
            return false;
        }

        _onProbation = true;
        return true;
    }

    /// <summary>Stores the session alone over whatever stands there.</summary>
    /// <returns>Whether the medium took it.</returns>
    public bool KeepSession(DtlsConnection connection)
    {
        int count = connection.SaveSession(_value, PortLength, DtlsConnection.MaxSuspended);
        return count > 0 ? Write(0, count) : _store.Remove(_name);
    }

    /// <summary>Stores the association and ends it in the connection.</summary>
    /// <returns>False when there is none, or the medium did not take it.</returns>
    public bool Suspend(DtlsConnection connection)
    {
        int count = connection.Suspend(_value, PortLength, DtlsConnection.MaxSuspended);
        if (count == 0)
        {
            return false;
        }

        bool written = Write(_port, count);
        _isRead = false;
        return written;
    }

    /// <summary>Something was sent under a restored association.</summary>
    public void NoteSent(long nowMs)
    {
        if (_onProbation && ProbationEndMs == Time.Never)
        {
            ProbationEndMs = nowMs + ProbationMs;
        }
    }

    /// <summary>The server has answered: it knows the association.</summary>
    public void NoteHeard()
    {
        _onProbation = false;
        ProbationEndMs = Time.Never;
    }

    /// <summary>Ends the wait for an answer.</summary>
    public void Forget() => NoteHeard();

    private void Read()
    {
        if (_isRead)
        {
            return;
        }

        _isRead = true;
        int count = _store.Read(_name, _value, 0, PortLength + DtlsConnection.MaxSuspended + MacLength) - MacLength;
        byte[] mac = new byte[MacLength];
        bool holds = count > PortLength;
        if (holds)
        {
            Array.Copy(_value, count, mac, 0, MacLength);
            Mac(count);
            for (int i = 0; i < MacLength; i++)
            {
                holds &= mac[i] == _value[count + i];
            }
        }

        _snapshotCount = holds ? count - PortLength : 0;
        _storedPort = holds ? (_value[0] << 8) | _value[1] : 0;
    }

    private bool Write(int port, int count)
    {
        _value[0] = (byte)(port >> 8);
        _value[1] = (byte)port;
        Mac(PortLength + count);
        bool written = _store.Write(_name, _value, 0, PortLength + count + MacLength);
        Array.Clear(_value, 0, _value.Length);
        return written;
    }

    // Over the first bytes of the value and the owner; goes behind those bytes.
    private void Mac(int count)
    {
        Array.Copy(_owner, 0, _value, count, _owner.Length);
        _crypto.HmacSha256(_key, 0, _key.Length, _value, 0, count + _owner.Length, _value, count);
    }
}
