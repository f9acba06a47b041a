using System.Security.Cryptography;
using System.Text;
using Telenode.Core;

namespace Telenode.SimBoard.Broker;

/// <content>CONNECT, DISCONNECT and the life of sessions.</content>
public sealed partial class BrokerCore
{
    private const int MaximumClientIdLength = 1024;

    private ReasonCode HandleConnect(BrokerConnection connection, ref PacketReader reader, long nowMs)
    {
        ConnectPacket packet = ConnectPacket.Read(ref reader);
        connection.IsV5 = packet.Version >= ConnectPacket.V5 && _options.MaximumVersion >= ConnectPacket.V5; // also the format in which a later version learns that it is refused
        ReasonCode reason = reader.Failed ? reader.Error : packet.Version > _options.MaximumVersion ? ReasonCode.UnsupportedProtocolVersion : Judge(packet);
        if (reason == ReasonCode.Success && !_sessions.ContainsKey(packet.ClientId) && !MakeRoomForSession(nowMs))
        {
            reason = ReasonCode.ServerBusy;
        }

        if (reason != ReasonCode.Success)
        {
            RefuseConnect(connection, reason);
            return reason;
        }

        bool assigned = packet.ClientId.Length == 0;
        string clientId = assigned ? $"auto-{++_assignedClientIds}" : packet.ClientId;
        Session session = Attach(connection, clientId, packet, nowMs, out bool present);
        ApplyLimits(connection, packet, nowMs);
        connection.State = ConnectionState.Connected;
        connection.ClientId = clientId;
        _writer.Connack(connection.Output, present, 0, packet.IsV5, properties => AppendConnackProperties(properties, assigned ? clientId : null));
        session.Will = packet.Will;
        Pump(connection, nowMs);
        return ReasonCode.Success;
    }

    private ReasonCode Judge(ConnectPacket packet)
    {
        if (packet.Properties.Has(PropertyId.AuthenticationMethod))
        {
            return ReasonCode.BadAuthenticationMethod;
        }

        if (packet.Properties.Has(PropertyId.AuthenticationData))
        {
            return ReasonCode.ProtocolError; // data without a method (§3.1.2.11.10)
        }

        // 3.1.1 has no way to tell a client the identifier it was given, so it lasts for a clean session only [MQTT-3.1.3-7].
        bool badId = packet.ClientId.Length > MaximumClientIdLength || (packet is { IsV5: false, CleanStart: false } && packet.ClientId.Length == 0);
        if (badId)
        {
            return ReasonCode.ClientIdentifierNotValid;
        }

        return IsAuthentic(packet) ? ReasonCode.Success : ReasonCode.BadUserNameOrPassword;
    }

    private bool IsAuthentic(ConnectPacket packet) => _options.User == null
        || (packet.User == _options.User
            && CryptographicOperations.FixedTimeEquals(packet.Password ?? [], System.Text.Encoding.UTF8.GetBytes(_options.Password ?? string.Empty)));

    /// <summary>Answers a CONNECT that is not accepted, where the version has an answer for the reason [MQTT-3.1.4-1].</summary>
    private void RefuseConnect(BrokerConnection connection, ReasonCode reason)
    {
        int code311 = reason switch
        {
            ReasonCode.UnsupportedProtocolVersion => 1,
            ReasonCode.ClientIdentifierNotValid => 2,
            ReasonCode.ServerBusy => 3,
            ReasonCode.BadUserNameOrPassword => 4,
            _ => 0,
        };
        if (connection.IsV5 || code311 != 0)
        {
            _writer.Connack(connection.Output, false, connection.IsV5 ? (byte)reason : (byte)code311, connection.IsV5);
        }
    }

    private void AppendConnackProperties(ByteBuffer properties, string? assignedClientId)
    {
        if (assignedClientId != null)
        {
            properties.Append((byte)PropertyId.AssignedClientIdentifier);
            properties.AppendString(assignedClientId);
        }

        properties.Append((byte)PropertyId.ReceiveMaximum);
        properties.AppendUInt16(_options.ReceiveMaximum);
        properties.Append((byte)PropertyId.MaximumPacketSize);
        properties.AppendUInt32((uint)_options.MaximumPacketSize);
        if (_options.TopicAliasMaximum > 0)
        {
            properties.Append((byte)PropertyId.TopicAliasMaximum);
            properties.AppendUInt16(_options.TopicAliasMaximum);
        }

        properties.Append((byte)PropertyId.SharedSubscriptionAvailable);
        properties.Append(0);
    }

