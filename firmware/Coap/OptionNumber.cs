namespace Telenode.Coap;

/// <summary>Option numbers (RFC 7252 §12.2 and the RFCs named) and what each allows.</summary>
public static class OptionNumber
{
    /// <summary>Repeatable, 0 to 8 bytes.</summary>
    public const int IfMatch = 1;

    /// <summary>1 to 255 bytes of UTF-8.</summary>
    public const int UriHost = 3;

    /// <summary>Repeatable in requests, 1 to 8 bytes.</summary>
    public const int ETag = 4;

    /// <summary>Empty.</summary>
    public const int IfNoneMatch = 5;

    /// <summary>0 to 3 bytes (RFC 7641 §2).</summary>
    public const int Observe = 6;

    /// <summary>0 to 2 bytes.</summary>
    public const int UriPort = 7;

    /// <summary>Repeatable, 0 to 255 bytes.</summary>
    public const int LocationPath = 8;

    /// <summary>0 to 255 bytes: a message protected with OSCORE (RFC 8613 §2).</summary>
    public const int Oscore = 9;

    /// <summary>Repeatable, 0 to 255 bytes.</summary>
    public const int UriPath = 11;

    /// <summary>0 to 2 bytes.</summary>
    public const int ContentFormat = 12;

    /// <summary>0 to 4 bytes, seconds.</summary>
    public const int MaxAge = 14;

    /// <summary>Repeatable, 0 to 255 bytes.</summary>
    public const int UriQuery = 15;

    /// <summary>1 byte (RFC 8768 §3).</summary>
    public const int HopLimit = 16;

    /// <summary>0 to 2 bytes.</summary>
    public const int Accept = 17;

    /// <summary>Repeatable, 0 to 255 bytes.</summary>
    public const int LocationQuery = 20;

    /// <summary>0 to 3 bytes: the block of a response (RFC 7959 §2.1).</summary>
    public const int Block2 = 23;

    /// <summary>0 to 3 bytes: the block of a request (RFC 7959 §2.1).</summary>
    public const int Block1 = 27;

    /// <summary>0 to 4 bytes: size of the response's representation (RFC 7959 §4).</summary>
    public const int Size2 = 28;

    /// <summary>1 to 1034 bytes.</summary>
    public const int ProxyUri = 35;

    /// <summary>1 to 255 bytes.</summary>
    public const int ProxyScheme = 39;

    /// <summary>0 to 4 bytes: size of the request's representation.</summary>
    public const int Size1 = 60;

    /// <summary>1 to 40 bytes (RFC 9175 §2.2.1).</summary>
    public const int Echo = 252;

    /// <summary>0 to 1 byte (RFC 7967 §2).</summary>
    public const int NoResponse = 258;

    /// <summary>Repeatable, 0 to 8 bytes (RFC 9175 §3.2.1).</summary>
    public const int RequestTag = 292;

    /// <summary>Whether a message with this option cannot be processed by who does not know it (RFC 7252 §5.4.1).</summary>
    public static bool IsCritical(int number) => (number & 1) != 0;

    /// <summary>Whether a proxy that does not know the option must not forward it (RFC 7252 §5.4.2).</summary>
    public static bool IsUnsafe(int number) => (number & 2) != 0;

    /// <summary>Whether the option may occur more than once (RFC 7252 §5.4.5).</summary>
    public static bool IsRepeatable(int number)
    {
        switch (number)
        {
            case IfMatch:
            case ETag:
            case LocationPath:
            case UriPath:
            case UriQuery:
            case LocationQuery:
            case RequestTag:
                return true;
            default:
                return false;
        }
    }

    /// <summary>Whether the option is known and its value has a length that its definition allows (RFC 7252 §5.4.3).</summary>
    public static bool Accepts(int number, int length)
    {
        switch (number)
        {
            case IfNoneMatch: return length == 0;
            case HopLimit: return length == 1;
            case NoResponse: return length <= 1;
            case UriPort:
            case ContentFormat:
            case Accept: return length <= 2;
            case Observe:
            case Block1:
            case Block2: return length <= 3;
            case MaxAge:
            case Size1:
            case Size2: return length <= 4;
            case ETag: return length >= 1 && length <= 8;
            case IfMatch:
            case RequestTag: return length <= 8;
            case Echo: return length >= 1 && length <= 40;
            case UriHost:
            case ProxyScheme: return length >= 1 && length <= 255;
            case LocationPath:
            case UriPath:
            case UriQuery:
            case LocationQuery:
            case Oscore: return length <= 255;
            case ProxyUri: return length >= 1 && length <= 1034;
            default: return false;
        }
    }
}
