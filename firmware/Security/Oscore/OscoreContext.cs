using System;
using Telenode.Core;

namespace Telenode.Security;

/// <summary>An OSCORE security context (RFC 8613): protects what we send and verifies what we receive, as client and as server.</summary>
/// <remarks>
/// A message here is a CoAP message without its header and token: the code, the encoded options, and where there is a payload,
/// 0xff and the payload. Header and token are not touched by OSCORE and stay with the caller, so UDP and TCP look alike.
/// Methods give the bytes written, or a negative <see cref="OscoreError"/>. Nothing is allocated after construction.
/// </remarks>
public sealed class OscoreContext
{
    /// <summary>Bytes that protection adds at most, apart from the ID Context.</summary>
    public const int MaxOverhead = 48;

    internal const int MaxIdContext = 64;

    private const int TagLength = 8;
    private const int EchoLength = 8;
    private const int Post = 0x02;
    private const int Fetch = 0x05;
    private const int Changed = 0x44;
    private const int Content = 0x45;
    private const int Unauthorized = 0x81;

    private readonly byte[] _senderId;
    private readonly byte[] _recipientId;
    private readonly byte[] _idContext;
    private readonly bool _sendsIdContext;
    private readonly SenderSequence _sequence;
    private readonly IRandom _random;
    private readonly AesCcm _sender;
    private readonly AesCcm _recipient;
    private readonly OscoreKeys _keys;
    private readonly ReplayWindow _window = new ReplayWindow(32);
    private readonly OscoreMessage _message = new OscoreMessage();
    private readonly byte[] _nonce = new byte[OscoreExchange.NonceLength];
    private readonly byte[] _piv = new byte[OscoreExchange.MaxPiv];
    private readonly byte[] _option = new byte[16 + MaxIdContext];
    private readonly byte[] _echo = new byte[EchoLength];
    private readonly byte[] _challenge = new byte[3 + EchoLength];
    private bool _windowValid;
    private bool _challenged;

    /// <summary>Derives a context.</summary>
    /// <param name="crypto">Gives AES and HMAC.</param>
    /// <param name="random">Gives Echo values.</param>
    /// <param name="parameters">Copied where they are needed later; the secret is not kept.</param>
    /// <exception cref="ArgumentException">A parameter is missing or out of its range.</exception>
    public OscoreContext(ICrypto crypto, IRandom random, OscoreParameters parameters)
    {
        parameters.Check();
        _random = random;
        _senderId = parameters.SenderId;
        _recipientId = parameters.RecipientId;
        _idContext = parameters.IdContext;
        _sendsIdContext = parameters.SendsIdContext;
        _sequence = new SenderSequence(parameters.FirstSequence, parameters.Store, parameters.StoreStep);
        _windowValid = parameters.NeverUsed;
        _sender = new AesCcm(crypto.CreateAes(), TagLength, 128);
        _recipient = new AesCcm(crypto.CreateAes(), TagLength, 128);
        _keys = new OscoreKeys(crypto, parameters, _sender, _recipient);
    }

    /// <summary>The sender sequence number that the next message of ours will use.</summary>
    public long NextSequence => _sequence.Next;

    /// <summary>Finds the context that a request names by kid and, where it is sent, kid context (§8.2 step 2).</summary>
    /// <param name="contexts">The contexts, some of which may be null.</param>
    /// <param name="message">Holds the request.</param>
    /// <param name="offset">Index of its code.</param>
    /// <param name="count">Its bytes.</param>
    /// <returns>An index in <paramref name="contexts"/>, or <see cref="OscoreError.NotProtected"/>, <see cref="OscoreError.Malformed"/>
    /// or <see cref="OscoreError.NoContext"/>.</returns>
    public static int Find(OscoreContext[] contexts, byte[] message, int offset, int count)
    {
        for (int i = 0; i < contexts.Length; i++)
        {
            OscoreContext context = contexts[i];
            if (context == null)
            {
                continue;
            }

            int error = context._message.ReadOuter(message, offset, count);
            if (error < 0)
            {
                return error;
            }

            if (context._message.Header.Names(message, context._recipientId, context._idContext))
            {
                return i;
            }
        }

        return OscoreError.NoContext;
    }

