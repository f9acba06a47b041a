namespace Telenode.SimBoard;

/// <summary>A chip on a <see cref="SimOneWireBus"/>, slot by slot: what it puts on the line and what it takes from it.</summary>
/// <param name="rom">Its code: family, serial number from the least significant byte on, checksum.</param>
public abstract class OneWireChip(byte[] rom)
{
    private const int MatchRom = 0x55;
    private const int SearchRom = 0xF0;
    private const int ReadRom = 0x33;
    private const int SkipRom = 0xCC;

    private Phase _phase = Phase.Deaf;
    private int _bits;
    private int _command;

    private enum Phase
    {
        Deaf,
        RomCommand,
        Match,
        Search,
        ReadRom,
        Function,
    }

    /// <summary>Its code.</summary>
    public byte[] Rom { get; } = rom;

    /// <summary>Whether the chip is on the line.</summary>
    public bool Present { get; set; } = true;

    /// <summary>Cuts the supply for an instant.</summary>
    public abstract void BrownOut();

    /// <summary>A reset pulse.</summary>
    internal void Reset()
    {
        _phase = Phase.RomCommand;
        _bits = 0;
        _command = 0;
        OnReset();
    }

    /// <summary>What the chip does in a slot that the master leaves high: true leaves it high too.</summary>
    internal bool Drive() => _phase switch
    {
        Phase.Search => (_bits % 3) switch
        {
            0 => RomBit(_bits / 3),
            1 => !RomBit(_bits / 3),
            _ => true,
        },
        Phase.ReadRom => RomBit(_bits),
        Phase.Function => FunctionBit(),
        _ => true,
    };

    /// <summary>The slot's outcome on the line.</summary>
    internal void Take(bool bit)
    {
        switch (_phase)
        {
            case Phase.RomCommand:
                _command |= bit ? 1 << _bits : 0;
                if (++_bits == 8)
                {
                    _bits = 0;
                    _phase = _command switch
                    {
                        MatchRom => Phase.Match,
                        SearchRom => Phase.Search,
                        ReadRom => Phase.ReadRom,
                        SkipRom => Phase.Function,
                        _ => Phase.Deaf,
                    };
                }

                break;
            case Phase.Match:
                _phase = RomBit(_bits) != bit ? Phase.Deaf : ++_bits == 64 ? Phase.Function : Phase.Match;
                break;
            case Phase.Search:
                bool leaves = _bits % 3 == 2 && RomBit(_bits / 3) != bit;
                _phase = leaves || ++_bits == 192 ? Phase.Deaf : Phase.Search;
                break;
            case Phase.ReadRom:
                _phase = ++_bits == 64 ? Phase.Function : Phase.ReadRom;
                break;
            case Phase.Function:
                TakeFunctionBit(bit);
                break;
        }
    }

    /// <summary>The line is fed strongly from now on, or no longer.</summary>
    internal abstract void Feed(bool strongly);

    /// <summary>A reset pulse ends whatever function was under way.</summary>
    protected abstract void OnReset();

    /// <summary>As <see cref="Drive"/>, once the chip is addressed.</summary>
    protected abstract bool FunctionBit();

    /// <summary>As <see cref="Take"/>, once the chip is addressed.</summary>
    protected abstract void TakeFunctionBit(bool bit);

    private bool RomBit(int bit) => (Rom[bit / 8] >> (bit % 8) & 1) != 0;
}
