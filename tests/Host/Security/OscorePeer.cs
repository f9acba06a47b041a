using Telenode.Uplinks;

namespace Telenode.Tests.Host.Security;

/// <summary>oscore_peer.py: OSCORE written from the RFC in Python on other libraries, as server or client on loopback.</summary>
internal sealed class OscorePeer : IDisposable
{
    private const string Secret = "0102030405060708090a0b0c0d0e0f10";
    private const string Salt = "9e7ca92223786340";

    // Debian's own, since that is where python3-cryptography installs.
    private const string Python = "/usr/bin/python3";

    private readonly DtlsPeerProcess _process;

    public OscorePeer(string role, int port, string sender, string recipient, string context, params string[] more)
    {
        Port = port;
        string script = Path.Combine(Repository.Root, "tests/Host/Security/oscore_peer.py");
        _process = new DtlsPeerProcess(Python, [script, role, port.ToString(), Secret, Salt, sender, recipient, context, .. more.Where(m => m != "")]);
        Assert.IsTrue(role != "server" || _process.Prints("ready"), _process.Output);
    }

    public int Port { get; }

    public string Output => _process.Output;

    public static int FreePort() => DtlsPeerProcess.FreePort();

    /// <summary>Our side of the same secret.</summary>
    public static SecureOptions Keys(string sender, string recipient, string context)
    {
        var keys = new SecureOptions();
        Assert.IsNull(keys.Set("oscore.secret", "hex:" + Secret));
        Assert.IsNull(keys.Set("oscore.salt", "hex:" + Salt));
        Assert.IsNull(keys.Set("oscore.sender", "hex:" + sender));
        Assert.IsNull(keys.Set("oscore.recipient", "hex:" + recipient));
        Assert.IsNull(context == "-" ? null : keys.Set("oscore.context", "hex:" + context));
        return keys;
    }

    public bool Prints(string text) => _process.Prints(text);

    public void Dispose() => _process.Dispose();
}
