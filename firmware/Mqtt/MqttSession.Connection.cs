using System;

namespace Telenode.Mqtt;

/// <content>How a connection begins and how the server ends it (MQTT 5 §3.1, §3.2, §3.14, §3.15).</content>
public sealed partial class MqttSession
{
    private const int AssignedClientIdSize = 64;

    private readonly byte[] _assignedId = new byte[AssignedClientIdSize];
    private int _assignedIdCount;
    private int _reasonTextOffset;
    private int _reasonTextCount;
    private int _referenceOffset;
    private int _referenceCount;

    /// <summary>The name that the server gave to a client without one; it is used again on later connections. Empty for none. Allocates.</summary>
    public string AssignedClientId => System.Text.Encoding.UTF8.GetString(_assignedId, 0, _assignedIdCount);

    /// <summary>What the server wrote when it refused or ended the connection, empty for nothing. Allocates. Valid until the next Connect.</summary>
    public string ServerText => System.Text.Encoding.UTF8.GetString(_frame.Body, _reasonTextOffset, _reasonTextCount);

    /// <summary>The server to go to instead (reasons 0x9C and 0x9D), empty for none. Allocates. Valid until the next Connect.</summary>
    public string ServerReference => System.Text.Encoding.UTF8.GetString(_frame.Body, _referenceOffset, _referenceCount);

    /// <summary>Authenticates anew on the standing connection (MQTT 5 §4.12.1); the server closes it when it is not content.</summary>
    /// <exception cref="InvalidOperationException">Not connected, or without an authenticator.</exception>
    public void Reauthenticate()
    {
        if (State != MqttState.Connected || _options.Authenticator == null)
        {
            throw new InvalidOperationException("no authentication");
        }

        _options.Authenticator.Begin();
        SendAuth(MqttReason.ReAuthenticate);
    }

    private void PrepareConnect()
    {
        MqttOptions options = _options;
        bool isForeign = !_isV5 && options.Authenticator != null;
        if (options.KeepAliveSeconds < 0 || options.KeepAliveSeconds > 0xFFFF || isForeign
            || options.SessionExpirySeconds < 0 || options.SessionExpirySeconds > 0xFFFFFFFFL
            || (options.Password != null && options.Password.Length > 0xFFFF)
            || (options.ConnectProperties != null && !options.ConnectProperties.OnlyUser))
        {
            throw new ArgumentException("CONNECT options");
        }

        bool hasName = options.ClientIdBytes.Length > 0;
        _connect.ClientId = hasName ? options.ClientIdBytes : _assignedId;
        _connect.ClientIdCount = hasName ? options.ClientIdBytes.Length : _assignedIdCount;

        // 3.1.1 cannot start clean and keep the session after; nameless clients have none to keep [MQTT-3.1.3-7].
        _connect.CleanStart = (options.CleanStart && !_hasSession)
            || (!_isV5 && (options.SessionExpirySeconds == 0 || _connect.ClientIdCount == 0));
        if (options.Authenticator != null)
        {
            options.Authenticator.Begin();
        }

        _reasonTextCount = 0;
        _referenceCount = 0;
        _messageEvent = MqttEvent.None; // not acknowledged, so the server sends it again
    }

    private void HandleConnack()
    {
        int flags = _reader.ReadByte();
        int code = _reader.ReadByte();
        if (State != MqttState.Connecting)
        {
            Reject(MqttReason.ProtocolError); // §3.2: a second CONNACK
            return;
        }

        if (_isV5 && _frame.Length == 2 && code == 1)
        {
            code = MqttReason.UnsupportedProtocolVersion; // the answer of a server that knows only 3.1.1
        }
        else if (_isV5)
        {
            if (!TakeConnackProperties())
            {
                return;
            }
        }
        else
        {
            code = code == 0 ? 0 : code > 5 ? MqttReason.ProtocolError : ReasonOf311(code);
        }

        if (_reader.Failed || _reader.Remaining > 0 || (flags & 0xFE) != 0 || (code != 0 && flags != 0))
        {
            Reject(MqttReason.MalformedPacket); // [MQTT-3.2.2-1], [MQTT-3.2.2-6]
        }
        else if (code != 0)
        {
            Reason = code;
            End(MqttState.Failed);
        }
        else if (flags != 0 && _connect.CleanStart)
        {
            Reject(MqttReason.ProtocolError); // [MQTT-3.2.2-2]
        }
        else
        {
            EnterConnected(flags != 0);
        }
    }

