namespace Telenode.Telemetry;

/// <summary>The filter chains of a device: at most one a channel.</summary>
public sealed partial class FilterTable : IReadingFilter
{
    private readonly Channels _channels;
    private readonly FilterChain[] _chains;

    /// <summary>Lets every reading pass.</summary>
    public FilterTable(Channels channels)
    {
        _channels = channels;
        _chains = new FilterChain[channels.Count];
    }

    /// <summary>Gives a channel its chain, once, before anything reads the channel's quantity: unit and exponent become those of the chain's output.</summary>
    /// <param name="channel">Index in the device's channels.</param>
    /// <param name="text">The chain, see docs/filters.md.</param>
    /// <param name="error">What is wrong with the text, in a line for a person; null when nothing is.</param>
    /// <returns>False when the text cannot be used; the channel then has no filter.</returns>
    public bool TrySet(int channel, string text, out string error)
    {
        FilterChain chain = FilterChain.Parse(text, _channels[channel], out error);
        if (chain == null)
        {
            return false;
        }

        _chains[channel] = chain;
        _channels.Redefine(channel, chain.Output);
        return true;
    }

    /// <summary>The channel's chain, or null.</summary>
    public FilterChain this[int channel] => _chains[channel];

    /// <inheritdoc/>
    public FilterVerdict Judge(int channel, ref long mantissa, long instantMs)
    {
        FilterChain chain = _chains[channel];
        return chain == null ? FilterVerdict.Pass : chain.Run(ref mantissa, instantMs);
    }
}
