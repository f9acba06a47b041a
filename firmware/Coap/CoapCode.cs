namespace Telenode.Coap;

/// <summary>Method and response codes (RFC 7252 §12.1, RFC 7959, 8132, 8323, 8516, 8768): class in the top three bits, detail in the rest.</summary>
public static class CoapCode
{
    /// <summary>0.00: neither request nor response.</summary>
    public const int Empty = 0;

    /// <summary>0.01: safe and idempotent.</summary>
    public const int Get = 1;

    /// <summary>0.02: neither safe nor idempotent.</summary>
    public const int Post = 2;

    /// <summary>0.03: idempotent.</summary>
    public const int Put = 3;

    /// <summary>0.04: idempotent.</summary>
    public const int Delete = 4;

    /// <summary>0.05: safe and idempotent, with a body (RFC 8132 §2).</summary>
    public const int Fetch = 5;

    /// <summary>0.06: neither safe nor idempotent (RFC 8132 §3).</summary>
    public const int Patch = 6;

    /// <summary>0.07: idempotent (RFC 8132 §3).</summary>
    public const int IPatch = 7;

    /// <summary>2.01.</summary>
    public const int Created = 0x41;

    /// <summary>2.02.</summary>
    public const int Deleted = 0x42;

    /// <summary>2.03: the stored representation with the request's ETag is still good.</summary>
    public const int Valid = 0x43;

    /// <summary>2.04.</summary>
    public const int Changed = 0x44;

    /// <summary>2.05.</summary>
    public const int Content = 0x45;

    /// <summary>2.31: send the next block (RFC 7959 §2.9.1).</summary>
    public const int Continue = 0x5F;

    /// <summary>4.00.</summary>
    public const int BadRequest = 0x80;

    /// <summary>4.01.</summary>
    public const int Unauthorized = 0x81;

    /// <summary>4.02.</summary>
    public const int BadOption = 0x82;

    /// <summary>4.03.</summary>
    public const int Forbidden = 0x83;

    /// <summary>4.04.</summary>
    public const int NotFound = 0x84;

    /// <summary>4.05.</summary>
    public const int MethodNotAllowed = 0x85;

    /// <summary>4.06.</summary>
    public const int NotAcceptable = 0x86;

    /// <summary>4.08: a block is missing (RFC 7959 §2.9.2).</summary>
    public const int RequestEntityIncomplete = 0x88;

    /// <summary>4.09 (RFC 8132 §3.4).</summary>
    public const int Conflict = 0x89;

    /// <summary>4.12.</summary>
    public const int PreconditionFailed = 0x8C;

    /// <summary>4.13.</summary>
    public const int RequestEntityTooLarge = 0x8D;

    /// <summary>4.15.</summary>
    public const int UnsupportedContentFormat = 0x8F;

    /// <summary>4.22 (RFC 8132 §3.4).</summary>
    public const int UnprocessableEntity = 0x96;

    /// <summary>4.29: Max-Age says how long to be silent (RFC 8516).</summary>
    public const int TooManyRequests = 0x9D;

    /// <summary>5.00.</summary>
    public const int InternalServerError = 0xA0;

    /// <summary>5.01.</summary>
    public const int NotImplemented = 0xA1;

    /// <summary>5.02.</summary>
    public const int BadGateway = 0xA2;

    /// <summary>5.03: Max-Age says when to try again.</summary>
    public const int ServiceUnavailable = 0xA3;

    /// <summary>5.04.</summary>
    public const int GatewayTimeout = 0xA4;

    /// <summary>5.05.</summary>
    public const int ProxyingNotSupported = 0xA5;

    /// <summary>5.08: forwarded too often (RFC 8768).</summary>
    public const int HopLimitReached = 0xA8;

    /// <summary>7.01: capabilities and settings of a stream (RFC 8323 §5.3).</summary>
    public const int Csm = 0xE1;

    /// <summary>7.02 (RFC 8323 §5.4).</summary>
    public const int Ping = 0xE2;

    /// <summary>7.03 (RFC 8323 §5.4).</summary>
    public const int Pong = 0xE3;

    /// <summary>7.04 (RFC 8323 §5.5).</summary>
    public const int Release = 0xE4;

    /// <summary>7.05 (RFC 8323 §5.6).</summary>
    public const int Abort = 0xE5;

    /// <summary>0 request, 2 success, 4 client error, 5 server error, 7 signal.</summary>
    public static int ClassOf(int code) => code >> 5;

    /// <summary>Whether the code is a method, known or not: 0.01 to 0.31.</summary>
    public static bool IsRequest(int code) => code >= 1 && code <= 31;

    /// <summary>Whether the code is a response, known or not: 2.00 to 5.31 (RFC 7252 §12.1).</summary>
    public static bool IsResponse(int code) => code >= 0x40 && code <= 0xBF;

    /// <summary>Whether repeating a request does no harm (RFC 7252 §5.1).</summary>
    public static bool IsSafe(int method) => method == Get || method == Fetch;

    /// <summary>"4.04 Not Found"; only the number when the code is unknown. Allocates: for people, not for the data path.</summary>
    public static string Describe(int code)
    {
        int detail = code & 31;
        string number = (code >> 5).ToString() + (detail < 10 ? ".0" : ".") + detail.ToString();
        string name = NameOf(code);
        return name == null ? number : number + " " + name;
    }

    private static string NameOf(int code)
    {
        switch (code)
        {
            case Empty: return "Empty";
            case Get: return "GET";
            case Post: return "POST";
            case Put: return "PUT";
            case Delete: return "DELETE";
            case Fetch: return "FETCH";
            case Patch: return "PATCH";
            case IPatch: return "iPATCH";
            case Created: return "Created";
            case Deleted: return "Deleted";
            case Valid: return "Valid";
            case Changed: return "Changed";
            case Content: return "Content";
            case Continue: return "Continue";
            default: return ErrorNameOf(code);
        }
    }

    private static string ErrorNameOf(int code)
    {
        switch (code)
        {
            case BadRequest: return "Bad Request";
            case Unauthorized: return "Unauthorized";
            case BadOption: return "Bad Option";
            case Forbidden: return "Forbidden";
            case NotFound: return "Not Found";
            case MethodNotAllowed: return "Method Not Allowed";
            case NotAcceptable: return "Not Acceptable";
            case RequestEntityIncomplete: return "Request Entity Incomplete";
            case Conflict: return "Conflict";
            case PreconditionFailed: return "Precondition Failed";
            case RequestEntityTooLarge: return "Request Entity Too Large";
            case UnsupportedContentFormat: return "Unsupported Content-Format";
            case UnprocessableEntity: return "Unprocessable Entity";
            case TooManyRequests: return "Too Many Requests";
            case InternalServerError: return "Internal Server Error";
            case NotImplemented: return "Not Implemented";
            case BadGateway: return "Bad Gateway";
            case ServiceUnavailable: return "Service Unavailable";
            case GatewayTimeout: return "Gateway Timeout";
            case ProxyingNotSupported: return "Proxying Not Supported";
            case HopLimitReached: return "Hop Limit Reached";
            default: return null;
        }
    }
}
