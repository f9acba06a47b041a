namespace Telenode.Security;

/// <summary>The words for a <see cref="DtlsFailure"/>.</summary>
public static class DtlsFailureText
{
    /// <summary>One line for a person, naming the likely cause.</summary>
    /// <param name="failure">What happened.</param>
    /// <param name="alert">The peer's alert where it sent one, else −1.</param>
    public static string Of(DtlsFailure failure, int alert)
    {
        switch (failure)
        {
            case DtlsFailure.None: return "none";
            case DtlsFailure.NoAnswer: return "no answer: wrong address or port, a firewall, or no DTLS server there";
            case DtlsFailure.KeyUnconfirmed: return "no answer to our key: the pre-shared key or the identity is most likely wrong";
            case DtlsFailure.Stalled: return "the peer stopped answering during the handshake";
            case DtlsFailure.UnsuitableHello: return "the peer chose what was not offered";
            case DtlsFailure.MalformedMessage: return "the peer sent a handshake message that does not decode";
            case DtlsFailure.Tampered: return "the handshake was changed on its way";
            default: return OfAlert(alert);
        }
    }

    private static string OfAlert(int alert)
    {
        switch (alert)
        {
            case AlertCode.HandshakeFailure: return "refused with handshake_failure: the peer has no cipher suite in common with us";
            case AlertCode.UnknownPskIdentity: return "refused with unknown_psk_identity: the peer does not know the identity";
            case AlertCode.DecryptError:
            case 20: return "refused with " + AlertCode.Name(alert) + ": the pre-shared key is most likely wrong";
            default: return "refused with " + AlertCode.Name(alert) + " (" + alert.ToString() + ")";
        }
    }
}
