using System;
using Telenode.Core;
using Telenode.Mqtt;
using Telenode.Security;

namespace Telenode.Uplinks;

/// <summary>SCRAM-SHA-256 (RFC 5802, RFC 7677) as a method of MQTT 5's enhanced authentication (§4.12): the password is proved, never sent,
/// and the server proves that it knows it, too.</summary>
/// <remarks>
/// The client-first message goes in CONNECT, the server-first and client-final in AUTH, the server-final in CONNACK or, when an exchange is
/// repeated, in AUTH. There is no channel binding: the platforms' TLS does not give any. Between server-first and client-final lie thousands of
/// rounds of HMAC; the owner does them by <see cref="Work"/> a few at a time, and transmits nothing while <see cref="IsBusy"/>.
/// Names and passwords of ASCII are what SASLprep (RFC 4013) makes of them; others are taken as they are, so they must be given in NFKC.
/// </remarks>
public sealed class ScramSha256 : IMqttAuthenticator
{
    /// <summary>The fewest rounds that are done for a server (RFC 7677 §4): who poses as the server could else guess the password from a cheap proof.</summary>
    public const int MinRounds = 4096;

    /// <summary>The most: a server must not keep a device busy for ever.</summary>
    public const int MaxRounds = 100000;

    private const int NonceBytes = 15;
    private const int NonceLength = 20;
    private const int HashLength = 32;
    private const int MaxSalt = 64;
    private const int MaxServerFirst = 256;
    private const int ProofLength = 44;

    private const int Idle = 0;
    private const int AwaitsServerFirst = 1;
    private const int Computes = 2;
    private const int AwaitsServerFinal = 3;

    private readonly byte[] _clientKeyLabel = Ascii("Client Key");
    private readonly byte[] _serverKeyLabel = Ascii("Server Key");
    private readonly byte[] _header = Ascii("n,,"); // no channel binding, no other identity
    private readonly byte[] _finalStart = Ascii("c=biws,r="); // Base64 of the header

    private readonly ICrypto _crypto;
    private readonly IRandom _random;
    private readonly Pbkdf2 _derivation;
    private readonly Sha256 _hash = new Sha256();
    private readonly ByteWriter _writer = new ByteWriter();
    private readonly byte[] _name;
    private readonly byte[] _nonce = new byte[NonceLength];
    private readonly byte[] _salt = new byte[MaxSalt];
    private readonly byte[] _clientKey = new byte[HashLength];
    private readonly byte[] _serverKey = new byte[HashLength];
    private readonly byte[] _work = new byte[HashLength];
    private readonly byte[] _given = new byte[MaxSalt];

    // client-first-bare "," server-first "," client-final-without-proof: what both sides sign.
    private readonly byte[] _signed;
    private int _signedCount;
    private int _saltCount;
    private int _rounds; // that the keys were derived with; 0 for no keys yet
    private int _step;

    /// <summary>Creates a client.</summary>
    /// <param name="user">The user's name.</param>
    /// <param name="password">The password.</param>
    /// <param name="crypto">Gives HMAC.</param>
    /// <param name="random">Gives nonces.</param>
    /// <exception cref="ArgumentException">Name or password is empty, too long or holds a control character.</exception>
    public ScramSha256(string user, string password, ICrypto crypto, IRandom random)
    {
        if (crypto == null || random == null)
        {
            throw new ArgumentException("SCRAM-SHA-256 needs the platform's cryptography and random numbers");
        }

        _crypto = crypto;
        _random = random;
        _name = Escape(Check(user, "user"));
        _derivation = new Pbkdf2(crypto, Check(password, "password"), MaxSalt);
        int bare = 2 + _name.Length + 3 + NonceLength;
        int final = _finalStart.Length + MaxServerFirst + 3 + ProofLength;
        _signed = new byte[bare + 1 + MaxServerFirst + 1 + _finalStart.Length + MaxServerFirst];
        Data = new byte[_header.Length + bare > final ? _header.Length + bare : final];
    }

    /// <inheritdoc/>
    public byte[] Method { get; } = Ascii("SCRAM-SHA-256");

    /// <inheritdoc/>
    public byte[] Data { get; }

    /// <inheritdoc/>
    public int DataCount { get; private set; }

    /// <summary>Whether rounds are left to do before <see cref="Data"/> may be sent.</summary>
    public bool IsBusy => _step == Computes;

    /// <summary>Why the last exchange was given up, in one line for a person; null otherwise.</summary>
    public string Failure { get; private set; }

