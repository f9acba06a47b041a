namespace Telenode.SimBoard.Fuzz;

/// <summary>What went wrong, with the input that shows it again.</summary>
/// <param name="Target">Whose decoder it is.</param>
/// <param name="Input">The input.</param>
/// <param name="What">What the decoder did.</param>
public sealed record FuzzFinding(string Target, byte[] Input, string What)
{
    /// <summary>How to see it again.</summary>
    public string Command => $"./run fuzz {Target} --input {(Input.Length == 0 ? "empty" : Convert.ToHexStringLower(Input))}";

    /// <inheritdoc/>
    public override string ToString() => $"{Target}: {What}\n  again with: {Command}";
}

/// <summary>Gives a target one input after the other, the same ones for the same seed.</summary>
/// <remarks>
/// Each input meets a decoder made anew, in a buffer that ends where the input ends: a read past it is an exception. Every eighth is decoded
/// a second time amid other bytes, which must not change the outcome. An input whose outcome is new is kept and damaged further.
/// </remarks>
public sealed class FuzzRun
{
    private const int MaxKept = 2000;

    private readonly FuzzTarget _target;
    private readonly FuzzRandom _random;
    private readonly FuzzRandom _feed = new(0);
    private readonly List<byte[]> _pool;
    private readonly HashSet<ulong> _outcomes = [];
    private readonly FuzzInput _part;
    private readonly FuzzInput _input;
    private readonly byte[]?[] _exact;
    private readonly byte[] _amid;
    private long _done;

    /// <summary>Prepares a run; nothing runs yet.</summary>
    public FuzzRun(FuzzTarget target, int seed)
    {
        _target = target;
        _random = new FuzzRandom((ulong)seed + 1);
        _pool = [.. target.Corpus];
        _part = new FuzzInput(target.MaxInput);
        _input = new FuzzInput(target.MaxInput);
        _exact = new byte[target.MaxInput + 8][];
        _amid = new byte[target.MaxInput + 64];
    }

    /// <summary>Inputs decoded so far. May be read from any thread.</summary>
    public long Done => Interlocked.Read(ref _done);

    /// <summary>Different outcomes so far.</summary>
    public int Outcomes => _outcomes.Count;

    /// <summary>The input that is being decoded, for whoever finds that it takes for ever.</summary>
    public byte[] Current => _input.Span.ToArray();

    /// <summary>Decodes further inputs, first those of the corpus.</summary>
    /// <returns>The first finding, or null.</returns>
    public FuzzFinding? Run(long inputs)
    {
        for (long i = 0; i < inputs; i++)
        {
            Make();
            FuzzFinding? finding = Check(_done % 8 == 0);
            Interlocked.Increment(ref _done);
            if (finding is not null)
            {
                return finding;
            }
        }

        return null;
    }

    /// <summary>Decodes one input.</summary>
    public FuzzFinding? Try(byte[] input)
    {
        _input.Clear();
        _input.Append(input);
        return Check(true);
    }

    private void Make()
    {
        _input.Clear();
        if (_done < _target.Corpus.Count)
        {
            _input.Append(_target.Corpus[(int)_done]);
            return;
        }

        for (int parts = _target.IsStream ? 1 + _random.Next(3) : 1; parts > 0; parts--)
        {
            _part.Clear();
            if (_pool.Count > 0 && !_random.OneIn(50))
            {
                // Half of them from the corpus, so that a crowd of odd inputs does not crowd out the sound ones.
                int from = _random.OneIn(2) ? _target.Corpus.Count : _pool.Count;
                _part.Append(_pool[_random.Next(Math.Max(1, from))]);
            }

            for (int damages = _random.Next(5); damages > 0; damages--)
            {
                _part.Mutate(_random, _target.Tokens);
            }

            if (_random.OneIn(2))
            {
                _target.Repair(_part, _random);
            }

            _input.Append(_part.Span);
        }
    }

    private FuzzFinding? Check(bool amid)
    {
        ulong seed = FuzzRandom.SeedOf(_input.Span);
        int offset = (int)(seed & 7);
        byte[] buffer = _exact[offset + _input.Count] ??= new byte[offset + _input.Count];
        try
        {
            ulong outcome = Decode(buffer, offset, seed);
            if (_outcomes.Count < MaxKept && _outcomes.Add(outcome))
            {
                _pool.Add(_input.Span.ToArray());
            }

            if (amid)
            {
                Array.Fill(_amid, (byte)(seed >> 8));
                ulong other = Decode(_amid, 16 + offset, seed);
                return other == outcome ? null : Finding("what lies beside the input changes the outcome");
            }

            return null;
        }
        catch (Exception e)
        {
            return Finding(e is FuzzException ? e.Message : e.ToString());
        }
    }

    private ulong Decode(byte[] buffer, int offset, ulong seed)
    {
        ulong outcome = DecodeOnce(buffer, offset, seed, out long taken);
        if (taken > _target.HeapFor(_input.Count))
        {
            // What the runtime makes only once is taken again the second time only if it is the decoder's.
            DecodeOnce(buffer, offset, seed, out taken);
            if (taken > _target.HeapFor(_input.Count))
            {
                throw new FuzzException($"it took {taken} heap bytes for {_input.Count} bytes of input");
            }
        }

        return outcome;
    }

    private ulong DecodeOnce(byte[] buffer, int offset, ulong seed, out long taken)
    {
        _input.Span.CopyTo(buffer.AsSpan(offset));
        _target.BeginSteps(_input.Count);
        _target.Prepare();
        _feed.Reset(seed);
        long before = GC.GetAllocatedBytesForCurrentThread();
        ulong outcome = _target.Decode(buffer, offset, _input.Count, _feed);
        taken = GC.GetAllocatedBytesForCurrentThread() - before;
        return outcome;
    }

    private FuzzFinding Finding(string what) => new(_target.Name, _input.Span.ToArray(), what);
}