    /// <summary>The return codes of 3.1.1 (§3.2.2.3) in the words of MQTT 5.</summary>
    private static int ReasonOf311(int code)
    {
        switch (code)
        {
            case 1: return MqttReason.UnsupportedProtocolVersion;
            case 2: return MqttReason.ClientIdentifierNotValid;
            case 3: return MqttReason.ServerUnavailable;
            case 4: return MqttReason.BadUserNameOrPassword;
            default: return MqttReason.NotAuthorized;
        }
    }

    private bool TakeConnackProperties()
    {
        if (!OpenProperties(PacketType.Connack))
        {
            return false;
        }

        while (_properties.MoveNext())
        {
            if (_properties.Id == PropertyId.AssignedClientIdentifier)
            {
                // One that is too long is good for this connection only.
                _assignedIdCount = _properties.Count > AssignedClientIdSize ? 0 : _properties.Count;
                Array.Copy(_frame.Body, _properties.Offset, _assignedId, 0, _assignedIdCount);
            }

            TakeText();
            _limits.Take(_properties.Id, _properties.Value);
        }

        return ClosesProperties();
    }

    /// <summary>Keeps where the server's words lie; nothing arrives after them when the connection is over.</summary>
    private void TakeText()
    {
        if (_properties.Id == PropertyId.ReasonString)
        {
            _reasonTextOffset = _properties.Offset;
            _reasonTextCount = _properties.Count;
        }
        else if (_properties.Id == PropertyId.ServerReference)
        {
            _referenceOffset = _properties.Offset;
            _referenceCount = _properties.Count;
        }
    }

    private void EnterConnected(bool sessionPresent)
    {
        _reasonTextCount = 0;
        _referenceCount = 0;
        SessionPresent = sessionPresent;
        _hasSession = _isV5 ? _limits.SessionExpiry > 0 : _options.SessionExpirySeconds > 0;
        if (!sessionPresent)
        {
            _received.Clear();
        }

        State = MqttState.Connected;
        _connectedEvent = true;
        _timers.DisarmAll();
        ArmKeepAlive();
        _outboundAliases.Clear(_limits.TopicAliasMaximum);
        Resume(sessionPresent);
    }

    /// <summary>Prepares what is unacknowledged to be sent again [MQTT-4.4.0-1], as far as the server's session and limits allow.</summary>
    private void Resume(bool sessionPresent)
    {
        InFlightTable table = _table;
        for (int place = 0; place < table.Count; place++)
        {
            int row = table.At(place);
            if (table.State[row] == InFlightTable.Done)
            {
                continue;
            }

            bool isPublish = table.Type[row] == PacketType.Publish;
            bool wasSent = table.State[row] == InFlightTable.Sent || (table.Flags[row] & 8) != 0 || !isPublish;
            int refusal = isPublish ? _limits.Refusal(table.Flags[row], PublishSize(row)) : 0;
            if (wasSent && !sessionPresent && !(isPublish && _options.ResendOnNewSession))
            {
                table.Finish(row, MqttEvent.Lost, MqttReason.SessionLost);
            }
            else if (refusal != 0)
            {
                table.Finish(row, MqttEvent.Refused, refusal);
            }
            else
            {
                table.State[row] = InFlightTable.Queued;
                if (isPublish)
                {
                    table.Flags[row] = (byte)((table.Flags[row] & 7) | (wasSent && sessionPresent ? 8 : 0)); // [MQTT-3.3.1-1]
                }
            }
        }
    }

    private void HandleDisconnect()
    {
        int reason = _frame.Length > 0 ? _reader.ReadByte() : 0;
        if (_reader.Remaining > 0)
        {
            if (!OpenProperties(PacketType.Disconnect))
            {
                return;
            }

            while (_properties.MoveNext())
            {
                TakeText();
            }

            if (!ClosesProperties())
            {
                return;
            }
        }

        if (_reader.Remaining > 0)
        {
            Reject(MqttReason.MalformedPacket);
            return;
        }

        Reason = reason == 0 ? MqttReason.TransportClosed : reason;
        End(MqttState.Failed);
    }

    private void HandleAuth()
    {
    }

    private void SendAuth(int reason)
    {
        _authReason = reason;
        _pending |= PendingAuth;
    }
}