    /// <summary>Protects a request (§8.1).</summary>
    /// <param name="exchange">Is bound to the request; needed for its responses.</param>
    /// <param name="message">Holds the request: code, options, payload.</param>
    /// <param name="offset">Index of the code.</param>
    /// <param name="count">Bytes of the request.</param>
    /// <param name="output">Receives the OSCORE message; not the array of <paramref name="message"/>.</param>
    /// <param name="outputOffset">Index of its code.</param>
    /// <param name="capacity">Room: <paramref name="count"/> + <see cref="MaxOverhead"/> + the ID Context where it is sent suffices.</param>
    /// <returns>Bytes written, or a negative <see cref="OscoreError"/>.</returns>
    /// <exception cref="ArgumentException">The message is malformed, protected already or names a Proxy-Uri that was not taken apart
    /// (§4.1.3.3), or the room does not suffice.</exception>
    public int ProtectRequest(
        OscoreExchange exchange, byte[] message, int offset, int count, byte[] output, int outputOffset, int capacity)
    {
        int observe = CheckOwn(message, offset, count, output, outputOffset, capacity);
        int error = _sequence.Reserve();
        if (error < 0)
        {
            return error;
        }

        int pivCount = _sequence.WritePiv(_piv);
        int optionCount = OscoreHeader.Write(_option, _piv, pivCount, _senderId, _sendsIdContext ? _idContext : null);
        int end = outputOffset + capacity - TagLength;
        int code = observe >= 0 ? Fetch : Post;
        _message.Write(code, _option, optionCount, false, message, offset, count, output, outputOffset, end);
        _sequence.Advance();
        exchange.Begin(_senderId, 0, _senderId.Length, _piv, 0, pivCount);
        exchange.Observes = observe == 0;
        _keys.WriteNonce(exchange.Nonce, _senderId, _senderId.Length, _piv, 0, pivCount);
        return Seal(exchange, exchange.Nonce, output, outputOffset);
    }

    /// <summary>Verifies a request (§8.2).</summary>
    /// <param name="exchange">Is bound to the request; needed for its responses. Valid after <see cref="OscoreError.NotFresh"/> too.</param>
    /// <param name="message">Holds the OSCORE message. It is decrypted in place and so destroyed.</param>
    /// <param name="offset">Index of the code.</param>
    /// <param name="count">Its bytes.</param>
    /// <param name="output">Receives the request; not the array of <paramref name="message"/>.</param>
    /// <param name="outputOffset">Index of its code.</param>
    /// <param name="capacity">Room, at least <paramref name="count"/>.</param>
    /// <returns>Bytes written, or a negative <see cref="OscoreError"/>: answer it with <see cref="OscoreError.WriteResponse"/>
    /// or <see cref="ProtectChallenge"/>.</returns>
    public int UnprotectRequest(
        OscoreExchange exchange, byte[] message, int offset, int count, byte[] output, int outputOffset, int capacity)
    {
        CheckRoom(message, offset, count, output, outputOffset, capacity);
        int error = _message.ReadOuter(message, offset, count);
        if (error < 0)
        {
            return error;
        }

        long piv = _message.Header.Piv;
        if (piv < 0 || !_message.Header.HasKid)
        {
            return OscoreError.Malformed;
        }

        if (!_message.Header.Names(message, _recipientId, _idContext))
        {
            return OscoreError.NoContext;
        }

        if (_windowValid && !_window.IsFresh(piv))
        {
            return OscoreError.Replay;
        }

        exchange.Begin(_recipientId, 0, _recipientId.Length, message, _message.Header.PivOffset, _message.Header.PivCount);
        _keys.WriteNonce(exchange.Nonce, _recipientId, _recipientId.Length, message, _message.Header.PivOffset, _message.Header.PivCount);
        int plain = Open(exchange, exchange.Nonce, message, offset + count);
        if (plain < 0)
        {
            exchange.Ended = true;
            return plain;
        }

        error = AcceptFresh(exchange, message, plain, piv);
        return error < 0 ? error : _message.Merge(message, offset, plain, -1, output, outputOffset, capacity);
    }

