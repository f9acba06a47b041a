using System;
using Telenode.Core;

namespace Telenode.Coap;

/// <content>The server: requests to resources, replies now or later.</content>
public sealed partial class CoapEndpoint
{
    private int _servingInbound;
    private int _servingResource;

    /// <summary>Offers a resource.</summary>
    /// <param name="path">Its path, such as "sensors/temperature", not percent-encoded.</param>
    /// <param name="resource">What answers.</param>
    /// <param name="attributes">Its link attributes (RFC 6690 §3), such as <c>rt="temperature";ct=112</c>; null keeps it out of /.well-known/core.</param>
    /// <param name="flags">Flags of <see cref="ResourceFlags"/>.</param>
    /// <returns>What <see cref="Notify"/> needs.</returns>
    /// <exception cref="ArgumentException">No room (<see cref="CoapOptions.MaxResources"/>), or an argument is missing.</exception>
    public int AddResource(string path, ICoapResource resource, string attributes, int flags)
    {
        if (attributes != null && (flags & ResourceFlags.Observable) != 0)
        {
            attributes = attributes.Length == 0 ? "obs" : attributes + ";obs";
        }

        return _resources.Add(path, resource, attributes, flags);
    }

    /// <summary>The listed resources as a link-format document (RFC 6690), such as a resource directory takes.</summary>
    public ICoapBody Links { get; private set; }

    /// <summary>Begins the reply that <see cref="CoapReply.Defer"/> promised.</summary>
    /// <returns>What to fill in before <see cref="SendDeferred"/>; null when the client has gone.</returns>
    public CoapReply BeginDeferred(int handle)
    {
        int row = _exchanges.FindHandle(handle);
        if (row < 0 || _exchanges.Kind[row] != ExchangeKind.Deferred)
        {
            return null;
        }

        _reply.Reset(CoapCode.InternalServerError);
        return _reply;
    }

    /// <summary>Sends the reply that <see cref="BeginDeferred"/> began: confirmable if the request was.</summary>
    /// <exception cref="ArgumentException">There is no such promise.</exception>
    public void SendDeferred(int handle, long nowMs)
    {
        int row = _exchanges.FindHandle(handle);
        if (row < 0 || _exchanges.Kind[row] != ExchangeKind.Deferred)
        {
            throw new ArgumentException("deferred handle");
        }

        _nowMs = nowMs;
        int start = _exchanges.StartOf(row);
        _own.Parse(_exchanges.Store, start, _exchanges.Length[row]);
        int type = _own.Type;
        if (IsSuppressed(_own, _exchanges.Owner[row]))
        {
            _exchanges.Free(row);
            return;
        }

        _exchanges.MessageId[row] = TakeMessageId();
        int end = WriteReply(_exchanges.Store, start, start + MaxMessageFor(_exchanges.Peer[row]), type, _exchanges.MessageId[row], _own, -1, -1);
        _exchanges.Kind[row] = ExchangeKind.Response;
        _exchanges.State[row] = ExchangeState.Queued;
        _exchanges.Length[row] = end - start;
    }

    internal int Defer()
    {
        int row = _incoming.IsNotification ? -1 : _exchanges.FindFree();
        CoapMessage request = Message;
        int length = request.PayloadOffset - request.TokenOffset;
        if (row < 0 || 4 + length > _exchanges.Stride)
        {
            return 0;
        }

        // Kept without its payload as if it had come in a datagram, for the options and the token that shape the reply.
        _exchanges.Take(row, ExchangeKind.Deferred, _incoming.Peer);
        int start = _exchanges.StartOf(row);
        length -= request.PayloadLength > 0 ? 1 : 0;
        _exchanges.Store[start] = (byte)(0x40 | (request.Type << 4) | request.TokenLength);
        _exchanges.Store[start + 1] = (byte)request.Code;
        Array.Copy(request.Buffer, request.TokenOffset, _exchanges.Store, start + 4, length);
        _exchanges.Length[row] = 4 + length;
        _exchanges.State[row] = ExchangeState.Waiting;
        _exchanges.Owner[row] = _incoming.Arrival;
        return _exchanges.Handle[row];
    }

    // Answers the request in Message; row is where the answer is kept.
    private void Serve(int row, int peer, int arrival)
    {
        CoapMessage request = Message;
        bool isConfirmable = request.Type == MessageType.Confirmable;
        bool isStream = FindStream(peer) != null;
        if (request.BadOption != 0 && !isConfirmable && !isStream)
        {
            Unexpected++; // §5.4.1: rejected, which for a non-confirmable message is to ignore it
            return;
        }

        _servingInbound = row;
        _servingResource = -1;
        _incoming.Message = request;
        _incoming.Peer = peer;
        _incoming.Arrival = arrival;
        _incoming.IsNotification = false;
        _reply.Reset(CoapCode.MethodNotAllowed);
        int block1 = Decide();
        if (_reply.IsDeferred)
        {
            if (isConfirmable)
            {
                AnswerEmpty(row, MessageType.Acknowledgement);
            }

            return;
        }

        int observe = _servingResource < 0 ? -1 : UpdateObservers(_servingResource);
        GuardAgainstAmplification();
        if (IsSuppressed(request, arrival))
        {
            if (isConfirmable && !isStream)
            {
                AnswerEmpty(row, MessageType.Acknowledgement);
            }

            return;
        }

        int type = isConfirmable ? MessageType.Acknowledgement : MessageType.NonConfirmable;
        int messageId = isConfirmable ? request.MessageId : TakeMessageId();
        int start = _inbound.Reserve(_options.MaxMessageSize);
        int end = WriteReply(_inbound.Store, start, start + MaxMessageFor(peer), type, messageId, request, observe, block1);
        long leisure = (arrival & Arrival.Multicast) != 0 ? RandomBelow(_options.LeisureMs + 1) : 0;
        _inbound.Attach(row, start, end - start, _nowMs + leisure);
    }