    /// <inheritdoc/>
    public void Begin()
    {
        Failure = null;
        _step = AwaitsServerFirst;
        byte[] random = _given;
        _random.Fill(random, 0, NonceBytes);
        Base64.Encode(random, NonceBytes, _nonce, 0);
        ByteWriter writer = _writer;
        writer.Reset(_signed, 0, _signed.Length);
        Write(writer, 'n');
        writer.WriteBytes(_name, 0, _name.Length);
        writer.WriteByte(',');
        Write(writer, 'r');
        writer.WriteBytes(_nonce, 0, NonceLength);
        _signedCount = writer.Count;
        Array.Copy(_header, 0, Data, 0, _header.Length);
        Array.Copy(_signed, 0, Data, _header.Length, _signedCount);
        DataCount = _header.Length + _signedCount;
    }

    /// <inheritdoc/>
    public bool Continue(byte[] buffer, int offset, int count, bool isLast)
    {
        bool isGood = isLast
            ? _step == AwaitsServerFinal && TakeServerFinal(buffer, offset, count)
            : _step == AwaitsServerFirst && TakeServerFirst(buffer, offset, count);
        if (!isGood)
        {
            Failure = Failure ?? (_step == AwaitsServerFinal
                ? "the server does not know the secret of the user (SCRAM)"
                : "the server skips the proof that SCRAM wants of it");
        }

        _step = !isGood || isLast ? Idle : _step;
        return isGood;
    }

    /// <summary>Does a part of what is left before <see cref="Data"/> may be sent.</summary>
    /// <param name="rounds">How many rounds at most; each is one HMAC.</param>
    public void Work(int rounds)
    {
        if (_step != Computes)
        {
            return;
        }

        _derivation.Work(rounds);
        if (_derivation.RoundsLeft == 0)
        {
            byte[] salted = _derivation.Key;
            _crypto.HmacSha256(salted, 0, HashLength, _clientKeyLabel, 0, _clientKeyLabel.Length, _clientKey, 0);
            _crypto.HmacSha256(salted, 0, HashLength, _serverKeyLabel, 0, _serverKeyLabel.Length, _serverKey, 0);
            _derivation.Clear();
            Prove();
        }
    }

    // "r=" nonce ",s=" salt ",i=" rounds, and extensions that may be passed over. A mandatory one, "m=", stands first and so is refused.
    private bool TakeServerFirst(byte[] buffer, int offset, int count)
    {
        int end = offset + count;
        int nonce = offset + 2;
        int nonceEnd = Find(buffer, nonce, end);
        int salt = nonceEnd + 3;
        int saltEnd = Find(buffer, salt, end);
        int rounds = saltEnd + 3;
        if (count > MaxServerFirst || !Starts(buffer, offset, end, 'r') || !Starts(buffer, nonceEnd + 1, end, 's') || !Starts(buffer, saltEnd + 1, end, 'i'))
        {
            return Refuse("the server's first SCRAM message is none");
        }

        if (nonceEnd - nonce <= NonceLength || !Same(buffer, nonce, _nonce, NonceLength))
        {
            return Refuse("the server answers a SCRAM nonce that is not ours, or adds none of its own");
        }

        int given = Base64.Decode(buffer, salt, saltEnd - salt, _given);
        int wanted = Number(buffer, rounds, Find(buffer, rounds, end));
        if (given < 1 || wanted < 0)
        {
            return Refuse("the server's SCRAM salt or number of rounds is none");
        }

        if (wanted < MinRounds || wanted > MaxRounds)
        {
            return Refuse("the server wants " + wanted.ToString() + " SCRAM rounds: " + MinRounds.ToString() + " to " + MaxRounds.ToString() + " are done");
        }

        Sign(buffer, offset, count, nonceEnd - nonce);
        _step = Computes;
        if (wanted == _rounds && given == _saltCount && Same(_given, 0, _salt, given))
        {
            Prove(); // the keys are those of the last time (RFC 5802 §5.1)
            return true;
        }

        Array.Copy(_given, 0, _salt, 0, given);
        _saltCount = given;
        _rounds = wanted;
        _derivation.Begin(_salt, given, wanted);
        return true;
    }

    // Completes what is signed, and begins the client-final message with its last part.
    private void Sign(byte[] buffer, int offset, int count, int nonceCount)
    {
        ByteWriter writer = _writer;
        writer.Reset(_signed, _signedCount, _signed.Length - _signedCount);
        writer.WriteByte(',');
        writer.WriteBytes(buffer, offset, count);
        writer.WriteByte(',');
        int final = _signedCount + writer.Count;
        writer.WriteBytes(_finalStart, 0, _finalStart.Length);
        writer.WriteBytes(buffer, offset + 2, nonceCount);
        _signedCount += writer.Count;
        DataCount = _signedCount - final;
        Array.Copy(_signed, final, Data, 0, DataCount);
    }

