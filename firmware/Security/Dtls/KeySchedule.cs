using System;
using Telenode.Core;

namespace Telenode.Security;

/// <summary>From the transcript and the pre-shared key to the keys of a connection (RFC 5246 §8, RFC 4279 §2, RFC 7627 §4).</summary>
internal sealed class KeySchedule
{
    private const int KeyBlockLength = 40;

    private static readonly byte[] MasterLabel = Bytes.OfAscii("master secret");
    private static readonly byte[] ExtendedLabel = Bytes.OfAscii("extended master secret");
    private static readonly byte[] KeyLabel = Bytes.OfAscii("key expansion");
    private static readonly byte[] ClientLabel = Bytes.OfAscii("client finished");
    private static readonly byte[] ServerLabel = Bytes.OfAscii("server finished");

    private readonly TlsPrf _prf;
    private readonly Sha256 _transcript = new Sha256();
    private readonly Sha256 _copy = new Sha256();
    private readonly byte[] _hash = new byte[Sha256.DigestLength];
    private readonly byte[] _premaster = new byte[4 + (2 * Dtls.MaxKey)];

    internal KeySchedule(ICrypto crypto) => _prf = new TlsPrf(crypto);

    internal byte[] Master { get; } = new byte[Dtls.MasterLength];

    internal byte[] ClientRandom { get; } = new byte[Dtls.RandomLength];

    internal byte[] ServerRandom { get; } = new byte[Dtls.RandomLength];

    internal int HashBlocks => _transcript.BlockCount + _copy.BlockCount;

    /// <summary>Begins a transcript: with the first ClientHello that counts, so not with one that was sent back for a cookie (RFC 6347 §4.2.1).</summary>
    internal void Restart() => _transcript.Reset();

    internal void Add(byte[] message, int offset, int count) => _transcript.Update(message, offset, count);

    /// <summary>Computes the master secret from the key and, when it is extended, the transcript up to ClientKeyExchange.</summary>
    internal void DeriveMaster(byte[] key, int keyCount, bool extended)
    {
        byte[] premaster = _premaster;
        premaster[1] = (byte)keyCount;
        premaster[keyCount + 3] = (byte)keyCount;
        Array.Copy(key, 0, premaster, keyCount + 4, keyCount);
        if (extended)
        {
            HashTranscript();
            _prf.Begin(ExtendedLabel);
            _prf.AddSeed(_hash, 0, _hash.Length);
        }
        else
        {
            _prf.Begin(MasterLabel);
            _prf.AddSeed(ClientRandom, 0, Dtls.RandomLength);
            _prf.AddSeed(ServerRandom, 0, Dtls.RandomLength);
        }

        _prf.Expand(premaster, 4 + (2 * keyCount), Master, 0, Dtls.MasterLength);
        Bytes.Clear(premaster);
    }

    /// <summary>Gives the record layer its keys.</summary>
    internal void Install(RecordLayer records, bool isClient, int tagLength)
    {
        byte[] block = _premaster;
        _prf.Begin(KeyLabel);
        _prf.AddSeed(ServerRandom, 0, Dtls.RandomLength);
        _prf.AddSeed(ClientRandom, 0, Dtls.RandomLength);
        _prf.Expand(Master, Dtls.MasterLength, block, 0, KeyBlockLength);
        records.SetKeys(block, isClient, tagLength);
        Bytes.Clear(block);
    }

    /// <summary>Computes the verify_data over the transcript so far (RFC 5246 §7.4.9).</summary>
    internal void WriteVerifyData(bool ofClient, byte[] output, int offset)
    {
        HashTranscript();
        _prf.Begin(ofClient ? ClientLabel : ServerLabel);
        _prf.AddSeed(_hash, 0, _hash.Length);
        _prf.Expand(Master, Dtls.MasterLength, output, offset, Dtls.VerifyDataLength);
    }

    /// <summary>Forgets the master secret and the transcript.</summary>
    internal void Clear()
    {
        Bytes.Clear(Master);
        _transcript.Clear();
        _copy.Clear();
    }

    private void HashTranscript()
    {
        _copy.CopyFrom(_transcript);
        _copy.Finish(_hash, 0);
    }
}
