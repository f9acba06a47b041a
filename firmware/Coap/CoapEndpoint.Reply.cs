using System;

namespace Telenode.Coap;

/// <content>Writing responses, in blocks where they are large (RFC 7959 §2.4).</content>
public sealed partial class CoapEndpoint
{
    // Gives the index behind the message. A reply that fits no message becomes 5.00 without anything else.
    private int WriteReply(byte[] target, int start, int end, int type, int messageId, CoapMessage request, int observe, int block1)
    {
        int at = TryWriteReply(target, start, end, type, messageId, request, observe, block1);
        if (at < 0)
        {
            _reply.Reset(CoapCode.InternalServerError);
            at = TryWriteReply(target, start, end, type, messageId, request, -1, -1);
        }

        return at;
    }

    private int TryWriteReply(byte[] target, int start, int end, int type, int messageId, CoapMessage request, int observe, int block1)
    {
        CoapReply reply = _reply;
        int offset = 0;
        int count = reply.Size;
        int exponent = ExponentWithin(end - start);
        int block2 = -1;
        bool isSuccess = CoapCode.ClassOf(reply.Code) == 2;
        if (isSuccess && reply.Code != CoapCode.Continue && (request.Block2 >= 0 || count > 16 << exponent))
        {
            block2 = ChooseBlock2(request.Block2, count, exponent);
            if (block2 < 0)
            {
                reply.Reset(CoapCode.BadRequest);
                count = 0;
            }
            else
            {
                offset = Block.OffsetOf(block2);
                count = Block.MoreOf(block2) ? Block.SizeOf(block2) : count - offset;
            }
        }

        CollectOptions(request, observe, block1, block2);
        int at = WriteHead(target, start, end, type, reply.Code, messageId, request.Buffer, request.TokenOffset, request.TokenLength, _scratch);
        if (at < 0 || (count > 0 && at + 1 + count > end))
        {
            return -1;
        }

        if (count > 0)
        {
            target[at++] = CoapMessage.PayloadMarker;
            reply.Read(offset, target, at, count);
            at += count;
        }

        return at;
    }

    // The block that is asked for, in the size that is asked for unless ours is smaller; −1 when the body ends before it.
    private static int ChooseBlock2(int asked, int size, int largest)
    {
        int exponent = asked < 0 || Block.ExponentOf(asked) > largest ? largest : Block.ExponentOf(asked);
        int offset = asked < 0 ? 0 : Block.OffsetOf(asked);
        if (offset > 0 && offset >= size)
        {
            return -1;
        }

        return Block.Of(offset >> (exponent + 4), size - offset > 16 << exponent, exponent);
    }

    // Our block size, or a smaller one where a connection takes shorter messages.
    private int ExponentWithin(int messageSize)
    {
        int exponent = _exponent;
        while (exponent > 0 && (16 << exponent) + 64 > messageSize)
        {
            exponent--;
        }

        return exponent;
    }

    private void CollectOptions(CoapMessage request, int observe, int block1, int block2)
    {
        CoapReply reply = _reply;
        OptionList options = _scratch;
        options.Clear();
        options.AddAll(reply.Options);
        if (reply.ETagLength > 0)
        {
            options.Add(OptionNumber.ETag, reply.ETag, 0, reply.ETagLength);
        }

        if (observe >= 0)
        {
            options.AddInteger(OptionNumber.Observe, observe);
        }

        if (reply.ContentFormat >= 0 && reply.Size > 0)
        {
            options.AddInteger(OptionNumber.ContentFormat, reply.ContentFormat);
        }

        if (reply.MaxAge >= 0)
        {
            options.AddInteger(OptionNumber.MaxAge, reply.MaxAge);
        }

        if (block2 >= 0)
        {
            options.AddInteger(OptionNumber.Block2, block2);
            if (request.Size2 >= 0)
            {
                options.AddInteger(OptionNumber.Size2, reply.Size); // RFC 7959 §4: an indication when asked for one
            }
        }

        if (block1 >= 0)
        {
            options.AddInteger(OptionNumber.Block1, block1);
        }
    }
}
