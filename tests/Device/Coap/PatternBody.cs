using Telenode.Coap;

namespace Telenode.Tests.Coap;

/// <summary>A body of any size that is nowhere in memory: every byte follows from its position.</summary>
internal sealed class PatternBody : ICoapBody
{
    public PatternBody(int size)
    {
        Size = size;
    }

    public int Size { get; set; }

    public static byte At(int position) => (byte)((position * 7) + (position >> 8));

    public static bool Holds(CoapMessage message, int position)
    {
        for (int i = 0; i < message.PayloadLength; i++)
        {
            if (message.Buffer[message.PayloadOffset + i] != At(position + i))
            {
                return false;
            }
        }

        return true;
    }

    public void Read(int position, byte[] buffer, int offset, int count)
    {
        for (int i = 0; i < count; i++)
        {
            buffer[offset + i] = At(position + i);
        }
    }

    public string Hex(int position, int count)
    {
        byte[] bytes = new byte[count];
        Read(position, bytes, 0, count);
        return Security.Hex.Text(bytes, 0, count);
    }
}

/// <summary>Answers with a pattern.</summary>
internal sealed class PatternResource : ICoapResource
{
    private readonly PatternBody _body;

    public PatternResource(int size)
    {
        _body = new PatternBody(size);
    }

    public int Handled { get; private set; }

    public void Handle(CoapIncoming request, CoapReply reply)
    {
        Handled++;
        reply.Code = CoapCode.Content;
        reply.Body = _body;
    }
}

/// <summary>Takes a pattern in blocks, up to 1024 bytes to look at, and answers with one.</summary>
internal sealed class SinkResource : ICoapResource
{
    private readonly byte[] _bytes = new byte[1024];

    public int ResponseSize { get; set; }

    public int Received { get; private set; }

    public bool IsPattern { get; private set; } = true;

    /// <summary>Whether each block is dealt with on its own.</summary>
    public bool IsStateless { get; set; }

    public string Hex() => Security.Hex.Text(_bytes, 0, Received);

    public void Handle(CoapIncoming request, CoapReply reply)
    {
        CoapMessage message = request.Message;
        if (message.PayloadLength > 0)
        {
            IsPattern = (request.BodyOffset == 0 || IsPattern) && PatternBody.Holds(message, request.BodyOffset);
            Received = request.BodyOffset + message.PayloadLength;
            if (Received <= _bytes.Length)
            {
                System.Array.Copy(message.Buffer, message.PayloadOffset, _bytes, request.BodyOffset, message.PayloadLength);
            }
        }

        if (!request.MoreFollows || IsStateless)
        {
            reply.Code = CoapCode.Changed;
            reply.Body = ResponseSize > 0 ? new PatternBody(ResponseSize) : null;
        }
    }
}
