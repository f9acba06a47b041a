namespace Telenode.Uplinks;

/// <summary>Why a WebSocket closes (RFC 6455 §7.4.1 and IANA's registry).</summary>
internal static class WebSocketClose
{
    public const int Normal = 1000;
    public const int ProtocolError = 1002;
    public const int UnsupportedData = 1003;

    /// <summary>What a Close without a code stands for; never sent.</summary>
    public const int NoStatus = 1005;

    /// <summary>Whether a server may send the code: registered, or for private use (§7.4.2).</summary>
    public static bool MaySend(int code) =>
        (code >= 1000 && code <= 1014 && code != 1004 && code != NoStatus && code != 1006) || (code >= 3000 && code <= 4999);

    /// <summary>One line for a person.</summary>
    public static string Describe(int code)
    {
        string text;
        switch (code)
        {
            case Normal: text = "it is done"; break;
            case 1001: text = "it is going away"; break;
            case ProtocolError: text = "protocol error"; break;
            case UnsupportedData: text = "it does not take such data"; break;
            case NoStatus: return "the server closed the WebSocket without a reason";
            case 1007: text = "data inconsistent"; break;
            case 1008: text = "against its policy"; break;
            case 1009: text = "message too big"; break;
            case 1010: text = "it wants an extension"; break;
            case 1011: text = "it has an error of its own"; break;
            case 1012: text = "it restarts"; break;
            case 1013: text = "try again later"; break;
            case 1014: text = "bad gateway"; break;
            default: text = "a reason of its own"; break;
        }

        return "the server closed the WebSocket: " + text + " (" + code.ToString() + ")";
    }
}