    // Fills in the reply. Gives the Block1 value for it, or −1.
    private int Decide()
    {
        CoapMessage request = _incoming.Message;
        if (request.BadOption != 0)
        {
            _reply.Code = CoapCode.BadOption;
            return -1;
        }

        if (request.WantsProxy)
        {
            _reply.Code = CoapCode.ProxyingNotSupported;
            return -1;
        }

        if ((request.Block1 >= 0 && Block.ExponentOf(request.Block1) == Block.ReservedExponent)
            || (request.Block2 >= 0 && Block.ExponentOf(request.Block2) == Block.ReservedExponent))
        {
            _reply.Code = CoapCode.BadRequest; // RFC 7959 §2.2
            return -1;
        }

        int resource = _resources.Find(request);
        if (resource < 0)
        {
            _reply.Code = CoapCode.NotFound;
            return -1;
        }

        bool mustProve = _options.EchoGuard && request.Observe == 0 && _resources.Has(resource, ResourceFlags.Observable);
        if (mustProve && !IsVerified())
        {
            Challenge();
            return -1;
        }

        _servingResource = resource;
        return AskResource(resource);
    }

    private int AskResource(int resource)
    {
        CoapMessage request = _incoming.Message;
        _incoming.BodyOffset = 0;
        _incoming.MoreFollows = false;
        if (request.Block1 < 0)
        {
            _resources[resource].Handle(_incoming, _reply);
            return -1;
        }

        bool more = Block.MoreOf(request.Block1);
        int transfer = AcceptBlock(resource);
        if (transfer >= -1)
        {
            _incoming.BodyOffset = Block.OffsetOf(request.Block1);
            _incoming.MoreFollows = more;
            if (more)
            {
                _reply.Code = CoapCode.Continue;
            }

            _resources[resource].Handle(_incoming, _reply);
            FollowTransfer(transfer, more);
        }

        // A smaller size in the answer asks for smaller blocks from now on (RFC 7959 §2.5, §2.9.3). M says that the answer to the whole
        // is still to come; a resource that deals with each block on its own answers each (§2.3, Figure 8).
        int exponent = Block.ExponentOf(request.Block1);
        return Block.Of(Block.NumberOf(request.Block1), more && _reply.Code == CoapCode.Continue, exponent < _exponent ? exponent : _exponent);
    }

    // RFC 7959 §2.5: blocks come in order and whole. Gives the transfer's row, −1 for a body of a single block, −2 when refused.
    private int AcceptBlock(int resource)
    {
        CoapMessage request = _incoming.Message;
        bool more = Block.MoreOf(request.Block1);
        int offset = Block.OffsetOf(request.Block1);
        int transfer = _transfers.Find(_incoming.Peer, resource, request, _nowMs);
        if (more && request.PayloadLength != Block.SizeOf(request.Block1))
        {
            _reply.Code = CoapCode.BadRequest;
            return -2;
        }

        if (offset == 0)
        {
            if (!more)
            {
                return transfer;
            }

            transfer = transfer >= 0 ? transfer : _transfers.Begin(_incoming.Peer, resource, request);
            if (transfer < 0 || !_resources.Has(resource, ResourceFlags.TakesBlocks))
            {
                _reply.Code = CoapCode.RequestEntityTooLarge;
                return -2;
            }

            return transfer;
        }

        if (transfer < 0 || _transfers.NextOf(transfer) != offset)
        {
            _reply.Code = CoapCode.RequestEntityIncomplete;
            return -2;
        }

        return transfer;
    }

    private void FollowTransfer(int transfer, bool more)
    {
        if (transfer < 0)
        {
            return;
        }

        if (more && CoapCode.ClassOf(_reply.Code) == 2)
        {
            _transfers.Advance(transfer, _incoming.BodyOffset + _incoming.Message.PayloadLength, _nowMs + _options.ExchangeLifetimeMs);
        }
        else
        {
            _transfers.End(transfer);
        }
    }

    // Responses that the client said it does not want (RFC 7967 §2); to a group's request also those without a use for it (RFC 7252 §8.2).
    private bool IsSuppressed(CoapMessage request, int arrival)
    {
        int cls = CoapCode.ClassOf(_reply.Code);
        if (request.NoResponse >= 0)
        {
            return (request.NoResponse & (1 << (cls - 1))) != 0;
        }

        return (arrival & Arrival.Multicast) != 0 && (cls != 2 || _reply.IsEmptyHanded);
    }

    private bool IsVerified() =>
        (_incoming.Arrival & Arrival.Secured) != 0 || FindStream(_incoming.Peer) != null
        || _echo.IsVerified(_incoming.Peer, _incoming.Message, _nowMs);

    private void Challenge()
    {
        _reply.Reset(CoapCode.Unauthorized);
        _echo.Challenge(_incoming.Peer, _reply.Options, _nowMs);
    }

    // Who has not proved its address gets at most three times the bytes it sent (RFC 9175 §2.4).
    private void GuardAgainstAmplification()
    {
        CoapMessage request = _incoming.Message;
        int received = request.PayloadOffset + request.PayloadLength - request.TokenOffset + 4;
        int size = _reply.Size < _options.BlockSize ? _reply.Size : _options.BlockSize;
        if (_options.EchoGuard && CoapCode.IsSafe(request.Code) && size > received * 3 && !IsVerified())
        {
            Challenge();
        }
    }
}
