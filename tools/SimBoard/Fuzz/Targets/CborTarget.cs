using Telenode.Encoding;

namespace Telenode.SimBoard.Fuzz;

/// <summary>One CBOR item: skipped, and read with the method for each type; both must go equally far.</summary>
internal sealed class CborTarget : FuzzTarget
{
    private const int Depth = 6;

    // Bytes that CBOR consists of, so that damage is seldom plain noise.
    private static readonly byte[] _telling = Convert.FromHexString(
        "808182838489989f9a9ba0a1a2a3a4bfb8bbc0c1c2c3c4c5d8dbdfffe0f4f5f6f7f8f9fafb5f7f5b7b4041606161624001020304050607082021222324251817181a1b1f3b3fff");

    private readonly CborReader _reader = new(Depth);

    public override string Name => "cbor";

    public override string Decodes => "CBOR items (RFC 8949)";

    public override int MaxInput => 48;

    public override IReadOnlyList<byte[]> Tokens { get; } = [.. _telling.Select(next => new[] { next })];

    public override void Prepare()
    {
    }

    public override ulong Decode(byte[] buffer, int offset, int count, FuzzRandom random)
    {
        _reader.Reset(buffer, offset, count);
        _reader.Skip();
        bool skipped = !_reader.Failed;
        int end = _reader.Position;
        ulong outcome = Mix(0, (int)_reader.Error);
        Require(end >= offset && end <= offset + count, "it skips out of the input");

        _reader.Reset(buffer, offset, count);
        outcome = Walk(Depth, offset, offset + count, outcome);
        Require(!skipped || (_reader.Error == CborError.None && _reader.Position == end), "reading and skipping do not go equally far");
        return Mix(outcome, (int)_reader.Error);
    }

    private ulong Walk(int depth, int start, int end, ulong outcome)
    {
        Step();
        Require(_reader.Position >= start && _reader.Position <= end, "it reads out of the input");
        CborType type = _reader.NextType;
        outcome = Mix(outcome, (int)type);
        if (type is CborType.Bytes or CborType.Text)
        {
            _reader.BeginString();
            while (_reader.NextChunk())
            {
                Step();
                Require(_reader.ChunkOffset >= start && _reader.ChunkCount >= 0 && _reader.ChunkOffset + _reader.ChunkCount <= end, "a string outside the input");
            }
        }
        else if (type is CborType.Array or CborType.Map && depth > 0)
        {
            int left = type == CborType.Map ? _reader.ReadMapHeader() : _reader.ReadArrayHeader();
            while (_reader.NextItem(ref left))
            {
                outcome = Walk(depth - 1, start, end, outcome);
                outcome = type == CborType.Map ? Walk(depth - 1, start, end, outcome) : outcome;
            }
        }
        else if (type == CborType.Tag)
        {
            _reader.ReadTag();
            outcome = Walk(depth, start, end, outcome);
        }
        else
        {
            _reader.Skip();
        }

        return outcome;
    }
}
