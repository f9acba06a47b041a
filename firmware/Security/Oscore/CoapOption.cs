namespace Telenode.Security;

/// <summary>The CoAP option numbers that OSCORE treats in a way of its own (RFC 8613 §4.1, RFC 8768 §6, RFC 9175 §2.2).</summary>
internal static class CoapOption
{
    internal const int UriHost = 3;
    internal const int Observe = 6;
    internal const int UriPort = 7;
    internal const int Oscore = 9;
    internal const int MaxAge = 14;
    internal const int HopLimit = 16;
    internal const int ProxyUri = 35;
    internal const int ProxyScheme = 39;
    internal const int Echo = 252;

    /// <summary>Whether the option is Class U alone: readable by proxies and unprotected. All others are encrypted, unknown ones too (§4.1).</summary>
    internal static bool IsOuter(int number)
    {
        switch (number)
        {
            case UriHost:
            case UriPort:
            case Oscore:
            case HopLimit:
            case ProxyUri:
            case ProxyScheme:
                return true;
            default:
                return false;
        }
    }
}
