using Telenode.Tests.Host.Peers;

namespace Telenode.Tests.Host.Tls;

/// <summary>A Mosquitto that speaks TLS, with a certificate of the tests.</summary>
internal static class TlsMosquitto
{
    /// <summary>Starts one that shows a certificate for <paramref name="names"/>.</summary>
    public static MosquittoBroker Start(Pki ca, string[] names, double fromDays = -1, double untilDays = 365, string more = "", params (string Name, string Content)[] files)
    {
        (string certificate, string key) = ca.Issue(names, fromDays, untilDays);
        const string Listener = "allow_anonymous true\ncertfile {folder}/server.pem\nkeyfile {folder}/server.key\n";
        return new MosquittoBroker(Listener + more, [("server.pem", certificate), ("server.key", key), .. files]);
    }

    /// <summary>Starts one that takes only clients with a certificate of <paramref name="clientCa"/>.</summary>
    public static MosquittoBroker StartMutual(Pki ca, Pki clientCa, string more = "") =>
        Start(ca, ["127.0.0.1"], more: "cafile {folder}/clients.pem\nrequire_certificate true\n" + more, files: ("clients.pem", clientCa.Certificate));
}
