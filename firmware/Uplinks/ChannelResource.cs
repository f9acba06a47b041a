using Telenode.Coap;
using Telenode.Telemetry;

namespace Telenode.Uplinks;

/// <summary>One quantity as a CoAP resource: its last value as SenML CBOR, SenML JSON or text, by Accept.</summary>
internal sealed class ChannelResource : ICoapResource
{
    private readonly int _channel;
    private readonly Channels _channels;
    private readonly ChannelWriter _writer;
    private readonly NodeClock _now;

    public ChannelResource(int channel, Channels channels, ChannelWriter writer, NodeClock now)
    {
        _channel = channel;
        _channels = channels;
        _writer = writer;
        _now = now;
    }

    public void Handle(CoapIncoming request, CoapReply reply)
    {
        if (request.Message.Code != CoapCode.Get)
        {
            return;
        }

        if (!_channels.HasValue(_channel))
        {
            reply.Code = CoapCode.ServiceUnavailable; // nothing has been measured yet: Max-Age says when to ask again
            reply.MaxAge = 5;
            return;
        }

        int format = request.Message.Accept < 0 ? ContentFormat.SenmlCbor : request.Message.Accept;
        if (!_writer.Write(_channel, format, _now, reply))
        {
            reply.Code = CoapCode.NotAcceptable;
        }
    }
}