    private static void ApplyLimits(BrokerConnection connection, ConnectPacket packet, long nowMs)
    {
        connection.SilenceLimitMs = packet.KeepAliveSeconds * 1500L;
        connection.DeadlineMs = packet.KeepAliveSeconds > 0 ? nowMs + connection.SilenceLimitMs : Time.Never;
        connection.ReceiveMaximum = (int)(packet.Properties.Number(PropertyId.ReceiveMaximum) ?? ushort.MaxValue);
        connection.Quota = connection.ReceiveMaximum;
        connection.MaximumPacketSize = packet.Properties.Number(PropertyId.MaximumPacketSize) ?? uint.MaxValue;
    }

    /// <summary>Takes the session over from another connection of the same client, and resumes it or starts it anew (§3.1.2.4).</summary>
    private Session Attach(BrokerConnection connection, string clientId, ConnectPacket packet, long nowMs, out bool present)
    {
        if (_sessions.TryGetValue(clientId, out Session? session))
        {
            if (session.Connection != null)
            {
                End(session.Connection, ReasonCode.SessionTakenOver, nowMs); // [MQTT-3.1.4-3]
            }

            if (packet.CleanStart)
            {
                EndSession(session, nowMs);
            }
        }

        present = _sessions.TryGetValue(clientId, out session);
        if (session == null)
        {
            session = new Session(clientId, _options);
            _sessions.Add(clientId, session);
        }

        session.Connection = connection;
        session.EndsAtMs = Time.Never;
        session.WillAtMs = Time.Never; // back before its delay has passed [MQTT-3.1.3-9]
        session.ExpirySeconds = packet.IsV5
            ? packet.Properties.Number(PropertyId.SessionExpiryInterval) ?? 0
            : packet.CleanStart ? 0 : uint.MaxValue;
        connection.Session = session;
        return session;
    }

    private bool MakeRoomForSession(long nowMs)
    {
        if (_sessions.Count < _options.MaximumSessions)
        {
            return true;
        }

        Session? longestAway = _sessions.Values.Where(session => session.Connection == null).MinBy(session => session.LeftAtMs);
        if (longestAway == null)
        {
            return false;
        }

        EndSession(longestAway, nowMs);
        return true;
    }

    private ReasonCode HandleDisconnect(BrokerConnection connection, ref PacketReader reader, long nowMs)
    {
        byte reason = connection.IsV5 && !reader.Rest.IsEmpty ? reader.ReadByte() : (byte)0;
        if (connection.IsV5 && !reader.Rest.IsEmpty)
        {
            Properties properties = Properties.Read(ref reader, PropertyScope.Disconnect);
            if (properties.Number(PropertyId.SessionExpiryInterval) is { } expiry)
            {
                if (connection.Session!.ExpirySeconds == 0 && expiry != 0)
                {
                    return ReasonCode.ProtocolError; // §3.14.2.2.2
                }

                connection.Session.ExpirySeconds = expiry;
            }
        }

        reader.ExpectEnd();
        if (reader.Failed)
        {
            return reader.Error;
        }

        if (reason == 0)
        {
            connection.Session!.Will = null; // [MQTT-3.14.4-3]
        }

        Close(connection, nowMs);
        return ReasonCode.Success;
    }

    /// <summary>Parts a connection from its session, which goes on for its expiry interval; the will falls due after its delay.</summary>
    private void LeaveSession(BrokerConnection connection, long nowMs)
    {
        Session? session = connection.Session;
        if (session == null)
        {
            return;
        }

        connection.Session = null;
        session.Connection = null;
        session.LeftAtMs = nowMs;
        Counters.MessagesDropped += session.Suspend();
        if (session.ExpirySeconds == 0)
        {
            EndSession(session, nowMs);
            return;
        }

        session.EndsAtMs = session.ExpirySeconds == uint.MaxValue ? Time.Never : nowMs + (1000L * session.ExpirySeconds);
        if (session.Will is { DelaySeconds: > 0 } will)
        {
            session.WillAtMs = nowMs + (1000L * will.DelaySeconds);
        }
        else
        {
            PublishWill(session, nowMs);
        }
    }

    private void EndSession(Session session, long nowMs)
    {
        _sessions.Remove(session.ClientId);
        PublishWill(session, nowMs); // its end comes before the end of the will's delay [MQTT-3.1.2-10]
    }

    private void PublishWill(Session session, long nowMs)
    {
        Will? will = session.Will;
        session.Will = null;
        session.WillAtMs = Time.Never;
        if (will != null)
        {
            Route(will.ToMessage(nowMs), session, nowMs);
        }
    }
}
