using Telenode.Core;
using Telenode.Telemetry;

namespace Telenode.Tests.Filters;

/// <summary>A chain under test: feeds readings a second apart and writes down what became of each.</summary>
internal sealed class FilterBench
{
    private readonly FilterChain _chain;
    private long _nowMs;

    public FilterBench(string text, int exponent)
    {
        string error;
        _chain = FilterChain.Parse(text, new Quantity("t", "Cel", exponent), out error);
        Assert.IsNull(error, text);
    }

    public FilterChain Chain => _chain;

    /// <summary>Feeds readings given with blanks between them, <c>+5000</c> letting so many ms pass beside the usual second.</summary>
    /// <returns>The outputs in the same way: a value, with ! when it is to go at once; h held; - none.</returns>
    public string Feed(string readings)
    {
        string results = "";
        string[] words = readings.Split(' ');
        for (int i = 0; i < words.Length; i++)
        {
            if (words[i][0] == '+')
            {
                _nowMs += long.Parse(words[i].Substring(1));
                continue;
            }

            long value = long.Parse(words[i]);
            FilterVerdict verdict = _chain.Run(ref value, _nowMs);
            _nowMs += 1000;
            results += (results.Length == 0 ? "" : " ") + Show(verdict, value);
        }

        return results;
    }

    private static string Show(FilterVerdict verdict, long value)
    {
        switch (verdict)
        {
            case FilterVerdict.Pass: return value.ToString();
            case FilterVerdict.PassAtOnce: return value.ToString() + "!";
            case FilterVerdict.Hold: return "h";
            default: return "-";
        }
    }
}
