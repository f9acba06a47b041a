namespace Telenode.Security;

/// <summary>Alert descriptions (RFC 5246 §7.2) and their names.</summary>
public static class AlertCode
{
    /// <summary>The sender is done.</summary>
    public const int CloseNotify = 0;

    /// <summary>A message came at the wrong time.</summary>
    public const int UnexpectedMessage = 10;

    /// <summary>Nothing offered suits.</summary>
    public const int HandshakeFailure = 40;

    /// <summary>A field contradicts another.</summary>
    public const int IllegalParameter = 47;

    /// <summary>A message does not decode.</summary>
    public const int DecodeError = 50;

    /// <summary>Finished is wrong or cannot be decrypted: the keys differ.</summary>
    public const int DecryptError = 51;

    /// <summary>The version is not spoken.</summary>
    public const int ProtocolVersion = 70;

    /// <summary>The sender has no room left.</summary>
    public const int InternalError = 80;

    /// <summary>Renegotiation is refused; a warning.</summary>
    public const int NoRenegotiation = 100;

    /// <summary>An extension came that nobody asked for.</summary>
    public const int UnsupportedExtension = 110;

    /// <summary>The identity is not known (RFC 4279 §6).</summary>
    public const int UnknownPskIdentity = 115;

    /// <summary>The RFC's name of an alert, or "alert" for one that is not listed here.</summary>
    public static string Name(int code)
    {
        switch (code)
        {
            case CloseNotify: return "close_notify";
            case UnexpectedMessage: return "unexpected_message";
            case 20: return "bad_record_mac";
            case HandshakeFailure: return "handshake_failure";
            case IllegalParameter: return "illegal_parameter";
            case DecodeError: return "decode_error";
            case DecryptError: return "decrypt_error";
            case ProtocolVersion: return "protocol_version";
            case 71: return "insufficient_security";
            case InternalError: return "internal_error";
            case 90: return "user_canceled";
            case NoRenegotiation: return "no_renegotiation";
            case UnsupportedExtension: return "unsupported_extension";
            case UnknownPskIdentity: return "unknown_psk_identity";
            default: return "alert";
        }
    }
}
