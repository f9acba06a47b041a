using BenchmarkDotNet.Attributes;
using Telenode.Core;
using Telenode.Encoding;
using Telenode.SimBoard.Decoding;

namespace Telenode.Benchmarks;

/// <summary>The pack of the design's budgets: five readings at one time. At most 0.5 µs and no byte allocated to encode it.</summary>
[MemoryDiagnoser]
public class EncodingBenchmarks
{
    private static readonly PackSchema _schema = new(
        "node-01/", 17, ["t", "h", "p", "l", "b"], ["Cel", "%RH", "Pa", "lx", "V"], [-2, -2, 1, -1, -3], includeUnits: false, includeSequence: false);

    private static readonly long[] _mantissas = [2156, 4512, 10132, 3205, 3712];

    private readonly byte[] _buffer = new byte[400];
    private readonly SenmlCborPack _cbor = new(_schema);
    private readonly SenmlJsonPack _json = new(_schema);
    private readonly CompactPack _compact = new(_schema);
    private readonly CborReader _reader = new(8);
    private readonly ByteWriter _output = new();
    private readonly JsonWriter _writer;
    private readonly TelemetryDecoder _decoder = new();
    private readonly byte[] _payload;

    public EncodingBenchmarks()
    {
        _payload = _buffer[..Encode(_cbor)];
        _writer = new JsonWriter(_output);
    }

    [Benchmark(Baseline = true)]
    public int SenmlCbor() => Encode(_cbor);

    [Benchmark]
    public int SenmlJson() => Encode(_json);

    [Benchmark]
    public int Compact() => Encode(_compact);

    [Benchmark]
    public int SkipSenmlCbor()
    {
        _reader.Reset(_payload, 0, _payload.Length);
        _reader.Skip();
        return _reader.Position;
    }

    [Benchmark]
    public int JsonDecimal()
    {
        _output.Reset(_buffer, 0, _buffer.Length);
        _writer.Reset();
        _writer.WriteDecimal(-1234567890123, -3);
        return _output.Count;
    }

    [Benchmark]
    public int DecodeSenmlCbor() => _decoder.Decode(_payload, 0).Readings.Count;

    private int Encode(PackWriter pack)
    {
        pack.Begin(_buffer, 0, _buffer.Length);
        for (int i = 0; i < _mantissas.Length; i++)
        {
            pack.TryAdd(i, _mantissas[i], 1_760_000_000_000, 1234 + i);
        }

        return pack.End();
    }
}
