using System;

namespace Telenode.Mqtt;

/// <content>How a connection begins, what the server allows on it, and how the server ends it (MQTT 5 §3.1, §3.2, §3.14, §3.15).</content>
public sealed partial class MqttSession
{
    // What CONNACK says, by property identifier, as int: what is larger counts as int.MaxValue.
    private IMqttAuthenticator _authenticator;

    private readonly int[] _server = new int[MqttProperty.SharedAvailable + 1];

    /// <summary>The highest QoS that the server takes.</summary>
    public int MaximumQos => _server[MqttProperty.MaximumQos];

    /// <summary>Whether the server keeps retained messages.</summary>
    public bool RetainAvailable => _server[MqttProperty.RetainAvailable] != 0;

    /// <summary>The largest packet that the server takes, in bytes.</summary>
    public int MaximumPacketSize => _server[MqttProperty.MaximumPacketSize];

    /// <summary>Seconds that the server keeps the session after this connection; <see cref="int.MaxValue"/> for that and more.</summary>
    public int SessionExpirySeconds => _server[MqttProperty.SessionExpiry];

    /// <summary>The name that the server gave to a client without one; it is used again on later connections. Empty for none. Allocates.</summary>
    public string AssignedClientId => System.Text.Encoding.UTF8.GetString(_connect.AssignedId, 0, _connect.AssignedIdCount);

    /// <summary>What the server wrote in its last packet, such as why it refuses or ends the connection; empty for nothing. Allocates.</summary>
    public string ServerText => TextOf(MqttProperty.ReasonString);

    /// <summary>A text among the properties of the server's last packet, such as <see cref="MqttProperty.ServerReference"/> once it has refused
    /// or closed, or <see cref="MqttProperty.ResponseInformation"/> when it has just accepted; empty for none. Allocates.</summary>
    public string TextOf(int property) =>
        _properties.Find(property) ? System.Text.Encoding.UTF8.GetString(_frame.Body, _properties.Offset, _properties.Count) : string.Empty;

    /// <summary>Authenticates anew on the standing connection (MQTT 5 §4.12.1); the server closes it when it is not content.</summary>
    /// <exception cref="InvalidOperationException">Not connected, or without an authenticator.</exception>
    public void Reauthenticate()
    {
        if (_state != MqttState.Connected || _authenticator == null)
        {
            throw new InvalidOperationException("no authentication");
        }

        _authenticator.Begin();
        _authReason = MqttReason.ReAuthenticate;
        _pending |= PendingAuth;
    }

    private void PrepareConnect()
    {
        MqttOptions options = _options;
        _isV5 = options.Version == MqttVersion.V5;
        ForgetServer();

        // 3.1.1 cannot start clean and keep the session after; nameless clients have none to keep [MQTT-3.1.3-7].
        _connect.CleanStart = (options.CleanStart && !_hasSession)
            || (!_isV5 && (options.SessionExpirySeconds == 0 || _connect.ClientId.Length + _connect.AssignedIdCount == 0));
        _authenticator = _isV5 ? options.Authenticator : null;
        if (_authenticator != null)
        {
            _authenticator.Begin();
        }
    }

    /// <summary>Forgets what the last server said, and assumes what MQTT 5 §3.2.2.3 says of one that says nothing.</summary>
    private void ForgetServer()
    {
        _properties.Reset(_frame.Body, 0, 0, 0);
        int[] server = _server;
        SetLimit(MqttProperty.SessionExpiry, _options.SessionExpirySeconds);
        server[MqttProperty.ServerKeepAlive] = _options.KeepAliveSeconds;
        server[MqttProperty.ReceiveMaximum] = 0xFFFF;
        server[MqttProperty.TopicAliasMaximum] = 0;
        server[MqttProperty.MaximumQos] = 2;
        server[MqttProperty.MaximumPacketSize] = int.MaxValue;
        server[MqttProperty.RetainAvailable] = 1;
        server[MqttProperty.WildcardAvailable] = 1;
        server[MqttProperty.SubscriptionIdentifiersAvailable] = 1;
        server[MqttProperty.SharedAvailable] = 1;
    }

    private void SetLimit(int property, long value) => _server[property] = value > int.MaxValue ? int.MaxValue : (int)value;