    // ClientProof = ClientKey XOR HMAC(H(ClientKey), signed): RFC 5802 §3.
    private void Prove()
    {
        byte[] work = _work;
        _hash.Update(_clientKey, 0, HashLength);
        _hash.Finish(work, 0);
        _crypto.HmacSha256(work, 0, HashLength, _signed, 0, _signedCount, work, 0);
        for (int i = 0; i < HashLength; i++)
        {
            work[i] ^= _clientKey[i];
        }

        Data[DataCount] = (byte)',';
        Data[DataCount + 1] = (byte)'p';
        Data[DataCount + 2] = (byte)'=';
        Base64.Encode(work, HashLength, Data, DataCount + 3);
        DataCount += 3 + ProofLength;
        _step = AwaitsServerFinal;
    }

    // "v=" the server's signature, or "e=" why not.
    private bool TakeServerFinal(byte[] buffer, int offset, int count)
    {
        int end = offset + count;
        if (!Starts(buffer, offset, end, 'v'))
        {
            return false;
        }

        int signature = offset + 2;
        if (Base64.Decode(buffer, signature, Find(buffer, signature, end) - signature, _given) != HashLength)
        {
            return false;
        }

        _crypto.HmacSha256(_serverKey, 0, HashLength, _signed, 0, _signedCount, _work, 0);
        int difference = 0;
        for (int i = 0; i < HashLength; i++)
        {
            difference |= _work[i] ^ _given[i]; // all of them, so that time tells nothing
        }

        return difference == 0;
    }

    private bool Refuse(string failure)
    {
        Failure = failure;
        return false;
    }

    private static void Write(ByteWriter writer, char name)
    {
        writer.WriteByte(name);
        writer.WriteByte('=');
    }

    private static bool Starts(byte[] buffer, int at, int end, char name) => at + 2 <= end && buffer[at] == name && buffer[at + 1] == '=';

    // The next comma, or the end.
    private static int Find(byte[] buffer, int at, int end)
    {
        while (at < end && buffer[at] != ',')
        {
            at++;
        }

        return at < end ? at : end;
    }

    private static bool Same(byte[] buffer, int offset, byte[] other, int count)
    {
        for (int i = 0; i < count; i++)
        {
            if (buffer[offset + i] != other[i])
            {
                return false;
            }
        }

        return true;
    }

    // 1 to 7 digits, the first not 0; −1 for anything else.
    private static int Number(byte[] buffer, int offset, int end)
    {
        int count = end - offset;
        if (count < 1 || count > 7 || buffer[offset] == '0')
        {
            return -1;
        }

        int value = 0;
        for (int i = offset; i < end; i++)
        {
            int digit = buffer[i] - '0';
            if (digit < 0 || digit > 9)
            {
                return -1;
            }

            value = (value * 10) + digit;
        }

        return value;
    }

    private static byte[] Check(string text, string what)
    {
        byte[] bytes = text == null ? new byte[0] : System.Text.Encoding.UTF8.GetBytes(text);
        bool isGood = bytes.Length > 0 && bytes.Length <= 255;
        for (int i = 0; i < bytes.Length; i++)
        {
            isGood = isGood && bytes[i] >= 0x20 && bytes[i] != 0x7F; // SASLprep prohibits control characters (RFC 4013 §2.3)
        }

        return isGood ? bytes : throw new ArgumentException("SCRAM-SHA-256 needs a " + what + " of 1 to 255 bytes without control characters");
    }

    // "," and "=" have a meaning of their own (RFC 5802 §5.1).
    private static byte[] Escape(byte[] name)
    {
        byte[] escaped = new byte[name.Length * 3];
        int count = 0;
        for (int i = 0; i < name.Length; i++)
        {
            if (name[i] == ',' || name[i] == '=')
            {
                escaped[count++] = (byte)'=';
                escaped[count++] = (byte)(name[i] == ',' ? '2' : '3');
                escaped[count++] = (byte)(name[i] == ',' ? 'C' : 'D');
            }
            else
            {
                escaped[count++] = name[i];
            }
        }

        byte[] exact = new byte[count];
        Array.Copy(escaped, 0, exact, 0, count);
        return exact;
    }

    private static byte[] Ascii(string text) => System.Text.Encoding.UTF8.GetBytes(text);
}
