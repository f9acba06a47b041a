namespace Telenode.Encoding;

/// <content>Passing over items, with a fixed table of what is open in place of recursion.</content>
public sealed partial class CborReader
{
    /// <summary>Passes over one item of any type with all that it holds, checking that it is well-formed.</summary>
    public void Skip()
    {
        int depth = 0;
        bool tagged = false;
        while (TakeHead())
        {
            if (_major == 6)
            {
                tagged = true;
                continue;
            }

            if (_major == 7 && _info == LengthUnknown)
            {
                if (tagged || depth == 0 || (_open[depth - 1] != ArrayItem && _open[depth - 1] != MapKey))
                {
                    Fail(CborError.Malformed, _position - 1);
                    return;
                }

                depth--;
            }
            else if (_major == 4 || _major == 5)
            {
                int expected = ExpectedItems();
                if (Failed || (expected != 0 && depth == _open.Length))
                {
                    Fail(CborError.TooDeep, _position);
                    return;
                }

                if (expected != 0)
                {
                    _open[depth++] = expected;
                    tagged = false;
                    continue;
                }
            }
            else if ((_major == 2 || _major == 3) && !SkipString())
            {
                return;
            }

            tagged = false;
            depth = CloseFilled(depth);
            if (depth == 0)
            {
                return;
            }
        }
    }

    // An item is complete: counts it in the container around it, which may thereby be complete itself, and so on outwards.
    private int CloseFilled(int depth)
    {
        int[] open = _open;
        while (depth > 0)
        {
            int expected = open[depth - 1];
            if (expected != 1)
            {
                open[depth - 1] = expected > 0 ? expected - 1 : expected == MapKey ? MapValue : expected == MapValue ? MapKey : ArrayItem;
                break;
            }

            depth--;
        }

        return depth;
    }
}
