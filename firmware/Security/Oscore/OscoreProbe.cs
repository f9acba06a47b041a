namespace Telenode.Security;

/// <summary>Looks whether a message is protected by OSCORE, before a context is known.</summary>
public sealed class OscoreProbe
{
    private readonly OptionReader _options = new OptionReader();

    /// <summary>Whether the message has an OSCORE option.</summary>
    /// <param name="message">Holds the message.</param>
    /// <param name="offset">Index of its first option, behind code, message ID and token.</param>
    /// <param name="count">Bytes from there to its end.</param>
    public bool IsProtected(byte[] message, int offset, int count)
    {
        Bytes.RequireRange(message, offset, count);
        _options.Reset(message, offset, offset + count);
        while (_options.Next())
        {
            if (_options.Number == CoapOption.Oscore)
            {
                return true;
            }
        }

        return false;
    }
}
