using Telenode.Mqtt;
using Telenode.Telemetry;

namespace Telenode.Uplinks;

/// <summary>Which lease of the outbox a publish under way carries, and how both are kept over a reset with the outbox's journal.</summary>
/// <remarks>
/// At QoS 2 the session's state is on the medium before a packet that it tells of leaves: a PUBLISH, so that after a reset it is sent
/// again and not anew, and a PUBREL, so that the PUBLISH before it is not sent again [MQTT-4.3.3-5]. That an exchange is over needs no
/// such care: the broker answers a PUBREL that it does not know. At QoS 1 the state goes along with the journal's own checkpoints.
/// </remarks>
internal sealed class MqttDelivery : IDeliveryState
{
    private const int RowBytes = 3;

    // Beside a lease: readings have their age in place of their date.
    private const int AgesFlag = 0x100;

    // Beside a lease: the publish is of the boot before.
    private const int EarlierFlag = 0x200;
    private const int LeaseBits = 0xFF;

    private readonly Outbox _outbox;
    private readonly bool _writesAhead;
    private readonly int[] _handle;
    private readonly int[] _lease;
    private MqttSession _session;
    private int _finished;
    private int _secured;
    private bool _hasNew; // a QoS 2 publish of which the medium does not know yet

    /// <summary>Makes a place for each publish that a session can have under way.</summary>
    public MqttDelivery(Outbox outbox, int qos, int size)
    {
        _outbox = outbox;
        _writesAhead = qos == 2;
        _handle = new int[size];
        _lease = new int[size];
        outbox.DeliveryState = this;
    }

    /// <summary>Begins with a session that is new, or takes up for it what was kept before a reset.</summary>
    /// <returns>Whether it took up something.</returns>
    public bool Begin(MqttSession session)
    {
        _session = session;
        _finished = 0;
        _secured = 0;
        _hasNew = false;
        IsUnsecured = false;
        byte[] kept = _outbox.TakeDeliveryState(out int at, out int count);
        bool restored = kept != null && Restore(kept, at, count);
        if (!restored)
        {
            _outbox.ReturnAll();
            for (int row = 0; row < _lease.Length; row++)
            {
                _lease[row] = 0;
            }
        }

        return restored;
    }

    /// <summary>Whether a publish under way has readings with their age in place of their date.</summary>
    public bool HasAges => Has(AgesFlag);

    /// <summary>Whether a publish of the boot before is still under way.</summary>
    public bool HasEarlier => Has(EarlierFlag);

    /// <summary>Whether a QoS 2 publish could not be kept: the session must be given up before it leaves.</summary>
    public bool IsUnsecured { get; private set; }

    /// <summary>Notes a publish.</summary>
    public void Put(int handle, int lease, bool hasAges, bool isQos2)
    {
        _hasNew = _hasNew || isQos2;
        int row = 0;
        while (_lease[row] != 0)
        {
            row++;
        }

        _handle[row] = handle;
        _lease[row] = lease | (hasAges ? AgesFlag : 0);
    }

    /// <summary>Ends the lease of a publish that is done.</summary>
    /// <returns>Whether it carried one.</returns>
    public bool Release(int handle, bool delivered)
    {
        _finished++;
        for (int row = 0; row < _lease.Length; row++)
        {
            int lease = _lease[row] & LeaseBits;
            if (lease != 0 && _handle[row] == handle)
            {
                _lease[row] = 0;
                if (delivered)
                {
                    _outbox.Acknowledge(lease);
                }
                else
                {
                    _outbox.Return(lease);
                }

                return true;
            }
        }

        return false;
    }

    /// <summary>Puts on the medium what must be there before the session's next bytes leave.</summary>
    /// <returns>False when that failed for a new QoS 2 publish. A broker that keeps its identifier while a reset makes the board forget it
    /// would take a later message with the same identifier for this one, and drop it.</returns>
    public bool Secure()
    {
        // Each publish that ends changes the state once, and that is the change which need not be kept.
        int version = _session.StateVersion - _finished;
        if (_writesAhead && version != _secured)
        {
            _secured = version;
            IsUnsecured = !_outbox.Secure() && _hasNew;
            _hasNew = IsUnsecured;
        }

        return !IsUnsecured;
    }

    /// <inheritdoc/>
    public int Save(byte[] buffer, int offset, int capacity)
    {
        int at = offset + 1;
        int rows = 0;
        for (int row = 0; row < _lease.Length && at + RowBytes <= offset + capacity; row++)
        {
            if (_lease[row] != 0 && _handle[row] <= 0xFFFF)
            {
                buffer[at] = (byte)(_handle[row] >> 8);
                buffer[at + 1] = (byte)_handle[row];
                buffer[at + 2] = (byte)_lease[row];
                at += RowBytes;
                rows++;
            }
        }

        int session = at < offset + capacity ? _session.Save(buffer, at, offset + capacity - at) : 0;
        buffer[offset] = (byte)rows;
        return session == 0 ? 0 : at + session - offset;
    }

    private bool Has(int flag)
    {
        bool found = false;
        for (int row = 0; row < _lease.Length; row++)
        {
            found = found || (_lease[row] & flag) != 0;
        }

        return found;
    }

    private bool Restore(byte[] buffer, int at, int count)
    {
        int rows = buffer[at++];
        int session = at + (rows * RowBytes);
        if (count < 1 + (rows * RowBytes) || rows > _lease.Length || !_session.Restore(buffer, session, count - 1 - (rows * RowBytes)))
        {
            return false;
        }

        for (int row = 0; row < rows; row++, at += RowBytes)
        {
            if (_outbox.IsLeased(buffer[at + 2]))
            {
                Put((buffer[at] << 8) | buffer[at + 1], buffer[at + 2] | EarlierFlag, false, false);
            }
        }

        return true;
    }
}
