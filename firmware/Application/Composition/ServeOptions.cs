using Telenode.SerialConsole;
using Telenode.Uplinks;

namespace Telenode.Application;

/// <summary>Which CoAP servers a device has.</summary>
public sealed class ServeOptions
{
    /// <summary>Whether it answers CoAP, over UDP and TCP; with an OSCORE secret in <see cref="Keys"/> that, too.</summary>
    public bool Plain { get; set; }

    /// <summary>Whether it answers CoAP over DTLS, one port above; needs a key in <see cref="Keys"/>.</summary>
    public bool Secured { get; set; }

    /// <summary>Whether unprotected clients must prove their address; see <see cref="CoapServerOptions.EchoGuard"/>.</summary>
    public bool EchoGuard { get; set; }

    /// <summary>Names and keys of its clients.</summary>
    public SecureOptions Keys { get; set; } = new SecureOptions();

    /// <summary>UDP and TCP port of CoAP.</summary>
    public int Port { get; set; } = 5683;

    /// <summary>Connections over TCP at one time.</summary>
    public int MaxConnections { get; set; } = 2;

    /// <summary>The resource directory to register with; null for none.</summary>
    public EndpointUrl Directory { get; set; }

    internal static ServeOptions Read(Settings settings, int port, ProblemList problems)
    {
        var options = new ServeOptions { Plain = settings.GetFlag("serve.coap"), Secured = settings.GetFlag("serve.coaps"), Port = port };
        options.EchoGuard = settings.GetFlag("serve.echo");
        UplinkSettings.ReadKeys(settings, "serve.", options.Keys);
        if (options.Keys.OscoreSecret != null && !options.Plain)
        {
            problems.Add("serve.oscore.secret: counts only with serve.coap on");
        }

        string text = settings.Get("serve.directory");
        string error = null;
        EndpointUrl url = text == null ? null : EndpointUrl.Parse(text, out error);
        error = error == null && url != null && url.Scheme != "coap" ? "must be a coap URL, such as coap://192.168.1.10" : error;
        if (error != null)
        {
            problems.Add("serve.directory: " + error);
        }

        options.Directory = error == null ? url : null;
        if (options.Secured && !options.Keys.HasPsk)
        {
            options.Secured = false;
            problems.Add("serve.coaps: needs serve.psk.identity and serve.psk.key");
        }

        return options;
    }
}
