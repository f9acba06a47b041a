using BenchmarkDotNet.Attributes;
using Telenode.Core;
using Telenode.Security;
using Telenode.SimBoard.Crypto;
using OpenSslCcm = System.Security.Cryptography.AesCcm;
using OpenSslSha256 = System.Security.Cryptography.SHA256;

namespace Telenode.Benchmarks;

/// <summary>Primitives side by side with OpenSSL, which is what System.Security.Cryptography calls on Linux.</summary>
[MemoryDiagnoser]
public class SecurityPrimitiveBenchmarks
{
    private static readonly byte[] _key = new byte[16];
    private readonly byte[] _data = new byte[1024];
    private readonly byte[] _digest = new byte[32];
    private readonly byte[] _nonce = new byte[12];
    private readonly byte[] _aad = new byte[13];
    private readonly byte[] _record = new byte[58];
    private readonly Sha256 _sha = new();
    private readonly AesCcm _ccm = new(new PcCrypto().CreateAes(), 8, 128);
    private readonly OpenSslCcm _openSslCcm = new(_key);

    public SecurityPrimitiveBenchmarks() => _ccm.SetKey(_key, 0, 16);

    [Benchmark]
    public void Sha256OfOneKilobyte()
    {
        _sha.Update(_data, 0, 1024);
        _sha.Finish(_digest, 0);
    }

    [Benchmark]
    public void OpenSslSha256OfOneKilobyte() => OpenSslSha256.HashData(_data, _digest);

    [Benchmark]
    public void CcmOf50Bytes() => _ccm.Encrypt(_nonce, 0, 12, _aad, 0, 13, _record, 0, 50);

    [Benchmark]
    public void OpenSslCcmOf50Bytes()
        => _openSslCcm.Encrypt(_nonce, _record.AsSpan(0, 50), _record.AsSpan(0, 50), _record.AsSpan(50, 8), _aad);
}

/// <summary>Handshakes, both sides of each in one thread, and messages.</summary>
[MemoryDiagnoser]
public class SecurityProtocolBenchmarks : IPskStore
{
    private static readonly byte[] _key = new byte[16];
    private readonly byte[] _address = [1];
    private readonly byte[] _buffer = new byte[2048];
    private readonly byte[] _request = [2, 0xb1, (byte)'t', 0xff, .. new byte[50]];
    private readonly OscoreExchange _exchange = new();
    private readonly DtlsConnection _client;
    private readonly DtlsServer _server;
    private readonly OscoreContext _oscore;

    public SecurityProtocolBenchmarks()
    {
        var random = new SystemRandom();
        _client = new DtlsConnection(new DtlsOptions { Identity = [1], Key = _key }, new PcCrypto(), random);
        _server = new DtlsServer(new DtlsOptions(), this, 1, 1, new PcCrypto(), random);
        _oscore = new OscoreContext(
            new PcCrypto(), random, new OscoreParameters { MasterSecret = _key, SenderId = [1], RecipientId = [], NeverUsed = true });
        DtlsHandshake();
    }

    public int Find(byte[] identity, int offset, int count, byte[] key, out int keyCount)
    {
        _key.CopyTo(key, 0);
        keyCount = _key.Length;
        return 0;
    }

    [Benchmark]
    public void DtlsHandshake()
    {
        _client.ForgetSession();
        DtlsResumption();
    }

    [Benchmark]
    public void DtlsResumption()
    {
        _client.Connect(0);
        bool moved = true;
        while (moved)
        {
            moved = false;
            for (int count = _client.PollTransmit(_buffer, 0, 2048); count > 0; count = _client.PollTransmit(_buffer, 0, 2048))
            {
                _server.HandleInput(_address, 0, 1, _buffer, 0, count, 0);
                moved = true;
            }

            for (int count = _server.PollTransmit(_buffer, 0, 2048); count > 0; count = _server.PollTransmit(_buffer, 0, 2048))
            {
                _client.HandleInput(_buffer, 0, count, 0);
            }

            while (_client.PollEvent() != DtlsEvent.None || _server.PollEvent() != DtlsEvent.None)
            {
            }
        }

        if (_client.State != DtlsState.Connected)
        {
            throw new InvalidOperationException("no handshake");
        }
    }

    [Benchmark]
    public int DtlsRecordOf50Bytes() => _client.Protect(_request, 4, 50, _buffer, 0, 2048);

    [Benchmark]
    public int OscoreRequestOf50Bytes() => _oscore.ProtectRequest(_exchange, _request, 0, _request.Length, _buffer, 0, 2048);

    private sealed class SystemRandom : IRandom
    {
        public void Fill(byte[] buffer, int offset, int count)
            => System.Security.Cryptography.RandomNumberGenerator.Fill(buffer.AsSpan(offset, count));
    }
}