    /// <summary>Protects a response (§8.3). The first to a request borrows the request's nonce and is the smaller for it; further ones,
    /// the notifications of an observation, carry a Partial IV of their own.</summary>
    /// <param name="exchange">The request.</param>
    /// <param name="message">Holds the response: code, options, payload.</param>
    /// <param name="offset">Index of the code.</param>
    /// <param name="count">Bytes of the response.</param>
    /// <param name="output">Receives the OSCORE message; not the array of <paramref name="message"/>.</param>
    /// <param name="outputOffset">Index of its code.</param>
    /// <param name="capacity">Room: <paramref name="count"/> + <see cref="MaxOverhead"/> suffices.</param>
    /// <returns>Bytes written, or a negative <see cref="OscoreError"/>.</returns>
    /// <exception cref="ArgumentException">As for <see cref="ProtectRequest"/>.</exception>
    public int ProtectResponse(
        OscoreExchange exchange, byte[] message, int offset, int count, byte[] output, int outputOffset, int capacity)
    {
        int observe = CheckOwn(message, offset, count, output, outputOffset, capacity);
        byte[] nonce = exchange.Nonce;
        int pivCount = 0;
        if (exchange.NonceUsed)
        {
            int error = _sequence.Reserve();
            if (error < 0)
            {
                return error;
            }

            pivCount = _sequence.WritePiv(_piv);
            nonce = _nonce;
            _keys.WriteNonce(nonce, _senderId, _senderId.Length, _piv, 0, pivCount);
        }

        int optionCount = OscoreHeader.Write(_option, _piv, pivCount, null, null);
        int end = outputOffset + capacity - TagLength;
        int code = observe >= 0 ? Content : Changed;
        _message.Write(code, _option, optionCount, true, message, offset, count, output, outputOffset, end);
        if (pivCount > 0)
        {
            _sequence.Advance();
        }

        exchange.NonceUsed = true;
        return Seal(exchange, nonce, output, outputOffset);
    }

    /// <summary>Answers a request that was <see cref="OscoreError.NotFresh"/>: 4.01 with an Echo option, which the client sends back
    /// in a new request (Appendix B.1.2, RFC 9175 §2).</summary>
    /// <param name="exchange">The request.</param>
    /// <param name="output">Receives the OSCORE message.</param>
    /// <param name="outputOffset">Index of its code.</param>
    /// <param name="capacity">Room; 64 bytes suffice.</param>
    /// <returns>Bytes written, or a negative <see cref="OscoreError"/>.</returns>
    public int ProtectChallenge(OscoreExchange exchange, byte[] output, int outputOffset, int capacity)
    {
        if (!_challenged)
        {
            _random.Fill(_echo, 0, EchoLength);
            _challenged = true;
        }

        // Code and option header: delta 252 is 13 + 239, length 8.
        byte[] message = _challenge;
        message[0] = Unauthorized;
        message[1] = (13 << 4) | EchoLength;
        message[2] = CoapOption.Echo - 13;
        Array.Copy(_echo, 0, message, 3, EchoLength);
        return ProtectResponse(exchange, message, 0, message.Length, output, outputOffset, capacity);
    }

    /// <summary>Verifies a response (§8.4). A verified response ends the exchange unless it is a notification.</summary>
    /// <param name="exchange">The request, as <see cref="ProtectRequest"/> left it.</param>
    /// <param name="message">Holds the OSCORE message. It is decrypted in place and so destroyed.</param>
    /// <param name="offset">Index of the code.</param>
    /// <param name="count">Its bytes.</param>
    /// <param name="output">Receives the response; not the array of <paramref name="message"/>. A notification's Observe value is made
    /// from the Partial IV, so that RFC 7641's order rule holds.</param>
    /// <param name="outputOffset">Index of its code.</param>
    /// <param name="capacity">Room, at least <paramref name="count"/>.</param>
    /// <returns>Bytes written, or a negative <see cref="OscoreError"/>: the message must then be ignored.</returns>
    public int UnprotectResponse(
        OscoreExchange exchange, byte[] message, int offset, int count, byte[] output, int outputOffset, int capacity)
    {
        CheckRoom(message, offset, count, output, outputOffset, capacity);
        int error = _message.ReadOuter(message, offset, count);
        if (error < 0)
        {
            return error;
        }

        if (exchange.Ended)
        {
            return OscoreError.Replay;
        }

        byte[] nonce = exchange.Nonce;
        long piv = _message.Header.Piv;
        if (piv >= 0)
        {
            nonce = _nonce;
            _keys.WriteNonce(nonce, _recipientId, _recipientId.Length, message, _message.Header.PivOffset, _message.Header.PivCount);
        }

        int plain = Open(exchange, nonce, message, offset + count);
        if (plain < 0)
        {
            return plain;
        }

        error = AcceptOnce(exchange, message, plain, piv);
        return error < 0 ? error : _message.Merge(message, offset, plain, exchange.Observes ? piv : -1, output, outputOffset, capacity);
    }