    private int HandleConnack()
    {
        int flags = _reader.ReadByte();
        int code = _reader.ReadByte();
        if (_isV5 && _frame.Length == 2 && code == 1)
        {
            code = MqttReason.UnsupportedProtocolVersion; // the answer of a server that knows only 3.1.1
        }
        else
        {
            int error = _isV5 ? TakeProperties(PacketType.Connack) : 0;
            if (error != 0)
            {
                return error;
            }

            if (!_isV5 && code != 0)
            {
                code = MqttReason.Unspecified | (code > 5 ? 0 : 0x768540 >> (code * 4) & 15); // 3.1.1 §3.2.2.3 in the words of MQTT 5
            }
        }

        if (_reader.Failed || _reader.Remaining > 0 || (flags & 0xFE) != 0 || (code != 0 && flags != 0))
        {
            return MqttReason.MalformedPacket; // [MQTT-3.2.2-1], [MQTT-3.2.2-6]
        }

        if (code != 0)
        {
            End(code, MqttState.Failed);
            return 0;
        }

        if (flags != 0 && _connect.CleanStart)
        {
            return MqttReason.ProtocolError; // [MQTT-3.2.2-2]
        }

        code = Prove(true);
        if (code == 0 && IsOpen)
        {
            EnterConnected(flags != 0);
        }

        return code;
    }

    private void EnterConnected(bool sessionPresent)
    {
        _sessionPresent = sessionPresent;
        _hasSession = SessionExpirySeconds > 0;
        if (!sessionPresent)
        {
            _receipts.ClearDelivered();
        }

        _state = MqttState.Connected;
        _connectionEvent = MqttEvent.Connected;
        _timers.DisarmAll();
        KeepAlive();
        _aliases.Reset(_server[MqttProperty.TopicAliasMaximum]);
        Resume(sessionPresent);
    }

    /// <summary>Prepares what is unacknowledged to be sent again [MQTT-4.4.0-1], as far as the server's session and limits allow.</summary>
    private void Resume(bool sessionPresent)
    {
        InFlightTable table = _table;
        for (int place = 0; place < table.Count; place++)
        {
            int row = table.Order[place];
            if (table.State[row] == InFlightTable.Done)
            {
                continue;
            }

            bool isPublish = table.Type[row] == PacketType.Publish;
            bool wasSent = table.State[row] == InFlightTable.Sent || (table.Flags[row] & 8) != 0 || !isPublish;
            int refusal = isPublish ? Refusal(table.Flags[row], PublishSize(row)) : 0;
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

    /// <summary>DISCONNECT (MQTT 5 §3.14); or AUTH (§3.15), the server's next step of an exchange, or the end of one.</summary>
    private int HandleEnd(int type)
    {
        int error = TakeReason(type);
        int reason = _packetReason;
        if (error != 0)
        {
            return error;
        }

        if (type == PacketType.Disconnect)
        {
            End(reason == 0 ? MqttReason.TransportClosed : reason, MqttState.Failed);
            return 0;
        }

        bool goesOn = reason == MqttReason.ContinueAuthentication;
        if (_authenticator == null || !(goesOn || (reason == 0 && _state == MqttState.Connected)))
        {
            return MqttReason.ProtocolError;
        }

        error = Prove(!goesOn);
        if (goesOn && error == 0 && IsOpen)
        {
            _authReason = reason;
            _pending |= PendingAuth;
        }

        return error;
    }

    /// <summary>Lets the authenticator judge what the server sent, if there is one; the connection ends when it is not content.</summary>
    private int Prove(bool isLast)
    {
        IMqttAuthenticator authenticator = _authenticator;
        if (authenticator == null)
        {
            return 0;
        }

        MqttPropertyReader property = _properties;
        if (!property.Find(MqttProperty.AuthenticationMethod)
            || !Utf8.AreEqual(authenticator.Method, _frame.Body, property.Offset, property.Count))
        {
            return MqttReason.ProtocolError; // [MQTT-4.12.0-5]
        }

        bool hasData = property.Find(MqttProperty.AuthenticationData);
        if (!authenticator.Continue(_frame.Body, property.Offset, hasData ? property.Count : 0, isLast))
        {
            End(MqttReason.ServerNotAuthentic, MqttState.Failed);
        }

        return 0;
    }
}
