
namespace Telenode.SimBoard.Fuzz;

/// <summary>A decoder that takes what others send, made ready to be given anything.</summary>
public abstract class FuzzTarget
{
    private byte[][]? _corpus;
    private int _steps;

    /// <summary>The name on the command line and of the corpus.</summary>
    public abstract string Name { get; }

    /// <summary>What it decodes, in a few words for a person.</summary>
    public abstract string Decodes { get; }

    /// <summary>Inputs to begin with: sound ones and those that once went wrong. A file of the name in Corpus.</summary>
    public IReadOnlyList<byte[]> Corpus => _corpus ??= [.. FuzzCorpus.Read(Name), .. MoreCorpus()];

    /// <summary>The longest input.</summary>
    public virtual int MaxInput => 400;

    /// <summary>Words of the format.</summary>
    public virtual IReadOnlyList<byte[]> Tokens => [];

    /// <summary>Whether inputs behind each other make an input.</summary>
    public virtual bool IsStream => false;

    /// <summary>Heap bytes that decoding so many bytes may take. 0 for what runs on the data path.</summary>
    public virtual long HeapFor(int count) => 0;

    /// <summary>Puts lengths and checksums right, so that what is damaged within them is reached.</summary>
    public virtual void Repair(FuzzInput part, FuzzRandom random)
    {
    }

    /// <summary>Makes the decoder anew. It may take heap.</summary>
    public abstract void Prepare();

    /// <summary>Decodes an input. What it must not do is thrown by it or by <see cref="Require"/>.</summary>
    /// <param name="buffer">Holds the input.</param>
    /// <param name="offset">Index of its first byte.</param>
    /// <param name="count">Its bytes.</param>
    /// <param name="random">Chooses how it is cut to pieces, in the same way for the same input.</param>
    /// <returns>A number for the outcome: inputs with an outcome that is new are kept and damaged further.</returns>
    public abstract ulong Decode(byte[] buffer, int offset, int count, FuzzRandom random);

    /// <summary>Starts the count of steps anew.</summary>
    internal void BeginSteps(int count) => _steps = 1000 + (50 * count);

    /// <summary>Further inputs to begin with that have to be calculated.</summary>
    protected virtual IEnumerable<byte[]> MoreCorpus() => [];

    /// <summary>To be called in each loop that waits for the decoder: a bounded number of times an input.</summary>
    protected void Step() => Require(--_steps > 0, "it goes on without end");

    /// <summary>Throws when something that must hold does not.</summary>
    protected static void Require(bool condition, string what)
    {
        if (!condition)
        {
            throw new FuzzException(what);
        }
    }

    /// <summary>Joins numbers to an outcome.</summary>
    protected static ulong Mix(ulong outcome, int next) => ((outcome * 31) + (uint)next) * 0x9E3779B97F4A7C15;

    /// <summary>Words in UTF-8.</summary>
    protected static byte[][] Words(string words) => [.. words.Split('|').Select(System.Text.Encoding.UTF8.GetBytes)];
}
