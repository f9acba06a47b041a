namespace Telenode.SimBoard.Decoding;

/// <summary>One record of a SenML pack as it was sent (RFC 8428 §4.3, table 1), with the extension fields of this project.</summary>
internal sealed class SenmlRecord
{
    internal string? Name { get; private set; }

    internal string? Unit { get; private set; }

    internal Number? Value { get; private set; }

    internal string? Text { get; private set; }

    internal bool? Boolean { get; private set; }

    internal byte[]? Data { get; private set; }

    internal Number? Sum { get; private set; }

    internal Number? Time { get; private set; }

    internal Number? UpdateTime { get; private set; }

    internal string? BaseName { get; private set; }

    internal Number? BaseTime { get; private set; }

    internal string? BaseUnit { get; private set; }

    internal Number? BaseValue { get; private set; }

    internal Number? BaseSum { get; private set; }

    internal Number? Version { get; private set; }

    internal long? Boot { get; private set; }

    internal long? BaseSequence { get; private set; }

    /// <summary>The label that stands for an integer of RFC 8428 §6, table 4; empty for any other, which is an unknown field.</summary>
    internal static string LabelOf(long cborLabel) => cborLabel switch
    {
        -1 => "bver", -2 => "bn", -3 => "bt", -4 => "bu", -5 => "bv", -6 => "bs",
        0 => "n", 1 => "u", 2 => "v", 3 => "vs", 4 => "vb", 5 => "s", 6 => "t", 7 => "ut", 8 => "vd",
        _ => "",
    };

    /// <summary>Takes one field.</summary>
    internal void Read(string label, IFieldSource source)
    {
        switch (label)
        {
            case "n": Name = Once(Name, label, source).ReadText(); break;
            case "u": Unit = Once(Unit, label, source).ReadText(); break;
            case "v": Value = Once(Value, label, source).ReadNumber(); break;
            case "vs": Text = Once(Text, label, source).ReadText(); break;
            case "vb": Boolean = Once(Boolean, label, source).ReadBoolean(); break;
            case "vd": Data = Once(Data, label, source).ReadData(); break;
            case "s": Sum = Once(Sum, label, source).ReadNumber(); break;
            case "t": Time = Once(Time, label, source).ReadNumber(); break;
            case "ut": UpdateTime = Once(UpdateTime, label, source).ReadNumber(); break;
            case "bn": BaseName = Once(BaseName, label, source).ReadText(); break;
            case "bt": BaseTime = Once(BaseTime, label, source).ReadNumber(); break;
            case "bu": BaseUnit = Once(BaseUnit, label, source).ReadText(); break;
            case "bv": BaseValue = Once(BaseValue, label, source).ReadNumber(); break;
            case "bs": BaseSum = Once(BaseSum, label, source).ReadNumber(); break;
            case "bver": Version = Once(Version, label, source).ReadNumber(); break;
            case "boot": Boot = Once(Boot, label, source).ReadIntegerIfAny(); break;
            case "bseq": BaseSequence = Once(BaseSequence, label, source).ReadIntegerIfAny(); break;
            default:
                if (label.EndsWith('_'))
                {
                    source.Fail($"field \"{label}\" must be understood (RFC 8428 §4.4)");
                }

                source.Skip();
                break;
        }
    }

    private static IFieldSource Once(object? before, string label, IFieldSource source)
    {
        if (before is not null)
        {
            source.Fail($"field \"{label}\" twice in a record");
        }

        return source;
    }
}
