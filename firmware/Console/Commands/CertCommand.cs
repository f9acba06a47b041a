namespace Telenode.SerialConsole;

/// <summary>Keeps certificates and keys.</summary>
internal sealed class CertCommand : ConsoleCommand
{
    // A certificate with an RSA key of 4096 bits takes 2.6 KB as PEM, such a private key 3.3 KB.
    private const int MaxPem = 4096;
    private const int MaxName = 12;

    public override string Name => "cert";

    public override string Usage => "[list|add NAME|remove NAME]";

    public override string Help => "lists, keeps or forgets certificates and private keys\nThe settings uplink.ca, uplink.cert and uplink.key name them.\nadd takes a PEM block, from its BEGIN line to its END line, which is not echoed.";

    public override CommandResult Begin(CommandContext context)
    {
        ICertificates certificates = context.Host.Certificates;
        string verb = context.ArgumentCount == 0 ? "list" : context.Argument(0);
        if (certificates == null)
        {
            return context.Fail("this board keeps no certificates");
        }

        if (verb == "list" && context.ArgumentCount <= 1)
        {
            return Step(context);
        }

        if ((verb != "add" && verb != "remove") || context.ArgumentCount != 2)
        {
            return context.FailUsage(this);
        }

        string name = context.Argument(1);
        if (!IsName(name))
        {
            return context.Fail("a name is 1 to 12 characters of a to z, 0 to 9 and -");
        }

        if (verb == "remove")
        {
            return certificates.Remove(name) ? CommandResult.Done : context.Fail("there is none of that name; cert list shows them");
        }

        context.Out.WriteLine("paste the PEM block, from its BEGIN line to its END line; Ctrl-C gives up");
        context.State = new PemInput(name, MaxPem);
        context.HidesLines = true;
        return CommandResult.NeedsLine;
    }

    public override CommandResult Step(CommandContext context)
    {
        ICertificates certificates = context.Host.Certificates;
        if (context.Cursor >= certificates.Count)
        {
            return CommandResult.Done;
        }

        context.Out.WritePadded(certificates.NameAt(context.Cursor), MaxName);
        context.Out.WriteLine(certificates.DescriptionAt(context.Cursor));
        context.Cursor++;
        return CommandResult.Running;
    }

    public override CommandResult Line(CommandContext context, string line)
    {
        var pem = (PemInput)context.State;
        if (!pem.Take(line))
        {
            return CommandResult.NeedsLine;
        }

        string error = pem.Error ?? context.Host.Certificates.Add(pem.Name, pem.Bytes, 0, pem.Count);
        return error == null ? CommandResult.Done : context.Fail(error);
    }

    private static bool IsName(string name)
    {
        for (int i = 0; i < name.Length; i++)
        {
            char c = name[i];
            if ((c < 'a' || c > 'z') && (c < '0' || c > '9') && c != '-')
            {
                return false;
            }
        }

        return name.Length > 0 && name.Length <= MaxName;
    }
}
