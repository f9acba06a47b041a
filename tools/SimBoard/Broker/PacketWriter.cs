using Telenode.Core;

namespace Telenode.SimBoard.Broker;

/// <summary>Writes the packets of a broker. One body at a time is built aside, because its length stands before it.</summary>
internal sealed class PacketWriter
{
    private readonly ByteBuffer _body = new();
    private readonly ByteBuffer _properties = new();

    public void Connack(ByteBuffer output, bool sessionPresent, byte code, bool isV5, Action<ByteBuffer>? properties = null)
    {
        _body.Append(sessionPresent ? (byte)1 : (byte)0);
        _body.Append(code);
        if (isV5)
        {
            properties?.Invoke(_properties);
            AppendProperties();
        }

        Finish(output, (byte)PacketType.Connack << 4);
    }

    /// <summary>Writes PUBACK, PUBREC, PUBREL or PUBCOMP, short when the reason is success (§3.4.2.1) or in 3.1.1.</summary>
    public void Acknowledge(ByteBuffer output, PacketType type, ushort packetId, ReasonCode reason, bool isV5)
    {
        _body.AppendUInt16(packetId);
        if (isV5 && reason != ReasonCode.Success)
        {
            _body.Append((byte)reason);
        }

        Finish(output, ((byte)type << 4) | (type == PacketType.Pubrel ? 2 : 0));
    }

    /// <summary>Writes SUBACK or UNSUBACK with a code for each filter; UNSUBACK has none in 3.1.1.</summary>
    public void SubscriptionAcknowledge(ByteBuffer output, PacketType type, ushort packetId, List<ReasonCode> codes, bool isV5)
    {
        _body.AppendUInt16(packetId);
        if (isV5)
        {
            AppendProperties();
        }

        if (isV5 || type == PacketType.Suback)
        {
            foreach (ReasonCode code in codes)
            {
                // 3.1.1 has one code for a refusal.
                _body.Append(isV5 || code < ReasonCode.UnspecifiedError ? (byte)code : (byte)ReasonCode.UnspecifiedError);
            }
        }

        Finish(output, (byte)type << 4);
    }

    public void Publish(ByteBuffer output, Outgoing outgoing, bool duplicate, bool isV5, long nowMs)
    {
        BuildPublish(outgoing, isV5, nowMs);
        int flags = (duplicate ? 8 : 0) | (outgoing.Qos << 1) | (outgoing.Retain ? 1 : 0);
        Finish(output, ((byte)PacketType.Publish << 4) | flags);
    }

    /// <summary>The whole length that <see cref="Publish"/> would write.</summary>
    public int PublishLength(Outgoing outgoing, bool isV5, long nowMs)
    {
        BuildPublish(outgoing, isV5, nowMs);
        int length = _body.Length;
        _body.Clear();
        return 1 + (length < 128 ? 1 : length < 16_384 ? 2 : length < 2_097_152 ? 3 : 4) + length;
    }

    public void PingResponse(ByteBuffer output) => Finish(output, (byte)PacketType.Pingresp << 4);

    /// <summary>Writes the DISCONNECT of a v5 server.</summary>
    public void Disconnect(ByteBuffer output, ReasonCode reason)
    {
        _body.Append((byte)reason);
        Finish(output, (byte)PacketType.Disconnect << 4);
    }

    private void BuildPublish(Outgoing outgoing, bool isV5, long nowMs)
    {
        Message message = outgoing.Message;
        _body.AppendString(message.Topic);
        if (outgoing.Qos > 0)
        {
            _body.AppendUInt16(outgoing.PacketId);
        }

        if (isV5)
        {
            if (message.ExpiresAtMs != Time.Never)
            {
                // What is left of the interval [MQTT-3.3.2-6]; a message already under way may be past it.
                _properties.Append((byte)PropertyId.MessageExpiryInterval);
                _properties.AppendUInt32((uint)Math.Clamp((message.ExpiresAtMs - nowMs + 999) / 1000, 1, uint.MaxValue));
            }

            foreach (int identifier in outgoing.SubscriptionIds)
            {
                _properties.Append((byte)PropertyId.SubscriptionIdentifier);
                _properties.AppendVarInt(identifier);
            }

            _properties.Append(message.Properties);
            AppendProperties();
        }

        _body.Append(message.Payload);
    }

    private void AppendProperties()
    {
        _body.AppendVarInt(_properties.Length);
        _body.Append(_properties.Span);
        _properties.Clear();
    }

    private void Finish(ByteBuffer output, int header)
    {
        output.Append((byte)header);
        output.AppendVarInt(_body.Length);
        output.Append(_body.Span);
        _body.Clear();
    }
}
