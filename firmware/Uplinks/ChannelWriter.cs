using Telenode.Coap;
using Telenode.Core;
using Telenode.Encoding;
using Telenode.Telemetry;

namespace Telenode.Uplinks;

/// <summary>Writes the last value of a channel in the formats that a client can ask for.</summary>
internal sealed class ChannelWriter
{
    private readonly Channels _channels;
    private readonly IPackWriter _cbor;
    private readonly IPackWriter _json;
    private readonly ByteWriter _bytes = new ByteWriter();
    private readonly JsonWriter _text;

    public ChannelWriter(UplinkOptions options, UplinkParts parts)
    {
        PackSchema schema = UplinkSchema.Of(options, parts, false);
        _channels = parts.Channels;
        _cbor = PackFormats.CreateWriter(PackFormat.SenmlCbor, schema);
        _json = PackFormats.CreateWriter(PackFormat.SenmlJson, schema);
        _text = new JsonWriter(_bytes);
    }

    /// <summary>Writes the value into a reply.</summary>
    /// <returns>False when the format is none that can be had.</returns>
    public bool Write(int channel, int format, NodeClock now, CoapReply reply)
    {
        switch (format)
        {
            case ContentFormat.Text:
                _bytes.Reset(reply.Payload, 0, reply.Payload.Length);
                _text.Reset();
                _text.WriteDecimal(_channels.LastMantissa(channel), _channels[channel].Exponent);
                reply.PayloadLength = _bytes.Count;
                break;
            case ContentFormat.SenmlJson:
                WritePack(_json, channel, now, reply);
                break;
            case ContentFormat.SenmlCbor:
                WritePack(_cbor, channel, now, reply);
                break;
            default:
                return false;
        }

        reply.ContentFormat = format;
        reply.Code = CoapCode.Content;
        return true;
    }

    private void WritePack(IPackWriter writer, int channel, NodeClock now, CoapReply reply)
    {
        // As long ago as it was measured (RFC 8428 §4.5.3) while the clock is not set.
        long age = _channels.LastMs(channel) - now.MonotonicMs;
        long unixMs = now.UnixMs;
        writer.Begin(reply.Payload, 0, reply.Payload.Length);
        writer.TryAdd(channel, _channels.LastMantissa(channel), unixMs == Time.Unknown ? age : unixMs + age, 0);
        reply.PayloadLength = writer.End();
    }
}
