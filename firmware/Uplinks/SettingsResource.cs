using System;
using Telenode.Coap;
using Telenode.Telemetry;

namespace Telenode.Uplinks;

/// <summary>Lines in the console's language, by POST or PUT over a secured channel and no other. Nothing can be read here, so that
/// nothing secret can.</summary>
public sealed class SettingsResource : ICoapResource
{
    // More lines than this are several requests.
    private const int Capacity = 1024;

    private readonly IDownlink _downlink;
    private readonly byte[] _lines = new byte[Capacity];
    private int _count;
    private int _sender;

    /// <summary>Creates the resource.</summary>
    /// <param name="downlink">Carries the lines out.</param>
    public SettingsResource(IDownlink downlink)
    {
        _downlink = downlink;
    }

    /// <inheritdoc/>
    public void Handle(CoapIncoming request, CoapReply reply)
    {
        int method = request.Message.Code;
        if (method != CoapCode.Post && method != CoapCode.Put)
        {
            return;
        }

        if ((request.Arrival & Arrival.Secured) == 0)
        {
            Refuse(reply, CoapCode.Unauthorized, "settings are taken over a secured channel only: coaps or OSCORE");
        }
        else if (request.Message.ContentFormat > ContentFormat.Text)
        {
            Refuse(reply, CoapCode.UnsupportedContentFormat, "text/plain, a command a line");
        }
        else if (Collect(request, reply) && !request.MoreFollows)
        {
            Apply(reply);
        }
    }

    // Blocks of one sender at a time: who begins takes the room, and who lost it begins again (RFC 7959 §2.5).
    private bool Collect(CoapIncoming request, CoapReply reply)
    {
        CoapMessage message = request.Message;
        if (request.BodyOffset == 0)
        {
            _count = 0;
            _sender = request.Peer;
        }

        if (request.BodyOffset != _count || request.Peer != _sender)
        {
            Refuse(reply, CoapCode.RequestEntityIncomplete, "begin again");
            return false;
        }

        if (message.PayloadLength > Capacity - _count)
        {
            Refuse(reply, CoapCode.RequestEntityTooLarge, "at most 1024 bytes at a time");
            reply.Options.AddInteger(OptionNumber.Size1, Capacity); // RFC 7252 §5.9.2.9
            return false;
        }

        Array.Copy(message.Buffer, message.PayloadOffset, _lines, _count, message.PayloadLength);
        _count += message.PayloadLength;
        return true;
    }

    // A line that was refused makes it an error, lest a client that looks at the code alone believe that all is set.
    private void Apply(CoapReply reply)
    {
        int count = _downlink.Handle(_lines, 0, _count, true, reply.Payload, 0, reply.Payload.Length);
        Array.Clear(_lines, 0, _lines.Length); // there may have been a secret among them
        _count = 0;
        bool refused = HasRefused(reply.Payload, count);
        reply.Code = refused ? CoapCode.BadRequest : CoapCode.Changed;
        reply.ContentFormat = refused ? -1 : ContentFormat.Text; // a diagnostic payload has none (RFC 7252 §5.5.2)
        reply.PayloadLength = count;
    }

    // Whether a line of the answer begins with "error".
    private static bool HasRefused(byte[] answer, int count)
    {
        bool begins = true;
        for (int i = 0; i + 5 <= count; i++)
        {
            if (begins && answer[i] == 'e' && answer[i + 1] == 'r' && answer[i + 2] == 'r' && answer[i + 3] == 'o' && answer[i + 4] == 'r')
            {
                return true;
            }

            begins = answer[i] == '\n';
        }

        return false;
    }

    private static void Refuse(CoapReply reply, int code, string why)
    {
        reply.Code = code;
        reply.PayloadLength = System.Text.Encoding.UTF8.GetBytes(why, 0, why.Length, reply.Payload, 0);
    }
}