    /// <summary>Forgets the keys. The context must not be used again.</summary>
    public void Clear()
    {
        _sender.ClearKey();
        _recipient.ClearKey();
        _keys.Clear();
        _sequence.Exhaust();
    }

    /// <summary>Takes the Partial IV of an authentic request into the window, or asks for a proof that it is no replay.</summary>
    private int AcceptFresh(OscoreExchange exchange, byte[] message, int plain, long piv)
    {
        bool sound = _message.IsInnerSound(message, plain, false);
        if (_windowValid)
        {
            _window.Accept(piv);
            return sound ? 0 : OscoreError.Malformed;
        }

        int echo = sound ? _message.FindInner(message, CoapOption.Echo, plain) : -1;
        if (!_challenged || echo < 0 || _message.FoundCount != EchoLength
            || !Bytes.EqualInConstantTime(message, echo, _echo, 0, EchoLength))
        {
            // The nonce of what may be a replay may have served a response before the reset.
            exchange.NonceUsed = true;
            return OscoreError.NotFresh;
        }

        _window.Restore(piv, -1);
        _windowValid = true;
        _challenged = false;
        return 0;
    }

    /// <summary>Lets one response pass, or of an observation each notification newer than the last (§7.4.1, §8.4.2).</summary>
    private int AcceptOnce(OscoreExchange exchange, byte[] message, int plain, long piv)
    {
        if (!_message.IsInnerSound(message, plain, true))
        {
            return OscoreError.Malformed;
        }

        if (_message.FindInner(message, CoapOption.Observe, plain) < 0)
        {
            exchange.Ended = true;
            return 0;
        }

        if (!exchange.Observes)
        {
            return OscoreError.Malformed;
        }

        if (piv < 0 ? exchange.NonceUsed || exchange.NotificationNumber >= 0 : piv <= exchange.NotificationNumber)
        {
            return OscoreError.Replay;
        }

        exchange.NonceUsed = true;
        exchange.NotificationNumber = piv;
        return 0;
    }

    private int Seal(OscoreExchange exchange, byte[] nonce, byte[] output, int outputOffset)
    {
        int aadCount = _keys.WriteAad(exchange);
        int inner = _message.InnerOffset;
        int count = _message.InnerCount;
        _sender.Encrypt(nonce, 0, OscoreExchange.NonceLength, _keys.Aad, 0, aadCount, output, inner, count);
        return inner + count + TagLength - outputOffset;
    }

    /// <summary>Decrypts from the start of the payload to <paramref name="end"/>.</summary>
    /// <returns>Bytes of plaintext, or a negative error.</returns>
    private int Open(OscoreExchange exchange, byte[] nonce, byte[] message, int end)
    {
        int aadCount = _keys.WriteAad(exchange);
        int inner = _message.InnerOffset;
        bool authentic = _recipient.Decrypt(
            nonce, 0, OscoreExchange.NonceLength, _keys.Aad, 0, aadCount, message, inner, end - inner);
        return authentic ? end - inner - TagLength : OscoreError.DecryptionFailed;
    }

    private int CheckOwn(byte[] message, int offset, int count, byte[] output, int outputOffset, int capacity)
    {
        Bytes.RequireRange(message, offset, count);
        Bytes.RequireRange(output, outputOffset, capacity);
        if (count < 1 || capacity < TagLength || message == output)
        {
            throw new ArgumentException("message");
        }

        return _message.CheckOwn(message, offset, count);
    }

    private static void CheckRoom(byte[] message, int offset, int count, byte[] output, int outputOffset, int capacity)
    {
        Bytes.RequireRange(message, offset, count);
        Bytes.RequireRange(output, outputOffset, capacity);
        if (capacity < count || message == output)
        {
            throw new ArgumentException("output room");
        }
    }
}
