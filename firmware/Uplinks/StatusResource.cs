using Telenode.Coap;
using Telenode.Core;
using Telenode.Encoding;
using Telenode.Telemetry;

namespace Telenode.Uplinks;

/// <summary>The node's status as a JSON object: who it is, how long it runs, what became of its readings, how its uplink fares.</summary>
internal sealed class StatusResource : ICoapResource
{
    private readonly string _deviceId;
    private readonly Outbox _outbox;
    private readonly IUplink _uplink;
    private readonly NodeClock _now;
    private readonly ByteWriter _bytes = new ByteWriter();
    private readonly JsonWriter _json;

    public StatusResource(string deviceId, Outbox outbox, IUplink uplink, NodeClock now)
    {
        _deviceId = deviceId;
        _outbox = outbox;
        _uplink = uplink;
        _now = now;
        _json = new JsonWriter(_bytes);
    }

    public void Handle(CoapIncoming request, CoapReply reply)
    {
        if (request.Message.Code != CoapCode.Get)
        {
            return;
        }

        if (request.Message.Accept >= 0 && request.Message.Accept != ContentFormat.Json)
        {
            reply.Code = CoapCode.NotAcceptable;
            return;
        }

        _bytes.Reset(reply.Payload, 0, reply.Payload.Length);
        _json.Reset();
        _json.BeginObject();
        Text("device", _deviceId);
        Number("boot", _outbox.Boot);
        Number("uptime", _now.MonotonicMs / 1000);
        Number("taken", _outbox.Taken);
        Number("acknowledged", _outbox.Acknowledged);
        Number("waiting", _outbox.Waiting);
        Number("lost", _outbox.Lost);
        if (_uplink != null)
        {
            Text("uplink", NameOf(_uplink.State));
            if (_uplink.Failure != null)
            {
                Text("failure", _uplink.Failure);
            }
        }

        _json.EndObject();
        reply.Code = _bytes.Overflowed ? CoapCode.InternalServerError : CoapCode.Content;
        reply.PayloadLength = _bytes.Overflowed ? 0 : _bytes.Count;
        reply.ContentFormat = ContentFormat.Json;
    }

    private static string NameOf(UplinkState state)
    {
        switch (state)
        {
            case UplinkState.Ready: return "ready";
            case UplinkState.Connecting: return "connecting";
            case UplinkState.BackingOff: return "backing off";
            default: return "closed";
        }
    }

    private void Text(string name, string value)
    {
        _json.WriteName(name);
        _json.WriteString(value);
    }

    private void Number(string name, long value)
    {
        _json.WriteName(name);
        _json.WriteInteger(value);
    }
}
